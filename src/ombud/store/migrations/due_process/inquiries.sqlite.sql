-- Whose data was asked for, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

CREATE TRIGGER inquiries_guard BEFORE INSERT ON inquiries
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: inquiries.id')
  WHERE EXISTS (
    SELECT 1 FROM inquiries
    WHERE id = NEW.id OR rowid = NEW.rowid OR token_hash = NEW.token_hash
      OR (order_id = NEW.order_id AND person = NEW.person)
  );
  SELECT RAISE(ABORT, 'ombud: order_not_answered: Somebody is told of an order for data when it is answered, and what the answer was.')
  WHERE coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '')
    NOT IN ('answered', 'refused', 'withdrawn');
  SELECT RAISE(ABORT, 'ombud: order_not_for_data: Only a court or an authority, by an order for data, delays telling somebody.')
  WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id AND kind = 'act')
     OR (NEW.until IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM orders WHERE id = NEW.order_id AND kind = 'information' AND sender IN ('court', 'state')
     ));
END

CREATE TRIGGER inquiries_update BEFORE UPDATE ON inquiries
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Whose data was asked for is never changed.'); END

CREATE TRIGGER inquiries_delete BEFORE DELETE ON inquiries
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Whose data was asked for is never deleted.'); END

CREATE TRIGGER process_steps_inquiry BEFORE INSERT ON process_steps
WHEN NEW.kind = 'inquiry'
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Nobody is told of this order.')
  WHERE NOT EXISTS (SELECT 1 FROM inquiries WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only a law with a date delays telling somebody whose data was asked for, and that is in the ledger.')
  WHERE NEW.move = 'withhold' AND (
    NEW.entry IS NULL OR NEW.due IS NULL
    OR NOT EXISTS (SELECT 1 FROM inquiries WHERE id = NEW.subject AND until IS NEW.due)
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: What a law delays begins withheld.')
  WHERE NEW.move = 'create' AND EXISTS (SELECT 1 FROM inquiries WHERE id = NEW.subject AND until IS NOT NULL);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: The clock tells somebody at the end of a gag, and that is in the ledger.')
  WHERE NEW.move = 'release' AND (
    NEW.entry IS NULL
    OR NEW.role = 'clock' AND NOT EXISTS (SELECT 1 FROM inquiries WHERE id = NEW.subject AND until <= NEW.at)
  );
END
