-- Drafts and publications, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".
--
-- Two people at once: each step of a draft and each publication takes the next number, and the number is the key. So of
-- two that looked at the same state one is refused by the key, whatever the other's trigger could not see yet.

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draft_contents EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON drafts EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draft_steps EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_refuses(why text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'ombud: ' || why;
END $$

-- ── A draft goes from hand to hand one step after the other, and somebody else approves it ───────────────────────────

CREATE FUNCTION ombud_draft_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  last draft_steps;
BEGIN
  SELECT * INTO last FROM draft_steps WHERE draft = NEW.draft ORDER BY n DESC LIMIT 1;
  IF NEW.n <> coalesce(last.n, 0) + 1 THEN
    PERFORM ombud_refuses('draft_moved_on: Somebody has worked on this draft since.');
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) THEN
    PERFORM ombud_refuses('not_an_author: Only a lead or an admin, who is not disabled, works on drafts.');
  END IF;
  IF (CASE coalesce(last.move, '')
    WHEN '' THEN NEW.move <> 'opened'
    WHEN 'submitted' THEN NEW.move NOT IN ('edited', 'rebased', 'returned', 'approved', 'withdrawn')
    WHEN 'approved' THEN NEW.move NOT IN ('edited', 'rebased', 'returned', 'withdrawn', 'published')
    WHEN 'withdrawn' THEN true
    WHEN 'published' THEN true
    ELSE NEW.move NOT IN ('edited', 'rebased', 'submitted', 'withdrawn')
  END) THEN
    PERFORM ombud_refuses('draft_wrong_step: A draft is opened, submitted, approved and published, in this order.');
  END IF;
  IF NEW.n > 1 AND (
    (NEW.base <> last.base AND NEW.move <> 'rebased')
    OR (NEW.content <> last.content AND NEW.move NOT IN ('edited', 'rebased'))
  ) THEN
    PERFORM ombud_refuses(
      'draft_wrong_step: Only an edit changes what a draft says, only a rebase what it is based on.'
    );
  END IF;
  IF NEW.move = 'approved' AND (
    EXISTS (SELECT 1 FROM drafts WHERE id = NEW.draft AND author = NEW.by_user)
    OR EXISTS (
      SELECT 1 FROM draft_steps WHERE draft = NEW.draft AND by_user = NEW.by_user
        AND move IN ('opened', 'edited', 'rebased', 'submitted')
    )
  ) THEN
    PERFORM ombud_refuses('own_draft: Somebody else approves a draft: whoever wrote in it may not.');
  END IF;
  IF NEW.move = 'opened' AND NOT EXISTS (SELECT 1 FROM drafts WHERE id = NEW.draft AND author = NEW.by_user) THEN
    PERFORM ombud_refuses('own_draft: A draft is opened by its author.');
  END IF;
  IF NEW.move IN ('submitted', 'returned') AND ombud_says_something(NEW.note) IS NOT TRUE THEN
    PERFORM ombud_refuses('reasons_missing: Whoever submits or returns a draft says why.');
  END IF;
  IF NEW.move = 'published'
     AND NOT EXISTS (SELECT 1 FROM publications WHERE draft = NEW.draft AND version = NEW.content) THEN
    PERFORM ombud_refuses('draft_wrong_step: A draft counts as published when it came into force.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER from_hand_to_hand BEFORE INSERT ON draft_steps FOR EACH ROW EXECUTE FUNCTION ombud_draft_step()

-- ── What comes into force: the next in line, with a reason, in the ledger, and written by one and approved by another ─

CREATE FUNCTION ombud_publication() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  before publications;
  last draft_steps;
BEGIN
  SELECT * INTO before FROM publications ORDER BY seq DESC LIMIT 1;
  SELECT * INTO last FROM draft_steps WHERE draft = NEW.draft ORDER BY n DESC LIMIT 1;
  IF NEW.seq <> coalesce(before.seq, 0) + 1 THEN
    PERFORM ombud_refuses('policy_moved_on: Versions come into force one after the other.');
  END IF;
  IF NEW.how NOT IN ('start', 'publish', 'rollback')
     OR (NEW.how <> 'start' AND ombud_says_something(NEW.reason) IS NOT TRUE) THEN
    PERFORM ombud_refuses('reasons_missing: Whoever changes the policy says why.');
  END IF;
  IF (NEW.seq > 1 OR NEW.how <> 'start' OR NEW.entry IS NOT NULL) AND (
    EXISTS (SELECT 1 FROM publications WHERE entry = NEW.entry)
    OR NOT EXISTS (
      SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'policy_version'
        AND position(convert_to('"version":"' || NEW.version || '"', 'UTF8') IN record) > 0
    )
  ) THEN
    PERFORM ombud_refuses('not_in_ledger: A change of policy is bound for the public log, by an entry of its own.');
  END IF;
  IF NEW.how = 'start' AND EXISTS (SELECT 1 FROM publications WHERE version = NEW.version) THEN
    PERFORM ombud_refuses('reasons_missing: Whoever brings an earlier version back says why.');
  END IF;
  IF NEW.how = 'start' AND NEW.by_user IS NOT NULL THEN
    PERFORM ombud_refuses('not_an_author: Only an operator starts with a policy.');
  END IF;
  IF (CASE WHEN NEW.by_user IS NULL THEN NEW.role <> 'operator' ELSE NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) END) THEN
    PERFORM ombud_refuses('not_an_author: Only a lead or an admin, who is not disabled, changes the policy.');
  END IF;
  IF (NEW.how = 'publish' AND NEW.by_user IS NOT NULL AND NEW.draft IS NULL)
     OR (NEW.draft IS NOT NULL AND (NEW.how <> 'publish' OR NEW.by_user IS NULL))
     OR (NEW.draft IS NOT NULL AND (last.move, last.content) IS DISTINCT FROM ('approved', NEW.version)) THEN
    PERFORM ombud_refuses('not_approved: What is written in the console needs a second person''s approval.');
  END IF;
  IF NEW.draft IS NOT NULL AND last.base IS DISTINCT FROM before.version THEN
    PERFORM ombud_refuses('policy_moved_on: Another version has come into force since this draft began.');
  END IF;
  IF NEW.how = 'rollback' AND NOT EXISTS (SELECT 1 FROM publications WHERE version = NEW.version) THEN
    PERFORM ombud_refuses('never_in_force: Only a version that was in force before can come back.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER comes_into_force BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION ombud_publication()

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
