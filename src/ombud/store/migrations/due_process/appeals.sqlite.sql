-- Appeals step by step, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".
-- What is asked of every step compares with = and <>: for an IN of three or more SQLite builds a table anew each time.

CREATE TRIGGER appeal_terms_guard BEFORE INSERT ON appeal_terms
WHEN EXISTS (SELECT 1 FROM appeal_terms WHERE appeal = NEW.appeal OR rowid = NEW.rowid)
  OR NOT EXISTS (SELECT 1 FROM appeals WHERE id = NEW.appeal)
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was promised about an appeal is promised once.'); END

CREATE TRIGGER appeal_terms_update BEFORE UPDATE ON appeal_terms
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was promised about an appeal is never changed.'); END

CREATE TRIGGER appeal_terms_delete BEFORE DELETE ON appeal_terms
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was promised about an appeal is never deleted.'); END

CREATE TRIGGER appeal_evidence_guard BEFORE INSERT ON appeal_evidence
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_moved_on: Evidence is numbered one after the other.')
  WHERE NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM appeal_evidence WHERE appeal = NEW.appeal)
     OR EXISTS (SELECT 1 FROM appeal_evidence WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: appeal_decided: This appeal is over.')
  WHERE NOT EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = NEW.appeal AND state IN ('filed', 'assigned', 'overdue')
  );
END

CREATE TRIGGER appeal_evidence_update BEFORE UPDATE ON appeal_evidence
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What somebody brought forward is never changed.'); END

CREATE TRIGGER appeal_evidence_delete BEFORE DELETE ON appeal_evidence
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What somebody brought forward is never deleted.'); END

CREATE TRIGGER involvements_guard BEFORE INSERT ON involvements
WHEN EXISTS (
    SELECT 1 FROM involvements
    WHERE item = NEW.item AND case_id = NEW.case_id AND user_id = NEW.user_id AND how = NEW.how
  )
  OR EXISTS (SELECT 1 FROM involvements WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: involvements.item'); END

CREATE TRIGGER involvements_update BEFORE UPDATE ON involvements
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Who had a part in a case is never changed.'); END

CREATE TRIGGER involvements_delete BEFORE DELETE ON involvements
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Who had a part in a case is never deleted.'); END

-- ── Somebody else hears the appeal: nobody who had any part in it, and no machine before its time ────────────────────

CREATE TRIGGER decisions_untouched BEFORE INSERT ON decisions WHEN NEW.appeal IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever had a part in the case or on the item may not hear its appeal.')
  WHERE EXISTS (SELECT 1 FROM involvements WHERE item = NEW.item AND user_id = NEW.by_user)
     OR EXISTS (SELECT 1 FROM involvements WHERE case_id = NEW.case_id AND user_id = NEW.by_user);
  SELECT RAISE(ABORT, 'ombud: appeal_decided: This appeal is over.')
  WHERE EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = NEW.appeal AND state <> 'filed' AND state <> 'assigned' AND state <> 'overdue'
  );
  SELECT RAISE(ABORT, 'ombud: appeal_not_lapsed: A machine gives back what was taken when the deadline is over, not before.')
  WHERE NEW.actor_kind <> 'human'
    AND EXISTS (SELECT 1 FROM appeal_terms WHERE appeal = NEW.appeal AND deadline > NEW.at);
  SELECT RAISE(ABORT, 'ombud: appeal_not_lapsed: A machine gives nothing back where that was found too grave.')
  WHERE NEW.actor_kind <> 'human' AND EXISTS (
    SELECT 1 FROM process_states WHERE kind = 'appeal' AND subject = NEW.appeal AND state = 'overdue'
  );
END

CREATE TRIGGER appeal_outcomes_untouched BEFORE INSERT ON appeal_outcomes
BEGIN
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever had a part in the case or on the item may not hear its appeal.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.item = appeals.item
    WHERE appeals.id = NEW.appeal AND involvements.user_id = NEW.decided_by
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.case_id = appeals.case_id
    WHERE appeals.id = NEW.appeal AND involvements.user_id = NEW.decided_by
  );
  SELECT RAISE(ABORT, 'ombud: appeal_decided: This appeal is over.')
  WHERE EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = NEW.appeal AND state NOT IN ('filed', 'assigned', 'overdue')
  );
END

CREATE TRIGGER appeal_board_insert BEFORE INSERT ON appeal_board
WHEN EXISTS (SELECT 1 FROM appeal_board WHERE appeal = NEW.appeal OR rowid = NEW.rowid)
  OR NOT EXISTS (SELECT 1 FROM appeals WHERE id = NEW.appeal)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal_board.appeal'); END

CREATE TRIGGER appeal_board_holder_first BEFORE INSERT ON appeal_board WHEN NEW.holder IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'ombud: same_reviewer: An appeal comes onto the board before anybody has it.'); END

CREATE TRIGGER appeal_board_stays BEFORE UPDATE ON appeal_board WHEN NEW.appeal <> OLD.appeal
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A row of the board stays with its appeal.'); END

-- Who has it already was looked at when they got it: that they have gone since stops no reminder and no deadline.

CREATE TRIGGER appeal_board_holder BEFORE UPDATE ON appeal_board
WHEN NEW.holder IS NOT OLD.holder OR NEW.held_until IS NOT OLD.held_until
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only somebody who may hear an appeal can have it.')
  WHERE NEW.holder IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.holder AND disabled_at IS NULL);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever had a part in the case or on the item may not have its appeal.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.item = appeals.item
    WHERE appeals.id = NEW.appeal AND decisions.by_user = NEW.holder
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.case_id = appeals.case_id
    WHERE appeals.id = NEW.appeal AND decisions.by_user = NEW.holder
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.item = appeals.item
    WHERE appeals.id = NEW.appeal AND involvements.user_id = NEW.holder
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.case_id = appeals.case_id
    WHERE appeals.id = NEW.appeal AND involvements.user_id = NEW.holder
  );
END

CREATE TRIGGER appeal_steps_guard BEFORE INSERT ON process_steps WHEN NEW.kind = 'appeal'
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: There is no such appeal.')
  WHERE NOT EXISTS (SELECT 1 FROM appeals WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Whoever had a part in the case or on the item does nothing in its appeal.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.item = appeals.item
    WHERE appeals.id = NEW.subject AND decisions.by_user = NEW.by_user AND decisions.appeal IS NOT NEW.subject
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN decisions ON decisions.case_id = appeals.case_id
    WHERE appeals.id = NEW.subject AND decisions.by_user = NEW.by_user AND decisions.appeal IS NOT NEW.subject
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.item = appeals.item
    WHERE appeals.id = NEW.subject AND involvements.user_id = NEW.by_user
  ) OR EXISTS (
    SELECT 1 FROM appeals JOIN involvements ON involvements.case_id = appeals.case_id
    WHERE appeals.id = NEW.subject AND involvements.user_id = NEW.by_user
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: An appeal counts as heard when somebody has heard it.')
  WHERE (NEW.move = 'uphold' OR NEW.move = 'partly' OR NEW.move = 'overturn') AND NOT EXISTS (
    SELECT 1 FROM appeal_outcomes WHERE appeal = NEW.subject AND outcome = NEW.move AND (
      (NEW.by_user IS NOT NULL AND decided_by = NEW.by_user)
      OR (NEW.by_user IS NULL AND NEW.role = 'outsider' AND decided_by IN (SELECT user_id FROM outsiders))
    )
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only the clock lets an appeal lapse, after its deadline.')
  WHERE NEW.move IN ('restore', 'except') AND (
    NEW.role <> 'clock' OR NOT EXISTS (SELECT 1 FROM appeal_terms WHERE appeal = NEW.subject AND deadline <= NEW.at)
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: An appeal has lapsed when what was taken is given back.')
  WHERE NEW.move = 'restore' AND NOT EXISTS (
    SELECT 1 FROM decisions WHERE appeal = NEW.subject AND actor_kind = 'automation' AND measure = 'restore'
  );
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only whoever filed an appeal takes it back.')
  WHERE NEW.move = 'withdraw' AND NEW.role NOT IN ('person', 'platform');
END

-- ── Who is asked from outside hears one appeal, and can do nothing else ──────────────────────────────────────────────

CREATE TRIGGER outsiders_guard BEFORE INSERT ON outsiders
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: outsiders.token_hash')
  WHERE EXISTS (SELECT 1 FROM outsiders WHERE token_hash = NEW.token_hash)
     OR EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.user_id)
     OR EXISTS (SELECT 1 FROM outsiders WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Somebody from outside has no password, no session and no past here.')
  WHERE NOT EXISTS (
    SELECT 1 FROM users WHERE id = NEW.user_id AND password_hash = '!' AND role = 'reviewer' AND disabled_at IS NULL
  ) OR EXISTS (SELECT 1 FROM sessions WHERE user_id = NEW.user_id)
    OR EXISTS (SELECT 1 FROM decisions WHERE by_user = NEW.user_id);
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only a lead or an admin, who is not disabled, asks somebody from outside.')
  WHERE NEW.invited_by = NEW.user_id OR NOT EXISTS (
    SELECT 1 FROM users WHERE id = NEW.invited_by AND role IN ('lead', 'admin') AND disabled_at IS NULL
  );
  SELECT RAISE(ABORT, 'ombud: appeal_decided: This appeal is over.')
  WHERE NOT EXISTS (
    SELECT 1 FROM process_states
    WHERE kind = 'appeal' AND subject = NEW.appeal AND state IN ('filed', 'assigned', 'overdue')
  );
END

CREATE TRIGGER outsiders_inviter AFTER INSERT ON outsiders
BEGIN
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT item, case_id, NEW.invited_by, 'invited', NEW.created_at FROM appeals WHERE id = NEW.appeal
    AND NOT EXISTS (
      SELECT 1 FROM involvements
      WHERE item = appeals.item AND case_id = appeals.case_id AND user_id = NEW.invited_by AND how = 'invited'
    );
END

CREATE TRIGGER outsiders_update BEFORE UPDATE ON outsiders
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Who was asked from outside is never changed.'); END

CREATE TRIGGER outsiders_delete BEFORE DELETE ON outsiders
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Who was asked from outside is never deleted.'); END

CREATE TRIGGER users_outside BEFORE UPDATE OF name, role, password_hash ON users
WHEN EXISTS (SELECT 1 FROM outsiders WHERE user_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Somebody from outside has no account.'); END

CREATE TRIGGER sessions_outside BEFORE INSERT ON sessions
WHEN EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.user_id)
BEGIN SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Somebody from outside cannot sign in.'); END

CREATE TRIGGER sessions_outside_later BEFORE UPDATE OF user_id ON sessions
WHEN EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.user_id)
BEGIN SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Somebody from outside cannot sign in.'); END

CREATE TRIGGER decisions_by_outsiders BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.by_user)
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Somebody from outside hears the one appeal that they have agreed to hear.')
  WHERE NOT EXISTS (
    SELECT 1 FROM outsiders JOIN process_states ON kind = 'outside_review' AND subject = user_id AND state = 'accepted'
    WHERE user_id = NEW.by_user AND appeal = NEW.appeal AND expires_at >= NEW.at
  );
END

CREATE TRIGGER outside_steps_guard BEFORE INSERT ON process_steps WHEN NEW.kind = 'outside_review'
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Nobody of that name was asked from outside.')
  WHERE NOT EXISTS (SELECT 1 FROM outsiders WHERE user_id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only whoever is asked answers.')
  WHERE NEW.move IN ('accept', 'decline', 'hear') AND NEW.role <> 'outsider';
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only a lead or an admin asks somebody from outside, or stops asking.')
  WHERE NEW.move IN ('invite', 'revoke') AND NEW.role NOT IN ('lead', 'admin', 'clock');
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Somebody from outside has heard it when there is an outcome of theirs.')
  WHERE NEW.move = 'hear' AND NOT EXISTS (SELECT 1 FROM appeal_outcomes WHERE decided_by = NEW.subject);
END

-- ── An appeal that lapsed or was taken back waits no more ────────────────────────────────────────────────────────────

DROP TRIGGER decisions_by_people

CREATE TRIGGER decisions_by_people BEFORE INSERT ON decisions WHEN NEW.by_user IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only a user with a role, who is not disabled, may decide.')
  WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.by_user AND disabled_at IS NULL);
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Who heard the appeal decides nothing more in its case.')
  WHERE EXISTS (
    SELECT 1 FROM appeals JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeal_outcomes.decided_by = NEW.by_user AND appeals.item = NEW.item
      AND (NEW.case_id IS NULL OR appeals.case_id = NEW.case_id)
  );
  -- Nothing waits for an appeal where the order is lifted that the decision appealed rested on.
  SELECT RAISE(ABORT, 'ombud: appeal_pending: An appeal about this item waits to be heard; until then nobody decides past it.')
  WHERE NEW.appeal IS NULL AND EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeal_outcomes.appeal IS NULL AND NOT EXISTS (
      SELECT 1 FROM process_states
      WHERE kind = 'appeal' AND subject = appeals.id AND state IN ('lapsed_restored', 'withdrawn')
    )
  )
  AND NOT EXISTS (
    SELECT 1 FROM order_actions CROSS JOIN process_states
    WHERE order_actions.decision = NEW.replaces
      AND process_states.kind = 'order' AND process_states.subject = order_id AND process_states.state = 'lifted'
  );
END

DROP TRIGGER appeals_guard

CREATE TRIGGER appeals_guard BEFORE INSERT ON appeals
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeals.decision')
  WHERE EXISTS (SELECT 1 FROM appeals WHERE decision = NEW.decision);
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeals.id')
  WHERE EXISTS (SELECT 1 FROM appeals WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM appeals WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: appeal_mismatch: An appeal belongs to the case and item of its decision.')
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND case_id = NEW.case_id AND item = NEW.item
  );
  SELECT RAISE(ABORT, 'ombud: nothing_to_appeal: Only a decision that restricts can be appealed.')
  WHERE EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND measure IN ('allow', 'restore'));
  -- What a gag hides takes nobody's appeal away: the refusal would tell of it.
  SELECT RAISE(ABORT, 'ombud: nothing_to_appeal: A person has decided about this item since; that decision is the one to appeal.')
  WHERE EXISTS (
    SELECT 1 FROM decisions WHERE item = NEW.item AND actor_kind = 'human'
      AND seq > (SELECT seq FROM decisions WHERE id = NEW.decision)
      AND NOT EXISTS (
        SELECT 1 FROM notice_withholdings CROSS JOIN process_states
        WHERE notice_withholdings.decision = decisions.id AND ground = 'legal_gag'
          AND process_states.kind = 'notice' AND process_states.subject = notice AND process_states.state = 'withheld'
      )
  );
  SELECT RAISE(ABORT, 'ombud: appeal_pending: An appeal about this item waits to be heard already.')
  WHERE EXISTS (
    SELECT 1 FROM appeals LEFT JOIN appeal_outcomes ON appeal_outcomes.appeal = appeals.id
    WHERE appeals.item = NEW.item AND appeal_outcomes.appeal IS NULL AND NOT EXISTS (
      SELECT 1 FROM process_states
      WHERE kind = 'appeal' AND subject = appeals.id AND state IN ('lapsed_restored', 'withdrawn')
    )
  );
  -- From when the person could know: what a gag held back counts from when its notice was let go.
  -- Six calendar months, to the end of the day; where the sixth month has no such day, of its last one. Times are
  -- microseconds since 1970.
  SELECT RAISE(ABORT, 'ombud: appeal_too_late: A decision can be appealed for six months.')
  WHERE EXISTS (
    SELECT 1 FROM (
      SELECT at / 1000000 AS s FROM (
        SELECT max(decisions.at, coalesce((
          SELECT max(process_steps.at) FROM notices CROSS JOIN process_steps
          WHERE notices.decision = NEW.decision
            AND process_steps.kind = 'notice' AND process_steps.subject = notices.id AND process_steps.move = 'release'
        ), 0)) AS at
        FROM decisions WHERE id = NEW.decision
      )
    )
    WHERE NEW.filed_at >= 86400000000 + 1000000 * CAST(strftime('%s', min(
      date(s, 'unixepoch', '+6 months'), date(s, 'unixepoch', 'start of month', '+7 months', '-1 day')
    )) AS INTEGER)
  );
END

-- ── Disputes are on the record ───────────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER disputes_guard BEFORE INSERT ON disputes
WHEN EXISTS (SELECT 1 FROM disputes WHERE id = NEW.id OR rowid = NEW.rowid)
  OR NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision)
  OR NOT EXISTS (SELECT 1 FROM dispute_bodies WHERE id = NEW.body)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: disputes.id'); END

CREATE TRIGGER disputes_update BEFORE UPDATE ON disputes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A dispute is never changed.'); END

CREATE TRIGGER disputes_delete BEFORE DELETE ON disputes
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A dispute is never deleted.'); END

CREATE TRIGGER dispute_bodies_delete BEFORE DELETE ON dispute_bodies
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A body is taken off the list, never deleted.'); END

CREATE TRIGGER dispute_steps_guard BEFORE INSERT ON process_steps WHEN NEW.kind = 'dispute'
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: There is no such dispute.')
  WHERE NOT EXISTS (SELECT 1 FROM disputes WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: reasons_missing: What a body decided is only left undone for reasons.')
  WHERE NEW.move = 'decline' AND trim(NEW.note) = '';
END
