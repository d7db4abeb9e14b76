-- Demands from outside, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

CREATE TRIGGER orders_guard BEFORE INSERT ON orders
BEGIN
  SELECT RAISE(ABORT, 'ombud: process_moved_on: Somebody was faster: this order has been said again since.')
  WHERE NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM orders WHERE id = NEW.id)
     OR EXISTS (SELECT 1 FROM orders WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: process_wrong_step: Only an order that was sent back as incomplete is said again.')
  WHERE NEW.n > 1 AND (
    coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.id), '') <> 'incomplete'
    OR NOT EXISTS (SELECT 1 FROM orders WHERE id = NEW.id AND n = 1 AND token_hash = NEW.token_hash)
  );
END

CREATE TRIGGER orders_update BEFORE UPDATE ON orders
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was demanded is never changed.'); END

CREATE TRIGGER orders_delete BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was demanded is never deleted.'); END

-- ── Power is on the record: no step of an order without its entry in the public log ─────────────────────────────────

CREATE TRIGGER orders_in_ledger BEFORE INSERT ON process_steps WHEN NEW.kind = 'order'
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_in_ledger: Every step of an order is bound for the public log, by an entry of its own.')
  WHERE NOT EXISTS (
    SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'order'
      AND instr(CAST(record AS BLOB), CAST('"order":"' || NEW.subject || '"' AS BLOB)) > 0
      AND instr(CAST(record AS BLOB), CAST('"move":"' || NEW.move || '"' AS BLOB)) > 0
  );
  SELECT RAISE(ABORT, 'ombud: no_such_order: A step belongs to an order on the record.')
  WHERE NOT EXISTS (SELECT 1 FROM orders WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever refuses an order, gives it effect or answers it says why.')
  WHERE NEW.move IN ('find_incomplete', 'refuse', 'give_effect', 'answer', 'lift') AND trim(NEW.note) = '';
  SELECT RAISE(ABORT, 'ombud: not_a_lead: Only a lead or an admin decides about an order.')
  WHERE NEW.move IN ('find_incomplete', 'acknowledge', 'refuse', 'give_effect', 'answer', 'lift')
    AND NEW.role NOT IN ('lead', 'admin');
END

CREATE TRIGGER order_actions_guard BEFORE INSERT ON order_actions
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: order_actions.decision')
  WHERE EXISTS (SELECT 1 FROM order_actions WHERE decision = NEW.decision AND order_id = NEW.order_id)
     OR EXISTS (SELECT 1 FROM order_actions WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: order_without_effect: Nothing is done for an order that nobody has given effect.')
  WHERE coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '') <> 'in_effect';
  SELECT RAISE(ABORT, 'ombud: order_beyond_territory: An order makes a person restrict something in a country, and nothing else.')
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND item = NEW.item AND measure = 'geo_restrict' AND (
      actor_kind = 'human'
      OR EXISTS (SELECT 1 FROM order_waits WHERE order_id = NEW.order_id AND item = NEW.item)
      OR EXISTS (SELECT 1 FROM order_actions WHERE order_id = NEW.order_id AND item = NEW.item)
    )
  );
END

CREATE TRIGGER order_waits_guard BEFORE INSERT ON order_waits
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: order_waits.order_id')
  WHERE EXISTS (SELECT 1 FROM order_waits WHERE (order_id = NEW.order_id AND item = NEW.item) OR rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: order_without_effect: Nothing is done for an order that nobody has given effect.')
  WHERE coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '') <> 'in_effect'
     OR NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.under AND item = NEW.item);
END

CREATE TRIGGER order_waits_led AFTER INSERT ON order_waits
BEGIN
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT DISTINCT NEW.item, '', process_steps.by_user, 'led', NEW.at FROM process_steps
  WHERE process_steps.kind = 'order' AND process_steps.subject = NEW.order_id AND process_steps.by_user IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM involvements
      WHERE involvements.item = NEW.item AND involvements.case_id = ''
        AND involvements.user_id = process_steps.by_user AND involvements.how = 'led'
    );
END

CREATE TRIGGER order_waits_update BEFORE UPDATE ON order_waits
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What an order is about is never changed.'); END

CREATE TRIGGER order_waits_delete BEFORE DELETE ON order_waits
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What an order is about is never deleted.'); END

CREATE TRIGGER order_actions_update BEFORE UPDATE ON order_actions
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was done for an order is never changed.'); END

CREATE TRIGGER order_actions_delete BEFORE DELETE ON order_actions
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was done for an order is never deleted.'); END

-- Whoever found an order valid, or wrote it down, had a part in what it led to: somebody else hears the appeal.

CREATE TRIGGER order_actions_led AFTER INSERT ON order_actions
BEGIN
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT DISTINCT NEW.item, coalesce(decisions.case_id, ''), process_steps.by_user, 'led', NEW.at
  FROM process_steps JOIN decisions ON decisions.id = NEW.decision
  WHERE process_steps.kind = 'order' AND process_steps.subject = NEW.order_id AND process_steps.by_user IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM involvements
      WHERE involvements.item = NEW.item AND involvements.case_id = coalesce(decisions.case_id, '')
        AND involvements.user_id = process_steps.by_user AND involvements.how = 'led'
    );
END
