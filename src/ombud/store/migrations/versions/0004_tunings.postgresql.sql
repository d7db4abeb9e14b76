-- Calibrations and local heads, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tunings EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tuning_steps EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_tuning_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  sealed record;
BEGIN
  IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM tuning_steps) THEN
    PERFORM ombud_refuses('tuning_moved_on: What is in force changes one step after the other.');
  END IF;
  IF NEW.tuning IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM tunings WHERE id = NEW.tuning AND kind = NEW.kind AND signal = NEW.signal) THEN
    PERFORM ombud_refuses('no_such_tuning: Only what is on the record for that signal can come into force.');
  END IF;
  SELECT r.* INTO sealed
  FROM entries e, json_to_record(convert_from(e.record, 'UTF8')::json)
    AS r(seq bigint, kind text, signal text, tuning text, how text, role text)
  WHERE e.id = NEW.entry AND e.type = 'signal_tuned';
  IF EXISTS (SELECT 1 FROM tuning_steps WHERE entry = NEW.entry)
     OR (sealed.seq, sealed.kind, sealed.signal, sealed.tuning, sealed.how, sealed.role)
        IS DISTINCT FROM (NEW.seq, NEW.kind, NEW.signal, NEW.tuning, NEW.how, NEW.role) THEN
    PERFORM ombud_refuses(
      'not_in_ledger: What signals are tuned with is bound for the public log, by an entry of its own.');
  END IF;
  IF (CASE WHEN NEW.by_user IS NULL THEN NEW.role <> 'operator' ELSE NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) END) THEN
    PERFORM ombud_refuses('not_an_author: Only a lead or an admin, who is not disabled, changes what is in force.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER one_after_the_other BEFORE INSERT ON tuning_steps FOR EACH ROW EXECUTE FUNCTION ombud_tuning_step()

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN
    SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal AND starts_with(proname, 'ombud_') AND pronamespace = current_schema()::regnamespace
  LOOP
    EXECUTE 'ALTER TABLE ' || t.relation || ' ENABLE ALWAYS TRIGGER ' || quote_ident(t.tgname);
  END LOOP;
END $$
