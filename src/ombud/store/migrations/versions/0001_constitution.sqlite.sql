-- The constitution, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".
--
-- A connection that somebody else opens has foreign keys and recursive triggers off. So nothing here leans on either:
-- what a foreign key guarantees for us is asked again, and the guards before inserts refuse what REPLACE would delete
-- without firing a delete trigger (by any unique key, the hidden rowid included).

-- ── The record is append-only ────────────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER events_guard BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM events WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: events.id'); END

CREATE TRIGGER events_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: An event is never changed.'); END

CREATE TRIGGER events_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: An event is never deleted.'); END

CREATE TRIGGER statements_guard BEFORE INSERT ON statements
WHEN EXISTS (SELECT 1 FROM statements WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM statements WHERE decision = NEW.decision)
  OR EXISTS (SELECT 1 FROM statements WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: statements.decision'); END

CREATE TRIGGER statements_update BEFORE UPDATE ON statements
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A statement of reasons is never changed.'); END

CREATE TRIGGER statements_delete BEFORE DELETE ON statements
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A statement of reasons is never deleted.'); END

CREATE TRIGGER decisions_guard BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE event = NEW.event)
  OR EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM decisions WHERE seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: decisions.event')
  WHERE EXISTS (SELECT 1 FROM decisions WHERE event = NEW.event);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: decisions.id');
END

CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A decision is never changed; a new one replaces it.'); END

CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A decision is never deleted.'); END

CREATE TRIGGER notices_guard BEFORE INSERT ON notices
WHEN EXISTS (SELECT 1 FROM notices WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM notices WHERE token_hash = NEW.token_hash)
  OR EXISTS (SELECT 1 FROM notices WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: notices.id'); END

CREATE TRIGGER notices_update BEFORE UPDATE ON notices
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A notice is never changed.'); END

CREATE TRIGGER notices_delete BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A notice is never deleted.'); END

CREATE TRIGGER policies_guard BEFORE INSERT ON policies
WHEN EXISTS (SELECT 1 FROM policies WHERE version = NEW.version)
  OR EXISTS (SELECT 1 FROM policies WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: policies.version'); END

CREATE TRIGGER policies_update BEFORE UPDATE ON policies
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A published policy is never changed; publish a new version.'); END

CREATE TRIGGER policies_delete BEFORE DELETE ON policies
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A published policy is never deleted.'); END

CREATE TRIGGER publications_guard BEFORE INSERT ON publications
WHEN EXISTS (SELECT 1 FROM publications WHERE seq = NEW.seq)
  OR NOT EXISTS (SELECT 1 FROM policies WHERE version = NEW.version)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: publications.seq')
  WHERE EXISTS (SELECT 1 FROM publications WHERE seq = NEW.seq);
  SELECT RAISE(ABORT, 'ombud: append_only: Only a version on the record can come into force.');
END

CREATE TRIGGER publications_update BEFORE UPDATE ON publications
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When a policy was in force is never changed.'); END

CREATE TRIGGER publications_delete BEFORE DELETE ON publications
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When a policy was in force is never deleted.'); END

-- ── The ledger: an entry gets its place once, the places leave no gap, the log only grows ────────────────────────────

CREATE TRIGGER entries_guard BEFORE INSERT ON entries
WHEN NEW.idx IS NOT NULL
  OR EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM entries WHERE seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'ombud: ledger_gap: An entry gets its place in the ledger from the sequencer.')
  WHERE NEW.idx IS NOT NULL;
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: entries.id');
END

CREATE TRIGGER entries_update BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE(ABORT, 'ombud: append_only: An entry is never changed.')
  WHERE OLD.idx IS NOT NULL OR NEW.idx IS NULL OR NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id
     OR NEW.type IS NOT OLD.type OR NEW.period IS NOT OLD.period OR NEW.record IS NOT OLD.record
     OR NEW.salt IS NOT OLD.salt OR NEW.commitment IS NOT OLD.commitment;
  SELECT RAISE(ABORT, 'ombud: ledger_gap: Places in the ledger are given one after the other.')
  WHERE NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entries WHERE idx IS NOT NULL);
END

CREATE TRIGGER entries_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: An entry is never deleted.'); END

CREATE TRIGGER checkpoints_guard BEFORE INSERT ON checkpoints
BEGIN
  SELECT RAISE(ABORT, 'ombud: ledger_gap: A new head is larger than the one before.')
  WHERE NEW.size <= (SELECT max(size) FROM checkpoints);
  SELECT RAISE(ABORT, 'ombud: ledger_gap: A head counts exactly the entries that have a place.')
  WHERE NEW.size IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entries WHERE idx IS NOT NULL);
END

CREATE TRIGGER checkpoints_update BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A checkpoint is never changed.'); END

CREATE TRIGGER checkpoints_delete BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A checkpoint is never deleted.'); END

-- ── People and cases keep their identity: whoever decided can be told apart for good ─────────────────────────────────

CREATE TRIGGER users_guard BEFORE INSERT ON users
WHEN EXISTS (SELECT 1 FROM users WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM users WHERE name = NEW.name)
  OR EXISTS (SELECT 1 FROM users WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: users.name'); END

CREATE TRIGGER users_update BEFORE UPDATE OF id ON users
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A user keeps their id.'); END

CREATE TRIGGER users_delete BEFORE DELETE ON users
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A user is disabled, never deleted.'); END

CREATE TRIGGER cases_guard BEFORE INSERT ON cases
WHEN EXISTS (SELECT 1 FROM cases WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM cases WHERE rowid = NEW.rowid)
  OR (NEW.state = 'open' AND EXISTS (SELECT 1 FROM cases WHERE item = NEW.item AND state = 'open'))
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: cases.id') WHERE EXISTS (SELECT 1 FROM cases WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: cases.item');
END

CREATE TRIGGER cases_update BEFORE UPDATE OF id, item, opened_at ON cases
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A case stays with its item.'); END

CREATE TRIGGER cases_delete BEFORE DELETE ON cases
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A case is closed, never deleted.'); END

-- ── No restriction without reasons: something has to be there to read ────────────────────────────────────────────────
-- White space, controls, and what is invisible or changes nothing but its neighbours is no reason. The numbers are code
-- points and, with 45 for a hyphen between two, ranges of them. PRAGMA ignore_check_constraints switches CHECKs off, but
-- no triggers: so what matters most is said here too.

CREATE TRIGGER statements_reasons BEFORE INSERT ON statements
BEGIN
  SELECT RAISE(ABORT, 'ombud: reasons_missing: A statement of reasons is a JSON object.')
  WHERE NOT json_valid(NEW.body);
  SELECT RAISE(ABORT, 'ombud: reasons_missing: A statement of reasons states facts or cites a clause.')
  WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT replace(NEW.body, '\u0000', '\u0001') AS body) JOIN (
      SELECT NULL AS cited UNION ALL SELECT value FROM json_each(NEW.body, '$.cited') WHERE type = 'object'
    )
    WHERE CASE WHEN cited IS NULL THEN json_type(body, '$.facts') ELSE json_type(cited, '$.clause') END = 'text'
      AND CASE WHEN cited IS NULL THEN json_extract(body, '$.facts') ELSE json_extract(cited, '$.clause') END
        GLOB '*[^' || char(
          1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
          6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
          65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
        ) || ']*'
  );
END

CREATE TRIGGER appeal_outcomes_reasons BEFORE INSERT ON appeal_outcomes
BEGIN
  SELECT RAISE(ABORT, 'ombud: reasons_missing: An outcome gives its reasons.')
  WHERE NEW.reasons IS NULL OR NEW.reasons NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
END

CREATE TRIGGER decisions_checks BEFORE INSERT ON decisions
BEGIN
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_decisions_no_restriction_without_reasons')
  WHERE NEW.measure NOT IN ('allow', 'restore') AND NEW.statement IS NULL;
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_decisions_actor')
  WHERE NEW.actor_kind NOT IN ('automation', 'human') OR (NEW.actor_kind = 'human') <> (NEW.by_user IS NOT NULL);
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_decisions_no_appeal_by_machine')
  WHERE NEW.appeal IS NOT NULL AND NEW.actor_kind <> 'human' AND NEW.measure <> 'restore';
END

-- ── No restriction without reasons, and the columns say what the sealed record says ──────────────────────────────────

CREATE TRIGGER decisions_sealed BEFORE INSERT ON decisions
BEGIN
  SELECT RAISE(ABORT, 'ombud: reasons_missing: A decision that restricts needs the statement that was written for it.')
  WHERE NEW.statement IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM statements WHERE id = NEW.statement AND decision = NEW.id);
  SELECT RAISE(ABORT, 'ombud: not_as_sealed: The decision differs from its entry in the ledger.')
  WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT CAST(record AS TEXT) AS record FROM entries WHERE id = NEW.id AND type = 'decision')
    WHERE json_extract(record, '$.id') IS NEW.id AND json_extract(record, '$.measure') IS NEW.measure
      AND json_extract(record, '$.item') IS NEW.item AND json_extract(record, '$.event') IS NEW.event
      AND json_extract(record, '$.actor.kind') IS NEW.actor_kind
      AND json_extract(record, '$.case') IS NEW.case_id AND json_extract(record, '$.appeal') IS NEW.appeal
  );
END

-- ── Somebody else hears the appeal ───────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER decisions_by_people BEFORE INSERT ON decisions WHEN NEW.by_user IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only a user with a role, who is not disabled, may decide.')
  WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.by_user AND disabled_at IS NULL);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Who heard the appeal decides nothing more in its case.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeal_outcomes.decided_by = NEW.by_user AND appeals.item = NEW.item
      AND (NEW.case_id IS NULL OR appeals.case_id = NEW.case_id)
  );
  SELECT RAISE(ABORT, 'ombud: appeal_pending: An appeal about this item waits to be heard; until then nobody decides past it.')
  WHERE NEW.appeal IS NULL AND EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeal_outcomes.appeal IS NULL
  );
END

CREATE TRIGGER decisions_of_appeals BEFORE INSERT ON decisions WHEN NEW.appeal IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'ombud: appeal_mismatch: The appeal is about another case.')
  WHERE NOT EXISTS (
    SELECT 1 FROM appeals WHERE id = NEW.appeal AND item = NEW.item AND case_id IS NEW.case_id
  );
  SELECT RAISE(ABORT, 'ombud: appeal_decided: Somebody has heard this appeal already.')
  WHERE EXISTS (SELECT 1 FROM appeal_outcomes WHERE appeal = NEW.appeal);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever decided in the case or on the item may not hear its appeal.')
  WHERE EXISTS (SELECT 1 FROM decisions WHERE item = NEW.item AND by_user = NEW.by_user)
     OR EXISTS (SELECT 1 FROM decisions WHERE case_id = NEW.case_id AND by_user = NEW.by_user);
END

CREATE TRIGGER appeals_guard BEFORE INSERT ON appeals
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeals.decision')
  WHERE EXISTS (SELECT 1 FROM appeals WHERE decision = NEW.decision);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeals.id')
  WHERE EXISTS (SELECT 1 FROM appeals WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM appeals WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: appeal_mismatch: An appeal belongs to the case and item of its decision.')
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND case_id = NEW.case_id AND item = NEW.item
  );
  SELECT RAISE(ABORT, 'ombud: nothing_to_appeal: Only a decision that restricts can be appealed.')
  WHERE EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND measure IN ('allow', 'restore'));
  SELECT RAISE(ABORT, 'ombud: nothing_to_appeal: A person has decided about this item since; that decision is the one to appeal.')
  WHERE EXISTS (
    SELECT 1 FROM decisions WHERE item = NEW.item AND actor_kind = 'human'
      AND seq > (SELECT seq FROM decisions WHERE id = NEW.decision)
  );
  SELECT RAISE(ABORT, 'ombud: appeal_pending: An appeal about this item waits to be heard already.')
  WHERE EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeal_outcomes.appeal IS NULL
  );
  -- Six calendar months; where the sixth month has no such day, its last day. Times are microseconds since 1970.
  SELECT RAISE(ABORT, 'ombud: appeal_too_late: A decision can be appealed for six months.')
  WHERE EXISTS (
    SELECT 1 FROM (SELECT at, at / 1000000 AS s FROM decisions WHERE id = NEW.decision)
    WHERE NEW.filed_at > at % 86400000000 + 1000000 * CAST(strftime('%s', min(
      date(s, 'unixepoch', '+6 months'), date(s, 'unixepoch', 'start of month', '+7 months', '-1 day')
    )) AS INTEGER)
  );
END

CREATE TRIGGER appeals_update BEFORE UPDATE ON appeals
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: An appeal is never changed.'); END

CREATE TRIGGER appeals_delete BEFORE DELETE ON appeals
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: An appeal is never deleted.'); END

CREATE TRIGGER appeal_outcomes_guard BEFORE INSERT ON appeal_outcomes
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal_outcomes.appeal')
  WHERE EXISTS (SELECT 1 FROM appeal_outcomes WHERE appeal = NEW.appeal)
     OR EXISTS (SELECT 1 FROM appeal_outcomes WHERE decision = NEW.decision)
     OR EXISTS (SELECT 1 FROM appeal_outcomes WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only a user with a role, who is not disabled, may hear an appeal.')
  WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.decided_by AND disabled_at IS NULL);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever decided in the case or on the item may not hear its appeal.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.item = appeals.item
    WHERE appeals.id = NEW.appeal AND decisions.by_user = NEW.decided_by AND decisions.id <> NEW.decision
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.case_id = appeals.case_id
    WHERE appeals.id = NEW.appeal AND decisions.by_user = NEW.decided_by AND decisions.id <> NEW.decision
  );
  SELECT RAISE(ABORT, 'ombud: appeal_mismatch: An outcome rests on a decision that the same person made for this appeal.')
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND appeal = NEW.appeal AND by_user = NEW.decided_by
  );
END

CREATE TRIGGER appeal_outcomes_update BEFORE UPDATE ON appeal_outcomes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: The outcome of an appeal is never changed.'); END

CREATE TRIGGER appeal_outcomes_delete BEFORE DELETE ON appeal_outcomes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: The outcome of an appeal is never deleted.'); END
