-- Calibrations and local heads, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

CREATE TRIGGER tunings_guard BEFORE INSERT ON tunings
WHEN EXISTS (SELECT 1 FROM tunings WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM tunings WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: tunings.id'); END

CREATE TRIGGER tunings_update BEFORE UPDATE ON tunings
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What a signal was tuned with is never changed; fit another.'); END

CREATE TRIGGER tunings_delete BEFORE DELETE ON tunings
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What a signal was tuned with is never deleted.'); END

CREATE TRIGGER tuning_steps_guard BEFORE INSERT ON tuning_steps
BEGIN
  SELECT RAISE(ABORT, 'ombud: tuning_moved_on: What is in force changes one step after the other.')
  WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM tuning_steps)
     OR EXISTS (SELECT 1 FROM tuning_steps WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: no_such_tuning: Only what is on the record for that signal can come into force.')
  WHERE NEW.tuning IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tunings WHERE id = NEW.tuning AND kind = NEW.kind AND signal = NEW.signal);
  SELECT RAISE(ABORT, 'ombud: not_in_ledger: What signals are tuned with is bound for the public log, by an entry of its own.')
  WHERE EXISTS (SELECT 1 FROM tuning_steps WHERE entry = NEW.entry)
     OR NOT EXISTS (
       SELECT 1 FROM (SELECT CAST(record AS TEXT) AS record FROM entries WHERE id = NEW.entry AND type = 'signal_tuned')
       WHERE json_extract(record, '$.seq') IS NEW.seq AND json_extract(record, '$.kind') IS NEW.kind
         AND json_extract(record, '$.signal') IS NEW.signal AND json_extract(record, '$.tuning') IS NEW.tuning
         AND json_extract(record, '$.how') IS NEW.how AND json_extract(record, '$.role') IS NEW.role
     );
  SELECT RAISE(ABORT, 'ombud: not_an_author: Only a lead or an admin, who is not disabled, changes what is in force.')
  WHERE CASE WHEN NEW.by_user IS NULL THEN NEW.role <> 'operator' ELSE NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) END;
END

CREATE TRIGGER tuning_steps_update BEFORE UPDATE ON tuning_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When something was in force is never changed.'); END

CREATE TRIGGER tuning_steps_delete BEFORE DELETE ON tuning_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When something was in force is never deleted.'); END
