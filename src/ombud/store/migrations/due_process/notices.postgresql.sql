-- Notices, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_withholdings
EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_notice_withheld() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM notices WHERE id = NEW.notice AND decision = NEW.decision)
     OR EXISTS (SELECT 1 FROM process_states WHERE kind = 'notice' AND subject = NEW.notice) THEN
    PERFORM ombud_refuses('nothing_to_withhold: Only a notice that nobody has been told yet can be withheld.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER guard BEFORE INSERT ON notice_withholdings
FOR EACH ROW EXECUTE FUNCTION ombud_notice_withheld()

CREATE FUNCTION ombud_notice_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM notices WHERE id = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: There is no such notice.');
  END IF;
  IF NEW.move = 'withhold' AND (
    NEW.entry IS NULL
    OR NOT EXISTS (
      SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject AND until IS NOT DISTINCT FROM NEW.due
    )
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: A notice is withheld on one of three grounds, on the record and in the ledger.');
  END IF;
  IF NEW.move = 'create' AND EXISTS (SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: A notice with a ground for withholding it begins withheld.');
  END IF;
  IF NEW.move = 'release' AND (
    NEW.entry IS NULL
    OR NEW.role = 'clock' AND NOT EXISTS (
      SELECT 1 FROM notice_withholdings WHERE notice = NEW.subject AND until IS NOT NULL AND until <= NEW.at
    )
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: The clock lets a notice go at the end of its gag, and that is in the ledger.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER of_a_notice BEFORE INSERT ON process_steps
FOR EACH ROW WHEN (NEW.kind = 'notice') EXECUTE FUNCTION ombud_notice_step()
