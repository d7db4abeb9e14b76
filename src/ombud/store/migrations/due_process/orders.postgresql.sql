-- Demands from outside, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON orders EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_actions EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_waits EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_order() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM orders WHERE id = NEW.id) THEN
    PERFORM ombud_refuses('process_moved_on: Somebody was faster: this order has been said again since.');
  END IF;
  IF NEW.n > 1 AND (
    coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.id), '') <> 'incomplete'
    OR NOT EXISTS (SELECT 1 FROM orders WHERE id = NEW.id AND n = 1 AND token_hash = NEW.token_hash)
  ) THEN
    PERFORM ombud_refuses('process_wrong_step: Only an order that was sent back as incomplete is said again.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER said_again BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION ombud_order()

CREATE FUNCTION ombud_order_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'order'
      AND position(convert_to('"order":"' || NEW.subject || '"', 'UTF8') IN record) > 0
      AND position(convert_to('"move":"' || NEW.move || '"', 'UTF8') IN record) > 0
  ) THEN
    PERFORM ombud_refuses('not_in_ledger: Every step of an order is bound for the public log, by an entry of its own.');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM orders WHERE id = NEW.subject) THEN
    PERFORM ombud_refuses('no_such_order: A step belongs to an order on the record.');
  END IF;
  IF NEW.move IN ('find_incomplete', 'refuse', 'give_effect', 'answer', 'lift') AND btrim(NEW.note) = '' THEN
    PERFORM ombud_refuses('reasons_missing: Whoever refuses an order, gives it effect or answers it says why.');
  END IF;
  IF NEW.move IN ('find_incomplete', 'acknowledge', 'refuse', 'give_effect', 'answer', 'lift')
     AND NEW.role NOT IN ('lead', 'admin') THEN
    PERFORM ombud_refuses('not_a_lead: Only a lead or an admin decides about an order.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER orders_in_ledger BEFORE INSERT ON process_steps FOR EACH ROW WHEN (NEW.kind = 'order')
EXECUTE FUNCTION ombud_order_step()

CREATE FUNCTION ombud_order_action() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '') <> 'in_effect' THEN
    PERFORM ombud_refuses('order_without_effect: Nothing is done for an order that nobody has given effect.');
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM decisions WHERE id = NEW.decision AND item = NEW.item AND measure = 'geo_restrict' AND (
      actor_kind = 'human'
      OR EXISTS (SELECT 1 FROM order_waits WHERE order_id = NEW.order_id AND item = NEW.item)
      OR EXISTS (SELECT 1 FROM order_actions WHERE order_id = NEW.order_id AND item = NEW.item)
    )
  ) THEN
    PERFORM ombud_refuses(
      'order_beyond_territory: An order makes a person restrict something in a country, and nothing else.'
    );
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER a_country_and_a_person BEFORE INSERT ON order_actions FOR EACH ROW EXECUTE FUNCTION ombud_order_action()

CREATE FUNCTION ombud_order_wait() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF coalesce((SELECT state FROM process_states WHERE kind = 'order' AND subject = NEW.order_id), '') <> 'in_effect'
     OR NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.under AND item = NEW.item) THEN
    PERFORM ombud_refuses('order_without_effect: Nothing is done for an order that nobody has given effect.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER guard BEFORE INSERT ON order_waits FOR EACH ROW EXECUTE FUNCTION ombud_order_wait()

-- Whoever found an order valid, or wrote it down, had a part in what it led to: somebody else hears the appeal.

CREATE FUNCTION ombud_order_led() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT DISTINCT NEW.item, coalesce(decisions.case_id, ''), process_steps.by_user, 'led', NEW.at
  FROM process_steps JOIN decisions ON decisions.id = NEW.decision
  WHERE process_steps.kind = 'order' AND process_steps.subject = NEW.order_id AND process_steps.by_user IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$

CREATE FUNCTION ombud_order_wait_led() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO involvements (item, case_id, user_id, how, at)
  SELECT DISTINCT NEW.item, '', process_steps.by_user, 'led', NEW.at FROM process_steps
  WHERE process_steps.kind = 'order' AND process_steps.subject = NEW.order_id AND process_steps.by_user IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$

CREATE TRIGGER who_led_to_it AFTER INSERT ON order_waits FOR EACH ROW EXECUTE FUNCTION ombud_order_wait_led()

CREATE TRIGGER who_led_to_it AFTER INSERT ON order_actions FOR EACH ROW EXECUTE FUNCTION ombud_order_led()
