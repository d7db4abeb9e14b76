-- The steps of every process, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON process_arrows EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON process_steps EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON process_states EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_process_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  at_n bigint := 0;
  at_state text := '';
BEGIN
  SELECT n, state INTO at_n, at_state FROM process_states WHERE kind = NEW.kind AND subject = NEW.subject FOR UPDATE;
  IF NEW.n <> coalesce(at_n, 0) + 1 THEN
    PERFORM ombud_refuses('process_moved_on: Somebody was faster: this has gone on since.');
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM process_arrows
    WHERE kind = NEW.kind AND state = coalesce(at_state, '') AND move = NEW.move AND next = NEW.state
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: This cannot follow what was before it.');
  END IF;
  IF NEW.due IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM process_arrows WHERE kind = NEW.kind AND state = NEW.state) THEN
    PERFORM ombud_refuses('process_wrong_step: Nothing is waited for where a process is over.');
  END IF;
  IF NEW.by_user IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.by_user AND role = NEW.role AND disabled_at IS NULL) THEN
    PERFORM ombud_refuses('process_wrong_step: A step is taken by somebody of the console under their role, or by nobody of it.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER along_an_arrow BEFORE INSERT ON process_steps FOR EACH ROW EXECUTE FUNCTION ombud_process_step()

CREATE FUNCTION ombud_process_taken() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO process_states (kind, subject, n, state, since, due)
  VALUES (NEW.kind, NEW.subject, NEW.n, NEW.state, NEW.at, NEW.due)
  ON CONFLICT (kind, subject) DO UPDATE
  SET n = excluded.n, state = excluded.state, since = excluded.since, due = excluded.due;
  RETURN NULL;
END $$

CREATE TRIGGER leads_to_a_state AFTER INSERT ON process_steps FOR EACH ROW EXECUTE FUNCTION ombud_process_taken()

CREATE FUNCTION ombud_process_state() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM process_steps
    WHERE kind = NEW.kind AND subject = NEW.subject AND n = NEW.n AND state = NEW.state
      AND at = NEW.since AND due IS NOT DISTINCT FROM NEW.due
      AND n = (SELECT max(n) FROM process_steps WHERE kind = NEW.kind AND subject = NEW.subject)
  ) OR (TG_OP = 'UPDATE' AND (NEW.kind, NEW.subject) IS DISTINCT FROM (OLD.kind, OLD.subject)) THEN
    PERFORM ombud_refuses('append_only: Where a process is follows from its last step.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER follows_from_the_steps BEFORE INSERT OR UPDATE ON process_states
FOR EACH ROW EXECUTE FUNCTION ombud_process_state()
