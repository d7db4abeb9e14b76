-- The constitution, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".
--
-- Every function pins its search path with pg_temp last, so that no temporary table of the same name is asked instead.
-- Every trigger fires always, in a replication session too.

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

-- ── The record is append-only ────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION ombud_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
    MESSAGE = 'ombud: append_only: ' || initcap(TG_OP) || ' is refused: the record only grows (' || TG_TABLE_NAME || ').';
END $$

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statements EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notices EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policies EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appeals EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appeal_outcomes EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON entries EXECUTE FUNCTION ombud_append_only()

-- ── People and cases keep their identity: whoever decided can be told apart for good ─────────────────────────────────

CREATE TRIGGER keeps_identity BEFORE DELETE OR TRUNCATE OR UPDATE OF id ON users EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER keeps_identity BEFORE DELETE OR TRUNCATE OR UPDATE OF id, item, opened_at ON cases
EXECUTE FUNCTION ombud_append_only()

-- ── The ledger: an entry gets its place once, the places leave no gap, the log only grows ────────────────────────────

CREATE FUNCTION ombud_entry() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: ledger_gap: An entry gets its place in the ledger from the sequencer.';
  END IF;
  IF OLD.idx IS NOT NULL OR NEW.idx IS NULL
     OR (NEW.seq, NEW.id, NEW.type, NEW.period, NEW.record, NEW.salt, NEW.commitment)
        IS DISTINCT FROM (OLD.seq, OLD.id, OLD.type, OLD.period, OLD.record, OLD.salt, OLD.commitment) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: append_only: An entry is never changed.';
  END IF;
  IF NEW.idx IS DISTINCT FROM (SELECT coalesce(max(idx) + 1, 0) FROM entries WHERE idx IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: ledger_gap: Places in the ledger are given one after the other.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER no_place_yet BEFORE INSERT ON entries FOR EACH ROW WHEN (NEW.idx IS NOT NULL)
EXECUTE FUNCTION ombud_entry()

CREATE TRIGGER one_place BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION ombud_entry()

CREATE FUNCTION ombud_checkpoint() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.size <= (SELECT max(size) FROM checkpoints) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: ledger_gap: A new head is larger than the one before.';
  END IF;
  IF NEW.size IS DISTINCT FROM (SELECT coalesce(max(idx) + 1, 0) FROM entries WHERE idx IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: ledger_gap: A head counts exactly the entries that have a place.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER grows BEFORE INSERT ON checkpoints FOR EACH ROW EXECUTE FUNCTION ombud_checkpoint()

-- ── No restriction without reasons: something has to be there to read ────────────────────────────────────────────────
-- White space, controls, and what is invisible or changes nothing but its neighbours is no reason.

CREATE FUNCTION ombud_says_something(words text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
  SELECT words ~ (
    '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f-\u1160\u1680\u17b4-\u17b5'
    '\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f'
    '\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
  )
$$

CREATE FUNCTION ombud_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  body jsonb = replace(NEW.body, '\u0000', '\u0001')::jsonb;
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM (
      SELECT jsonb_path_query(body, '$.facts') UNION ALL SELECT jsonb_path_query(body, '$.cited[*].clause')
    ) AS given (words)
    WHERE jsonb_typeof(words) = 'string' AND ombud_says_something(words #>> '{}')
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: reasons_missing: A statement of reasons states facts or cites a clause.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER says_something BEFORE INSERT ON statements FOR EACH ROW EXECUTE FUNCTION ombud_statement()

-- ── The columns of a decision say what its sealed record says ────────────────────────────────────────────────────────

CREATE FUNCTION ombud_sealed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  sealed record;
BEGIN
  -- PostgreSQL reads no JSON that holds U+0000, which people may write: it is shown another character.
  SELECT r.* INTO sealed
  FROM entries e, json_to_record(replace(convert_from(e.record, 'UTF8'), '\u0000', '\u0001')::json)
    AS r(id text, measure text, item text, event text, actor json, "case" text, appeal text)
  WHERE e.id = NEW.id AND e.type = 'decision';
  IF (sealed.id, sealed.measure, sealed.item, sealed.event, sealed.actor ->> 'kind', sealed."case", sealed.appeal)
     IS DISTINCT FROM (NEW.id, NEW.measure, NEW.item, NEW.event, NEW.actor_kind, NEW.case_id, NEW.appeal) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: not_as_sealed: The decision differs from its entry in the ledger.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER as_sealed BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION ombud_sealed()

-- ── Somebody else hears the appeal ───────────────────────────────────────────────────────────────────────────────────
-- What people decide about one item happens one after the other: each waits for the item's lock, and at READ COMMITTED
-- then sees what was committed while it waited. On an older snapshot it could not, so those are refused.

CREATE FUNCTION ombud_one_at_a_time(item text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: wrong_isolation: What people decide is stored at READ COMMITTED.';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(item, 7236837431));
END $$

CREATE FUNCTION ombud_decision() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  IF NEW.by_user IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.by_user AND disabled_at IS NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: not_a_reviewer: Only a user with a role, who is not disabled, may decide.';
  END IF;
  IF EXISTS (
    SELECT 1 FROM appeals JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeal_outcomes.decided_by = NEW.by_user AND appeals.item = NEW.item
      AND (NEW.case_id IS NULL OR appeals.case_id = NEW.case_id)
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: same_reviewer: Who heard the appeal decides nothing more in its case.';
  END IF;
  IF NEW.appeal IS NULL AND EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeal_outcomes.appeal IS NULL
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_pending: An appeal about this item waits to be heard; until then nobody decides past it.';
  END IF;
  IF NEW.appeal IS NOT NULL THEN
    IF NOT EXISTS (
      SELECT 1 FROM appeals
      WHERE id = NEW.appeal AND item = NEW.item AND case_id IS NOT DISTINCT FROM NEW.case_id
    ) THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'ombud: appeal_mismatch: The appeal is about another case.';
    END IF;
    IF EXISTS (SELECT 1 FROM appeal_outcomes WHERE appeal_outcomes.appeal = NEW.appeal) THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'ombud: appeal_decided: Somebody has heard this appeal already.';
    END IF;
    IF EXISTS (
      SELECT 1 FROM decisions WHERE (item = NEW.item OR case_id = NEW.case_id) AND by_user = NEW.by_user
    ) THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'ombud: same_reviewer: Whoever decided in the case or on the item may not hear its appeal.';
    END IF;
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER by_people BEFORE INSERT ON decisions FOR EACH ROW
WHEN (NEW.by_user IS NOT NULL OR NEW.appeal IS NOT NULL) EXECUTE FUNCTION ombud_decision()

CREATE FUNCTION ombud_appeal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  against decisions;
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  SELECT * INTO against FROM decisions WHERE id = NEW.decision;
  IF (against.case_id, against.item) IS DISTINCT FROM (NEW.case_id, NEW.item) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_mismatch: An appeal belongs to the case and item of its decision.';
  END IF;
  IF against.measure IN ('allow', 'restore') THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: nothing_to_appeal: Only a decision that restricts can be appealed.';
  END IF;
  IF EXISTS (SELECT 1 FROM decisions WHERE item = NEW.item AND actor_kind = 'human' AND seq > against.seq) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: nothing_to_appeal: A person has decided about this item since; that decision is the one to appeal.';
  END IF;
  -- That the same decision is not appealed twice, heard or not, the unique key says.
  IF EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeals.decision <> NEW.decision AND appeal_outcomes.appeal IS NULL
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_pending: An appeal about this item waits to be heard already.';
  END IF;
  -- Six calendar months; where the sixth month has no such day, its last day. Times are microseconds since 1970.
  IF timestamp 'epoch' + NEW.filed_at * interval '1 microsecond'
     > timestamp 'epoch' + against.at * interval '1 microsecond' + interval '6 months' THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_too_late: A decision can be appealed for six months.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER fits BEFORE INSERT ON appeals FOR EACH ROW EXECUTE FUNCTION ombud_appeal()

CREATE FUNCTION ombud_outcome() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  heard appeals;
BEGIN
  SELECT * INTO heard FROM appeals WHERE id = NEW.appeal;
  PERFORM ombud_one_at_a_time(heard.item);
  IF EXISTS (SELECT 1 FROM appeal_outcomes WHERE appeal = NEW.appeal) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_decided: Somebody has heard this appeal already.';
  END IF;
  IF ombud_says_something(NEW.reasons) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: reasons_missing: An outcome gives its reasons.';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.decided_by AND disabled_at IS NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: not_a_reviewer: Only a user with a role, who is not disabled, may hear an appeal.';
  END IF;
  IF EXISTS (
    SELECT 1 FROM decisions
    WHERE (item = heard.item OR case_id = heard.case_id) AND by_user = NEW.decided_by AND id <> NEW.decision
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: same_reviewer: Whoever decided in the case or on the item may not hear its appeal.';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND appeal = NEW.appeal AND by_user = NEW.decided_by
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_mismatch: An outcome rests on a decision that the same person made for this appeal.';
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER somebody_else BEFORE INSERT ON appeal_outcomes FOR EACH ROW EXECUTE FUNCTION ombud_outcome()

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
