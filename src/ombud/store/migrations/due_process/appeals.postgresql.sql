-- Appeals step by step, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appeal_terms EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appeal_evidence EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON involvements EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outsiders EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disputes EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON dispute_bodies EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_appeal_waits(about text) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = about AND state IN ('filed', 'assigned', 'overdue')
  )
$$

CREATE FUNCTION ombud_appeal_over(about text) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = about AND state NOT IN ('filed', 'assigned', 'overdue')
  )
$$

CREATE FUNCTION ombud_had_a_part(who text, about text) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.item = appeals.item OR involvements.case_id = appeals.case_id
    WHERE appeals.id = about AND involvements.user_id = who
  )
$$

CREATE FUNCTION ombud_decided(who text, about text) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.item = appeals.item OR decisions.case_id = appeals.case_id
    WHERE appeals.id = about AND decisions.by_user = who AND decisions.appeal IS DISTINCT FROM about
  )
$$

CREATE FUNCTION ombud_evidence() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM appeal_evidence WHERE appeal = NEW.appeal) THEN
    PERFORM ombud_refuses('process_moved_on: Evidence is numbered one after the other.');
  END IF;
  IF NOT ombud_appeal_waits(NEW.appeal) THEN
    PERFORM ombud_refuses('appeal_decided: This appeal is over.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER in_order BEFORE INSERT ON appeal_evidence FOR EACH ROW EXECUTE FUNCTION ombud_evidence()

-- ── Somebody else hears the appeal: nobody who had any part in it, and no machine before its time ────────────────────

CREATE FUNCTION ombud_involvement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  RETURN NEW;
END $$

CREATE TRIGGER one_at_a_time BEFORE INSERT ON involvements FOR EACH ROW EXECUTE FUNCTION ombud_involvement()

CREATE FUNCTION ombud_untouched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  IF ombud_had_a_part(NEW.by_user, NEW.appeal) THEN
    PERFORM ombud_refuses('same_reviewer: Whoever had a part in the case or on the item may not hear its appeal.');
  END IF;
  IF ombud_appeal_over(NEW.appeal) THEN
    PERFORM ombud_refuses('appeal_decided: This appeal is over.');
  END IF;
  IF NEW.actor_kind <> 'human'
     AND EXISTS (SELECT 1 FROM appeal_terms WHERE appeal = NEW.appeal AND deadline > NEW.at) THEN
    PERFORM ombud_refuses('appeal_not_lapsed: A machine gives back what was taken when the deadline is over, not before.');
  END IF;
  IF NEW.actor_kind <> 'human' AND EXISTS (
    SELECT 1 FROM process_states WHERE kind = 'appeal' AND subject = NEW.appeal AND state = 'overdue'
  ) THEN
    PERFORM ombud_refuses('appeal_not_lapsed: A machine gives nothing back where that was found too grave.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER untouched BEFORE INSERT ON decisions FOR EACH ROW
WHEN (NEW.appeal IS NOT NULL) EXECUTE FUNCTION ombud_untouched()

CREATE FUNCTION ombud_untouched_outcome() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF ombud_had_a_part(NEW.decided_by, NEW.appeal) THEN
    PERFORM ombud_refuses('same_reviewer: Whoever had a part in the case or on the item may not hear its appeal.');
  END IF;
  IF ombud_appeal_over(NEW.appeal) THEN
    PERFORM ombud_refuses('appeal_decided: This appeal is over.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER untouched BEFORE INSERT ON appeal_outcomes FOR EACH ROW EXECUTE FUNCTION ombud_untouched_outcome()

CREATE FUNCTION ombud_board() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.holder IS NOT NULL THEN
    PERFORM ombud_refuses('same_reviewer: An appeal comes onto the board before anybody has it.');
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.appeal <> OLD.appeal THEN
    PERFORM ombud_refuses('append_only: A row of the board stays with its appeal.');
  END IF;
  -- Who has it already was looked at when they got it: that they have gone since stops no reminder and no deadline.
  IF TG_OP = 'UPDATE' AND (NEW.holder, NEW.held_until) IS NOT DISTINCT FROM (OLD.holder, OLD.held_until) THEN
    RETURN NEW;
  END IF;
  IF NEW.holder IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.holder AND disabled_at IS NULL) THEN
    PERFORM ombud_refuses('not_a_reviewer: Only somebody who may hear an appeal can have it.');
  END IF;
  IF NEW.holder IS NOT NULL AND (
    ombud_had_a_part(NEW.holder, NEW.appeal) OR EXISTS (
      SELECT 1 FROM appeals JOIN decisions ON decisions.item = appeals.item OR decisions.case_id = appeals.case_id
      WHERE appeals.id = NEW.appeal AND decisions.by_user = NEW.holder
    )
  ) THEN
    PERFORM ombud_refuses('same_reviewer: Whoever had a part in the case or on the item may not have its appeal.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER holder BEFORE INSERT OR UPDATE ON appeal_board FOR EACH ROW EXECUTE FUNCTION ombud_board()

CREATE FUNCTION ombud_appeal_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM appeals WHERE id = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: There is no such appeal.');
  END IF;
  IF NEW.by_user IS NOT NULL
     AND (ombud_had_a_part(NEW.by_user, NEW.subject) OR ombud_decided(NEW.by_user, NEW.subject)) THEN
    PERFORM ombud_refuses('same_reviewer: Whoever had a part in the case or on the item does nothing in its appeal.');
  END IF;
  IF NEW.move IN ('uphold', 'partly', 'overturn') AND NOT EXISTS (
    SELECT 1 FROM appeal_outcomes WHERE appeal = NEW.subject AND outcome = NEW.move AND (
      decided_by = NEW.by_user
      OR (NEW.by_user IS NULL AND NEW.role = 'outsider' AND decided_by IN (SELECT user_id FROM outsiders))
    )
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: An appeal counts as heard when somebody has heard it.');
  END IF;
  IF NEW.move IN ('restore', 'except') AND (
    NEW.role <> 'clock' OR NOT EXISTS (SELECT 1 FROM appeal_terms WHERE appeal = NEW.subject AND deadline <= NEW.at)
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: Only the clock lets an appeal lapse, after its deadline.');
  END IF;
  IF NEW.move = 'restore' AND NOT EXISTS (
    SELECT 1 FROM decisions WHERE appeal = NEW.subject AND actor_kind = 'automation' AND measure = 'restore'
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: An appeal has lapsed when what was taken is given back.');
  END IF;
  IF NEW.move = 'withdraw' AND NEW.role NOT IN ('person', 'platform') THEN
    PERFORM ombud_refuses('process_wrong_step: Only whoever filed an appeal takes it back.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER of_an_appeal BEFORE INSERT ON process_steps FOR EACH ROW
WHEN (NEW.kind = 'appeal') EXECUTE FUNCTION ombud_appeal_step()

-- ── Who is asked from outside hears one appeal, and can do nothing else ──────────────────────────────────────────────

CREATE FUNCTION ombud_outsider() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM users WHERE id = NEW.user_id AND password_hash = '!' AND role = 'reviewer' AND disabled_at IS NULL
  ) OR EXISTS (SELECT 1 FROM sessions WHERE user_id = NEW.user_id)
    OR EXISTS (SELECT 1 FROM decisions WHERE by_user = NEW.user_id) THEN
    PERFORM ombud_refuses('not_a_reviewer: Somebody from outside has no password, no session and no past here.');
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM users WHERE id = NEW.invited_by AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) THEN
    PERFORM ombud_refuses('not_a_reviewer: Only a lead or an admin, who is not disabled, asks somebody from outside.');
  END IF;
  IF NOT ombud_appeal_waits(NEW.appeal) THEN
    PERFORM ombud_refuses('appeal_decided: This appeal is over.');
  END IF;
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT item, case_id, NEW.invited_by, 'invited', NEW.created_at FROM appeals WHERE id = NEW.appeal
  ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$

CREATE TRIGGER scoped BEFORE INSERT ON outsiders FOR EACH ROW EXECUTE FUNCTION ombud_outsider()

CREATE FUNCTION ombud_no_account() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM outsiders WHERE user_id = OLD.id)
     AND (NEW.name, NEW.role, NEW.password_hash) IS DISTINCT FROM (OLD.name, OLD.role, OLD.password_hash) THEN
    PERFORM ombud_refuses('append_only: Somebody from outside has no account.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER outside BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION ombud_no_account()

CREATE FUNCTION ombud_no_session() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.user_id) THEN
    PERFORM ombud_refuses('not_a_reviewer: Somebody from outside cannot sign in.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER outside BEFORE INSERT OR UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION ombud_no_session()

CREATE FUNCTION ombud_by_outsider() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.by_user) AND NOT EXISTS (
    SELECT 1 FROM outsiders JOIN process_states ON kind = 'outside_review' AND subject = user_id AND state = 'accepted'
    WHERE user_id = NEW.by_user AND appeal = NEW.appeal AND expires_at >= NEW.at
  ) THEN
    PERFORM ombud_refuses('not_a_reviewer: Somebody from outside hears the one appeal that they have agreed to hear.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER by_outsiders BEFORE INSERT ON decisions FOR EACH ROW
WHEN (NEW.by_user IS NOT NULL) EXECUTE FUNCTION ombud_by_outsider()

CREATE FUNCTION ombud_outside_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: Nobody of that name was asked from outside.');
  END IF;
  IF NEW.move IN ('accept', 'decline', 'hear') AND NEW.role <> 'outsider' THEN
    PERFORM ombud_refuses('process_wrong_step: Only whoever is asked answers.');
  END IF;
  IF NEW.move IN ('invite', 'revoke') AND NEW.role NOT IN ('lead', 'admin', 'clock') THEN
    PERFORM ombud_refuses('process_wrong_step: Only a lead or an admin asks somebody from outside, or stops asking.');
  END IF;
  IF NEW.move = 'hear' AND NOT EXISTS (SELECT 1 FROM appeal_outcomes WHERE decided_by = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: Somebody from outside has heard it when there is an outcome of theirs.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER of_an_outsider BEFORE INSERT ON process_steps FOR EACH ROW
WHEN (NEW.kind = 'outside_review') EXECUTE FUNCTION ombud_outside_step()

-- ── An appeal that lapsed or was taken back waits no more ────────────────────────────────────────────────────────────

CREATE FUNCTION ombud_unheard(about text, but text) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = about AND appeals.decision <> but AND appeal_outcomes.appeal IS NULL AND NOT EXISTS (
      SELECT 1 FROM process_states
      WHERE kind = 'appeal' AND subject = appeals.id AND state IN ('lapsed_restored', 'withdrawn')
    )
  )
$$

CREATE OR REPLACE FUNCTION ombud_decision() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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
  -- Nothing waits for an appeal where the order is lifted that the decision appealed rested on.
  IF NEW.appeal IS NULL AND ombud_unheard(NEW.item, '') AND NOT EXISTS (
    SELECT 1 FROM order_actions JOIN process_states ON kind = 'order' AND subject = order_id AND state = 'lifted'
    WHERE order_actions.decision = NEW.replaces
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

CREATE OR REPLACE FUNCTION ombud_appeal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  against decisions;
  told bigint;
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
  -- What a gag hides takes nobody's appeal away: the refusal would tell of it.
  IF EXISTS (
    SELECT 1 FROM decisions WHERE item = NEW.item AND actor_kind = 'human' AND seq > against.seq AND NOT EXISTS (
      SELECT 1 FROM notice_withholdings JOIN process_states ON kind = 'notice' AND subject = notice
      WHERE notice_withholdings.decision = decisions.id AND ground = 'legal_gag' AND state = 'withheld'
    )
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: nothing_to_appeal: A person has decided about this item since; that decision is the one to appeal.';
  END IF;
  -- That the same decision is not appealed twice, heard or not, the unique key says.
  IF ombud_unheard(NEW.item, NEW.decision) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_pending: An appeal about this item waits to be heard already.';
  END IF;
  -- From when the person could know: what a gag held back counts from when its notice was let go.
  told := greatest(against.at, (
    SELECT max(process_steps.at) FROM process_steps JOIN notices ON notices.id = process_steps.subject
    WHERE process_steps.kind = 'notice' AND process_steps.move = 'release' AND notices.decision = against.id
  ));
  -- Six calendar months, to the end of the day; where the sixth month has no such day, of its last one. Times are
  -- microseconds since 1970.
  IF timestamp 'epoch' + NEW.filed_at * interval '1 microsecond'
     >= date_trunc('day', timestamp 'epoch' + told * interval '1 microsecond' + interval '6 months') + interval '1 day' THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
      MESSAGE = 'ombud: appeal_too_late: A decision can be appealed for six months.';
  END IF;
  RETURN NEW;
END $$

-- ── Disputes are on the record ───────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION ombud_dispute_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM disputes WHERE id = NEW.subject) THEN
    PERFORM ombud_refuses('process_wrong_step: There is no such dispute.');
  END IF;
  IF NEW.move = 'decline' AND trim(NEW.note) = '' THEN
    PERFORM ombud_refuses('reasons_missing: What a body decided is only left undone for reasons.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER of_a_dispute BEFORE INSERT ON process_steps FOR EACH ROW
WHEN (NEW.kind = 'dispute') EXECUTE FUNCTION ombud_dispute_step()
