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
END

CREATE TRIGGER tuning_steps_update BEFORE UPDATE ON tuning_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When something was in force is never changed.'); END

CREATE TRIGGER tuning_steps_delete BEFORE DELETE ON tuning_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When something was in force is never deleted.'); END
