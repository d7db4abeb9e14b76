-- The steps of every process, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".
-- Whatever is asked of many rows compares with = and <>: for an IN of three or more SQLite builds a table anew each time.

CREATE TRIGGER process_arrows_update BEFORE UPDATE ON process_arrows
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What may follow what is changed by a new version of Ombud only.'); END

CREATE TRIGGER process_arrows_delete BEFORE DELETE ON process_arrows
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What may follow what is changed by a new version of Ombud only.'); END

CREATE TRIGGER process_steps_guard BEFORE INSERT ON process_steps
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_moved_on: Somebody was faster: this has gone on since.')
  WHERE NEW.n IS NOT 1 + coalesce((SELECT n FROM process_states WHERE kind = NEW.kind AND subject = NEW.subject), 0)
     OR EXISTS (SELECT 1 FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject AND n = NEW.n)
     OR EXISTS (SELECT 1 FROM process_steps WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: This cannot follow what was before it.')
  WHERE NOT EXISTS (
    SELECT 1 FROM process_arrows
    WHERE kind = NEW.kind AND move = NEW.move AND next = NEW.state
      AND state = coalesce((SELECT state FROM process_states WHERE kind = NEW.kind AND subject = NEW.subject), '')
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Nothing is waited for where a process is over.')
  WHERE NEW.due IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM process_arrows WHERE kind = NEW.kind AND state = NEW.state);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: A step is taken by somebody of the console under their role, or by nobody of it.')
  WHERE (
      NEW.role <> 'automation' AND NEW.role <> 'clock' AND NEW.role <> 'person' AND NEW.role <> 'platform'
      AND NEW.role <> 'outsider' AND NEW.role <> 'operator' AND NEW.role <> 'reviewer' AND NEW.role <> 'lead'
      AND NEW.role <> 'admin'
    )
     OR (NEW.by_user IS NULL) <> (NEW.role <> 'reviewer' AND NEW.role <> 'lead' AND NEW.role <> 'admin')
     OR (NEW.by_user IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.by_user AND role = NEW.role AND disabled_at IS NULL));
  SELECT RAISE(ABORT, 'ombud: not_in_ledger: That entry is not in the ledger, or is another step''s.')
  WHERE NEW.entry IS NOT NULL AND (
    NOT EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry)
    OR EXISTS (SELECT 1 FROM process_steps WHERE entry = NEW.entry)
  );
END

CREATE TRIGGER process_steps_taken AFTER INSERT ON process_steps
BEGIN
  INSERT INTO process_states (kind, subject, n, state, since, due)
  VALUES (NEW.kind, NEW.subject, NEW.n, NEW.state, NEW.at, NEW.due)
  ON CONFLICT (kind, subject) DO UPDATE
  SET n = excluded.n, state = excluded.state, since = excluded.since, due = excluded.due;
END

CREATE TRIGGER process_steps_update BEFORE UPDATE ON process_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What happened in a process is never changed.'); END

CREATE TRIGGER process_steps_delete BEFORE DELETE ON process_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What happened in a process is never deleted.'); END

CREATE TRIGGER process_states_insert BEFORE INSERT ON process_states
WHEN NOT EXISTS (
  SELECT 1 FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject AND n = NEW.n AND state = NEW.state
    AND at = NEW.since AND due IS NEW.due
    AND n = (SELECT max(n) FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject)
)
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Where a process is follows from its last step.'); END

CREATE TRIGGER process_states_update BEFORE UPDATE ON process_states
WHEN NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NOT EXISTS (
  SELECT 1 FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject AND n = NEW.n AND state = NEW.state
    AND at = NEW.since AND due IS NEW.due
    AND n = (SELECT max(n) FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject)
)
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Where a process is follows from its last step.'); END

CREATE TRIGGER process_states_delete BEFORE DELETE ON process_states
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Where a process is follows from its last step.'); END
