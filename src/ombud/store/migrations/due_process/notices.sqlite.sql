-- Notices, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

CREATE TRIGGER notice_withholdings_guard BEFORE INSERT ON notice_withholdings
BEGIN
  SELECT RAISE(ABORT, 'ombud: nothing_to_withhold: Only a notice that nobody has been told yet can be withheld.')
  WHERE NOT EXISTS (SELECT 1 FROM notices WHERE id = NEW.notice AND decision = NEW.decision)
     OR EXISTS (SELECT 1 FROM process_states WHERE kind = 'notice' AND subject = NEW.notice)
     OR EXISTS (SELECT 1 FROM notice_withholdings WHERE notice = NEW.notice OR rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_notice_withholdings_ground')
  WHERE NEW.ground NOT IN ('bulk_deception', 'child_abuse', 'legal_gag');
  SELECT RAISE(ABORT, 'CHECK constraint failed: ck_notice_withholdings_until')
  WHERE (NEW.until IS NOT NULL) <> (NEW.ground = 'legal_gag');
END

CREATE TRIGGER notice_withholdings_update BEFORE UPDATE ON notice_withholdings
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Why somebody was not told is never changed.'); END

CREATE TRIGGER notice_withholdings_delete BEFORE DELETE ON notice_withholdings
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Why somebody was not told is never deleted.'); END

CREATE TRIGGER process_steps_notice BEFORE INSERT ON process_steps
WHEN NEW.kind = 'notice'
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: There is no such notice.')
  WHERE NOT EXISTS (SELECT 1 FROM notices WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: A notice is withheld on one of three grounds, on the record and in the ledger.')
  WHERE NEW.move = 'withhold' AND (
    NEW.entry IS NULL
    OR NOT EXISTS (SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject AND until IS NEW.due)
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: A notice with a ground for withholding it begins withheld.')
  WHERE NEW.move = 'create' AND EXISTS (SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: The clock lets a notice go at the end of its gag, and that is in the ledger.')
  WHERE NEW.move = 'release' AND (
    NEW.entry IS NULL
    OR NEW.role = 'clock' AND NOT EXISTS (
      SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject AND until IS NOT NULL AND until <= NEW.at
    )
  );
END
