-- Drafts and publications, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".
--
-- As in the first schema, nothing leans on foreign keys or CHECKs: a connection that somebody else opens has the ones
-- off and may switch off the others.

CREATE TRIGGER draft_contents_guard BEFORE INSERT ON draft_contents
WHEN EXISTS (SELECT 1 FROM draft_contents WHERE content = NEW.content)
  OR EXISTS (SELECT 1 FROM draft_contents WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: draft_contents.content'); END

CREATE TRIGGER draft_contents_update BEFORE UPDATE ON draft_contents
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What a draft said is never changed; an edit is a new step.'); END

CREATE TRIGGER draft_contents_delete BEFORE DELETE ON draft_contents
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What a draft said is never deleted.'); END

CREATE TRIGGER drafts_guard BEFORE INSERT ON drafts
WHEN EXISTS (SELECT 1 FROM drafts WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM drafts WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: drafts.id'); END

CREATE TRIGGER drafts_update BEFORE UPDATE ON drafts
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Whose draft it is is never changed.'); END

CREATE TRIGGER drafts_delete BEFORE DELETE ON drafts
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A draft is withdrawn, never deleted.'); END

CREATE TRIGGER draft_steps_update BEFORE UPDATE ON draft_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was done with a draft is never changed.'); END

CREATE TRIGGER draft_steps_delete BEFORE DELETE ON draft_steps
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was done with a draft is never deleted.'); END

-- ── A draft goes from hand to hand one step after the other, and somebody else approves it ───────────────────────────

CREATE TRIGGER draft_steps_guard BEFORE INSERT ON draft_steps
BEGIN
  SELECT RAISE(ABORT, 'ombud: draft_moved_on: Somebody has worked on this draft since.')
  WHERE NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM draft_steps WHERE draft = NEW.draft)
     OR EXISTS (SELECT 1 FROM draft_steps WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: no_such_draft: A step belongs to a draft, a base and a content on the record.')
  WHERE NOT EXISTS (SELECT 1 FROM drafts WHERE id = NEW.draft)
     OR NOT EXISTS (SELECT 1 FROM policies WHERE version = NEW.base)
     OR NOT EXISTS (SELECT 1 FROM draft_contents WHERE content = NEW.content);
  SELECT RAISE(ABORT, 'ombud: not_an_author: Only a lead or an admin, who is not disabled, works on drafts.')
  WHERE NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  );
  SELECT RAISE(ABORT, 'ombud: draft_wrong_step: A draft is opened, submitted, approved and published, in this order.')
  WHERE CASE coalesce((SELECT move FROM draft_steps WHERE draft = NEW.draft AND n = NEW.n - 1), '')
    WHEN '' THEN NEW.move <> 'opened'
    WHEN 'submitted' THEN NEW.move NOT IN ('edited', 'rebased', 'returned', 'approved', 'withdrawn')
    WHEN 'approved' THEN NEW.move NOT IN ('edited', 'rebased', 'returned', 'withdrawn', 'published')
    WHEN 'withdrawn' THEN true
    WHEN 'published' THEN true
    ELSE NEW.move NOT IN ('edited', 'rebased', 'submitted', 'withdrawn')
  END;
  SELECT RAISE(ABORT, 'ombud: draft_wrong_step: Only an edit changes what a draft says, only a rebase what it is based on.')
  WHERE NEW.n > 1 AND NOT EXISTS (
    SELECT 1 FROM draft_steps WHERE draft = NEW.draft AND n = NEW.n - 1
      AND (base = NEW.base OR NEW.move = 'rebased') AND (content = NEW.content OR NEW.move IN ('edited', 'rebased'))
  );
  SELECT RAISE(ABORT, 'ombud: own_draft: Somebody else approves a draft: whoever wrote in it may not.')
  WHERE NEW.move = 'approved' AND (
    EXISTS (SELECT 1 FROM drafts WHERE id = NEW.draft AND author = NEW.by_user)
    OR EXISTS (
      SELECT 1 FROM draft_steps WHERE draft = NEW.draft AND by_user = NEW.by_user
        AND move IN ('opened', 'edited', 'rebased', 'submitted')
    )
  );
  SELECT RAISE(ABORT, 'ombud: own_draft: A draft is opened by its author.')
  WHERE NEW.move = 'opened' AND NOT EXISTS (SELECT 1 FROM drafts WHERE id = NEW.draft AND author = NEW.by_user);
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever submits or returns a draft says why.')
  WHERE NEW.move IN ('submitted', 'returned') AND NEW.note NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
  SELECT RAISE(ABORT, 'ombud: draft_wrong_step: A draft counts as published when it came into force.')
  WHERE NEW.move = 'published'
    AND NOT EXISTS (SELECT 1 FROM publications WHERE draft = NEW.draft AND version = NEW.content);
END

-- ── What comes into force: the next in line, with a reason, in the ledger, and written by one and approved by another ─

CREATE TRIGGER publications_guard BEFORE INSERT ON publications
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: publications.seq')
  WHERE EXISTS (SELECT 1 FROM publications WHERE seq = NEW.seq)
     OR EXISTS (SELECT 1 FROM publications WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: policy_moved_on: Versions come into force one after the other.')
  WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM publications);
  SELECT RAISE(ABORT, 'ombud: append_only: Only a version on the record can come into force.')
  WHERE NOT EXISTS (SELECT 1 FROM policies WHERE version = NEW.version);
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever changes the policy says why.')
  WHERE NEW.how NOT IN ('start', 'publish', 'rollback') OR NEW.reason IS NULL
     OR (NEW.how <> 'start' AND NEW.reason NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*');
  SELECT RAISE(ABORT, 'ombud: not_in_ledger: A change of policy is bound for the public log, by an entry of its own.')
  WHERE (NEW.seq > 1 OR NEW.how <> 'start' OR NEW.entry IS NOT NULL) AND (
    EXISTS (SELECT 1 FROM publications WHERE entry = NEW.entry)
    OR NOT EXISTS (
      SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'policy_version'
        AND instr(CAST(record AS BLOB), CAST('"version":"' || NEW.version || '"' AS BLOB)) > 0
    )
  );
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever brings an earlier version back says why.')
  WHERE NEW.how = 'start' AND EXISTS (SELECT 1 FROM publications WHERE version = NEW.version);
  SELECT RAISE(ABORT, 'ombud: not_an_author: Only an operator starts with a policy.')
  WHERE NEW.how = 'start' AND NEW.by_user IS NOT NULL;
  SELECT RAISE(ABORT, 'ombud: not_an_author: Only a lead or an admin, who is not disabled, changes the policy.')
  WHERE CASE WHEN NEW.by_user IS NULL THEN NEW.role <> 'operator' ELSE NOT EXISTS (
    SELECT 1 FROM users
    WHERE id = NEW.by_user AND role = NEW.role AND role IN ('lead', 'admin') AND disabled_at IS NULL
  ) END;
  SELECT RAISE(ABORT, 'ombud: not_approved: What is written in the console needs a second person''s approval.')
  WHERE (NEW.how = 'publish' AND NEW.by_user IS NOT NULL AND NEW.draft IS NULL)
     OR (NEW.draft IS NOT NULL AND (NEW.how <> 'publish' OR NEW.by_user IS NULL))
     OR (NEW.draft IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM draft_steps WHERE draft = NEW.draft AND move = 'approved' AND content = NEW.version
         AND n = (SELECT max(n) FROM draft_steps WHERE draft = NEW.draft)
     ));
  SELECT RAISE(ABORT, 'ombud: policy_moved_on: Another version has come into force since this draft began.')
  WHERE NEW.draft IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM publications JOIN draft_steps ON draft_steps.base = publications.version
    WHERE publications.seq = NEW.seq - 1 AND draft_steps.draft = NEW.draft
      AND draft_steps.n = (SELECT max(n) FROM draft_steps WHERE draft = NEW.draft)
  );
  SELECT RAISE(ABORT, 'ombud: never_in_force: Only a version that was in force before can come back.')
  WHERE NEW.how = 'rollback' AND NOT EXISTS (SELECT 1 FROM publications WHERE version = NEW.version);
END

CREATE TRIGGER publications_update BEFORE UPDATE ON publications
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When a policy was in force is never changed.'); END

CREATE TRIGGER publications_delete BEFORE DELETE ON publications
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: When a policy was in force is never deleted.'); END
