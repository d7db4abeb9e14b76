-- The triggers of every part hold for whoever writes, a replica that applies changes included.
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
