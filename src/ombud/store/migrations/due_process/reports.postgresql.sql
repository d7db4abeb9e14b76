-- Reports, in PostgreSQL. One statement a paragraph. Each refusal reads "ombud: code: sentence".

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON flaggers EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON report_cases EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON report_answers EXECUTE FUNCTION ombud_append_only()

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON report_contacts EXECUTE FUNCTION ombud_append_only()

CREATE FUNCTION ombud_report_contact() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF coalesce((SELECT state FROM process_states WHERE kind = 'report' AND subject = OLD.report), '')
     NOT IN ('acted_on', 'refused', 'unfounded', 'closed') THEN
    PERFORM ombud_refuses('report_open: Who reported is forgotten after the answer, not before.');
  END IF;
  RETURN OLD;
END $$

CREATE TRIGGER after_the_answer BEFORE DELETE ON report_contacts FOR EACH ROW EXECUTE FUNCTION ombud_report_contact()

CREATE FUNCTION ombud_report() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF coalesce((SELECT state FROM process_states WHERE kind = 'flagger' AND subject = NEW.flagger), '') <> 'trusted' THEN
    PERFORM ombud_refuses('not_trusted: Only who is a trusted flagger now reports as one.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER trusted BEFORE INSERT ON reports FOR EACH ROW WHEN (NEW.flagger IS NOT NULL)
EXECUTE FUNCTION ombud_report()

-- ── One case for an item, and no case is closed over a report that nobody answered ──────────────────────────────────
-- A report that joins waits for whoever decides about the item, and sees then that the case is closed.

CREATE FUNCTION ombud_report_case() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  IF NOT EXISTS (SELECT 1 FROM cases WHERE id = NEW.case_id AND item = NEW.item AND state = 'open')
     OR NOT EXISTS (SELECT 1 FROM reports WHERE id = NEW.report AND item = NEW.item) THEN
    PERFORM ombud_refuses('case_moved_on: A report joins an open case about its own item.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER the_one_case BEFORE INSERT ON report_cases FOR EACH ROW EXECUTE FUNCTION ombud_report_case()

CREATE FUNCTION ombud_case_answers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM ombud_one_at_a_time(NEW.item);
  IF EXISTS (
    SELECT 1 FROM report_cases JOIN process_states ON kind = 'report' AND subject = report
    WHERE case_id = NEW.id AND process_states.state = 'in_review'
  ) THEN
    PERFORM ombud_refuses('reports_waiting: Whoever closes a case answers the reports in it.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER answers_reports BEFORE UPDATE OF state ON cases FOR EACH ROW WHEN (NEW.state = 'closed')
EXECUTE FUNCTION ombud_case_answers()

-- ── Only a person says no, with reasons; somebody else hears the complaint about it ─────────────────────────────────

CREATE FUNCTION ombud_report_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  about reports;
BEGIN
  SELECT * INTO about FROM reports WHERE id = NEW.subject;
  IF about.id IS NULL THEN
    PERFORM ombud_refuses('no_such_report: A step belongs to a report on the record.');
  END IF;
  IF NEW.state = 'in_review' AND NOT EXISTS (SELECT 1 FROM report_cases WHERE report = NEW.subject) THEN
    PERFORM ombud_refuses('no_such_report: A report waits in the one case of its item.');
  END IF;
  IF NEW.move IN ('act', 'refuse', 'dismiss', 'uphold', 'overturn')
     AND NEW.role NOT IN ('reviewer', 'lead', 'admin', 'outsider') THEN
    PERFORM ombud_refuses('not_a_reviewer: Only a person answers a report.');
  END IF;
  IF NEW.move NOT IN ('file', 'join', 'pause') AND ombud_says_something(NEW.note) IS NOT TRUE THEN
    PERFORM ombud_refuses('reasons_missing: Whoever reported is told why.');
  END IF;
  IF NEW.state = 'paused' AND NEW.due IS NULL THEN
    PERFORM ombud_refuses('pause_without_end: A pause ends at a time that is known.');
  END IF;
  IF NEW.move IN ('uphold', 'overturn') THEN
    PERFORM ombud_one_at_a_time(about.item);
    IF NEW.by_user IS NULL
       OR EXISTS (
         SELECT 1 FROM process_steps WHERE kind = 'report' AND subject = NEW.subject AND by_user = NEW.by_user
       )
       OR EXISTS (SELECT 1 FROM decisions WHERE item = about.item AND by_user = NEW.by_user) THEN
      PERFORM ombud_refuses('same_reviewer: Who had a part in the answer does not hear the complaint about it.');
    END IF;
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER report_steps BEFORE INSERT ON process_steps FOR EACH ROW WHEN (NEW.kind = 'report')
EXECUTE FUNCTION ombud_report_step()

CREATE FUNCTION ombud_report_answer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM reports JOIN decisions ON decisions.item = reports.item
    WHERE reports.id = NEW.report AND decisions.id = NEW.decision
  ) OR NOT EXISTS (SELECT 1 FROM process_steps WHERE kind = 'report' AND subject = NEW.report AND n = NEW.n) THEN
    PERFORM ombud_refuses('report_mismatch: A report is answered by a decision about its own item.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER its_own_item BEFORE INSERT ON report_answers FOR EACH ROW EXECUTE FUNCTION ombud_report_answer()

-- ── Misuse: a warning first, then a pause that a person decides about, with an end; trust is given in public ────────

CREATE FUNCTION ombud_reporter_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.due IS NULL OR NEW.due <= NEW.at OR NEW.due > NEW.at + 90 * 86400000000 THEN
    PERFORM ombud_refuses('pause_without_end: A pause ends within ninety days.');
  END IF;
  IF NEW.role NOT IN ('lead', 'admin') THEN
    PERFORM ombud_refuses('not_a_lead: Only a lead or an admin sets somebody''s reports aside.');
  END IF;
  IF ombud_says_something(NEW.note) IS NOT TRUE THEN
    PERFORM ombud_refuses('reasons_missing: A pause has its reasons.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER reporter_steps BEFORE INSERT ON process_steps FOR EACH ROW
WHEN (NEW.kind = 'reporter' AND NEW.move = 'pause') EXECUTE FUNCTION ombud_reporter_step()

CREATE FUNCTION ombud_reporter_objection() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.move <> 'object' AND NEW.role NOT IN ('lead', 'admin') THEN
    PERFORM ombud_refuses('not_a_lead: Only a lead or an admin hears the objection to a pause.');
  END IF;
  IF NEW.move <> 'object' AND (
    NEW.by_user IS NULL
    OR EXISTS (
      SELECT 1 FROM process_steps
      WHERE kind = 'reporter' AND subject = NEW.subject AND move = 'pause' AND by_user = NEW.by_user
    )
    OR EXISTS (
      SELECT 1 FROM reports JOIN process_steps AS found ON found.kind = 'report' AND found.subject = reports.id
      WHERE reports.reporter = NEW.subject AND found.move = 'dismiss' AND found.by_user = NEW.by_user
    )
  ) THEN
    PERFORM ombud_refuses('same_reviewer: Who had a part in setting reports aside hears no objection to it.');
  END IF;
  IF NEW.due IS NULL OR (
    NEW.move <> 'overturn' AND NEW.due > (
      SELECT due FROM process_steps
      WHERE kind = 'reporter' AND subject = NEW.subject AND move = 'pause' ORDER BY n DESC LIMIT 1
    )
  ) THEN
    PERFORM ombud_refuses('pause_without_end: A pause ends at a time that is known, and no answer makes it longer.');
  END IF;
  IF ombud_says_something(NEW.note) IS NOT TRUE THEN
    PERFORM ombud_refuses('reasons_missing: An objection, and the answer to it, have their reasons.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER reporter_objections BEFORE INSERT ON process_steps FOR EACH ROW
WHEN (NEW.kind = 'reporter' AND NEW.move IN ('object', 'uphold', 'overturn'))
EXECUTE FUNCTION ombud_reporter_objection()

CREATE FUNCTION ombud_flagger_step() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM flaggers WHERE id = NEW.subject) THEN
    PERFORM ombud_refuses('no_such_flagger: A step belongs to a flagger in the register.');
  END IF;
  IF NEW.role NOT IN ('admin', 'operator') THEN
    PERFORM ombud_refuses('not_an_admin: Only an admin or the operator says who is a trusted flagger.');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'flagger') THEN
    PERFORM ombud_refuses('not_in_ledger: Who is a trusted flagger is bound for the public log.');
  END IF;
  IF NEW.move IN ('suspend', 'remove') AND ombud_says_something(NEW.note) IS NOT TRUE THEN
    PERFORM ombud_refuses('reasons_missing: Whoever takes trust away says why.');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER flagger_steps BEFORE INSERT ON process_steps FOR EACH ROW WHEN (NEW.kind = 'flagger')
EXECUTE FUNCTION ombud_flagger_step()
