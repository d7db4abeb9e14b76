-- Measures and strikes, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

-- A machine gives back what has run out, or what nobody eligible heard an appeal about in time: nothing else.

CREATE FUNCTION ombud_given_back() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM process_states JOIN decisions ON decisions.id = process_states.subject
    WHERE process_states.kind = 'measure' AND process_states.subject = NEW.replaces
      AND process_states.state IN ('in_force', 'acknowledged') AND process_states.due <= NEW.at
      AND decisions.item = NEW.item
  ) THEN
    PERFORM ombud_refuses('not_over: A machine gives back what has run out, and nothing else.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER given_back BEFORE INSERT ON decisions FOR EACH ROW
WHEN (NEW.actor_kind = 'automation' AND NEW.measure = 'restore' AND NEW.appeal IS NULL)
EXECUTE FUNCTION ombud_given_back()

CREATE FUNCTION ombud_strike() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM decisions
    WHERE id = NEW.decision AND item = NEW.item AND measure NOT IN ('allow', 'label', 'restore')
  ) THEN
    PERFORM ombud_refuses('nothing_to_count: A strike counts a restriction of this item, and a label is none.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER counts_a_restriction BEFORE INSERT ON strikes FOR EACH ROW EXECUTE FUNCTION ombud_strike()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON strikes EXECUTE FUNCTION ombud_append_only()
