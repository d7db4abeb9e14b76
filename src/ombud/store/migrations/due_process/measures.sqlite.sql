-- Measures and strikes, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

-- A machine gives back what has run out, or what nobody eligible heard an appeal about in time: nothing else.

CREATE TRIGGER decisions_given_back BEFORE INSERT ON decisions
WHEN NEW.actor_kind = 'automation' AND NEW.measure = 'restore' AND NEW.appeal IS NULL
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_over: A machine gives back what has run out, and nothing else.')
  WHERE NOT EXISTS (
    SELECT 1 FROM process_states JOIN decisions ON decisions.id = process_states.subject
    WHERE process_states.kind = 'measure' AND process_states.subject = NEW.replaces
      AND process_states.state IN ('in_force', 'acknowledged') AND process_states.due <= NEW.at
      AND decisions.item = NEW.item
  );
END

CREATE TRIGGER strikes_guard BEFORE INSERT ON strikes
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: strikes.id')
  WHERE EXISTS (SELECT 1 FROM strikes WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM strikes WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: nothing_to_count: A strike counts a restriction of this item, and a label is none.')
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions
    WHERE id = NEW.decision AND item = NEW.item AND measure NOT IN ('allow', 'label', 'restore')
  );
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_strikes_weight') WHERE NEW.weight NOT BETWEEN 1 AND 100;
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_strikes_until') WHERE NEW.until <= NEW.at;
END

CREATE TRIGGER strikes_update BEFORE UPDATE ON strikes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A strike is never changed: it expires, or is reversed.'); END

CREATE TRIGGER strikes_delete BEFORE DELETE ON strikes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A strike is never deleted: it expires, or is reversed.'); END
