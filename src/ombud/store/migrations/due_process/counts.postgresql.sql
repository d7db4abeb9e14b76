-- What is counted, in PostgreSQL: each statement notes by how much it changed what, so that nobody waits for the row of
-- somebody else's count; what was noted is added up now and then (ombud.store.counts). One statement a paragraph.

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE FUNCTION ombud_count_steps() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO counts (kind, state, n)
  SELECT kind, state, sum(one) FROM (
    SELECT kind, state, 1 AS one FROM taken
    UNION ALL
    SELECT before.kind, before.state, -1
    FROM taken JOIN process_steps AS before
      ON before.kind = taken.kind AND before.subject = taken.subject AND before.n = taken.n - 1
  ) AS change GROUP BY kind, state HAVING sum(one) <> 0;
  RETURN NULL;
END $$

CREATE TRIGGER counted AFTER INSERT ON process_steps REFERENCING NEW TABLE AS taken
FOR EACH STATEMENT EXECUTE FUNCTION ombud_count_steps()

CREATE FUNCTION ombud_count_tasks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO counts (kind, state, n) SELECT 'outbox', state, count(*) FROM made GROUP BY state;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO counts (kind, state, n) SELECT 'outbox', state, -count(*) FROM gone GROUP BY state;
  END IF;
  RETURN NULL;
END $$

CREATE TRIGGER counted_new AFTER INSERT ON outbox REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION ombud_count_tasks()

CREATE TRIGGER counted_gone AFTER DELETE ON outbox REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION ombud_count_tasks()

CREATE FUNCTION ombud_recount_tasks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO counts (kind, state, n)
  SELECT 'outbox', state, sum(one) FROM (
    SELECT state, 1 AS one FROM made UNION ALL SELECT state, -1 FROM gone
  ) AS change GROUP BY state HAVING sum(one) <> 0;
  RETURN NULL;
END $$

CREATE TRIGGER counted_changed AFTER UPDATE ON outbox REFERENCING OLD TABLE AS gone NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION ombud_recount_tasks()

CREATE FUNCTION ombud_count_cases() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO counts (kind, state, n)
  SELECT 'case', severity || '/' || queue, count(*) FROM made WHERE state = 'open' GROUP BY severity, queue;
  RETURN NULL;
END $$

CREATE TRIGGER counted_new AFTER INSERT ON cases REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION ombud_count_cases()

CREATE FUNCTION ombud_recount_cases() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO counts (kind, state, n)
  SELECT 'case', severity || '/' || queue, sum(one) FROM (
    SELECT severity, queue, 1 AS one FROM made WHERE state = 'open'
    UNION ALL
    SELECT severity, queue, -1 FROM gone WHERE state = 'open'
  ) AS change GROUP BY severity, queue HAVING sum(one) <> 0;
  RETURN NULL;
END $$

CREATE TRIGGER counted_changed AFTER UPDATE ON cases REFERENCING OLD TABLE AS gone NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION ombud_recount_cases()
