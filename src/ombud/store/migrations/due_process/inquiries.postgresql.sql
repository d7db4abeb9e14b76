-- Whose data was asked for, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inquiries EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_inquiry() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '')
     NOT IN ('answered', 'refused', 'withdrawn') THEN
    PERFORM ombud_refuses(
      'order_not_answered: Somebody is told of an order for data when it is answered, and what the answer was.'
    );
  END IF;
  IF EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id AND kind = 'act')
     OR (NEW.until IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM orders WHERE id = NEW.order_id AND kind = 'information' AND sender IN ('court', 'state')
     )) THEN
    PERFORM ombud_refuses(
      'order_not_for_data: Only a court or an authority, by an order for data, delays telling somebody.'
    );
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER guard BEFORE INSERT ON inquiries FOR EACH ROW EXECUTE FUNCTION ombud_inquiry()

CREATE FUNCTION ombud_inquiry_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  told RECORD;
BEGIN
  SELECT * INTO told FROM inquiries WHERE id = NEW.subject;
  IF NOT FOUND THEN
    PERFORM ombud_refuses('process_wrong_step: Nobody is told of this order.');
  END IF;
  IF NEW.move = 'withhold' AND (
    NEW.entry IS NULL OR NEW.due IS NULL OR told.until IS DISTINCT FROM NEW.due
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: Only a law with a date delays telling somebody whose data was asked for, and that is in the ledger.');
  END IF;
  IF NEW.move = 'create' AND told.until IS NOT NULL THEN
    PERFORM ombud_refuses('process_wrong_step: What a law delays begins withheld.');
  END IF;
  IF NEW.move = 'release' AND (
    NEW.entry IS NULL OR (NEW.role = 'clock' AND (told.until IS NULL OR told.until > NEW.at))
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: The clock tells somebody at the end of a gag, and that is in the ledger.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER of_an_inquiry BEFORE INSERT ON process_steps
FOR EACH ROW WHEN (NEW.kind = 'inquiry') EXECUTE FUNCTION ombud_inquiry_step()
