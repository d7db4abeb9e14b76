-- Reports, in SQLite. One statement a paragraph. Each refusal reads "ombud: code: sentence".

CREATE TRIGGER reports_guard BEFORE INSERT ON reports
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: reports.id')
  WHERE EXISTS (SELECT 1 FROM reports WHERE id = NEW.id OR token_hash = NEW.token_hash)
     OR EXISTS (SELECT 1 FROM reports WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: not_trusted: Only who is a trusted flagger now reports as one.')
  WHERE NEW.flagger IS NOT NULL
    AND coalesce((SELECT state FROM process_states WHERE kind = 'flagger' AND subject = NEW.flagger), '') <> 'trusted';
END

CREATE TRIGGER reports_update BEFORE UPDATE ON reports
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was reported is never changed.'); END

CREATE TRIGGER reports_delete BEFORE DELETE ON reports
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What was reported is never deleted.'); END

CREATE TRIGGER report_contacts_update BEFORE UPDATE ON report_contacts
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: Who reported is never changed, only forgotten.'); END

CREATE TRIGGER report_contacts_delete BEFORE DELETE ON report_contacts
WHEN coalesce((SELECT state FROM process_states WHERE kind = 'report' AND subject = OLD.report), '')
  NOT IN ('acted_on', 'refused', 'unfounded', 'closed')
BEGIN SELECT RAISE(ABORT, 'ombud: report_open: Who reported is forgotten after the answer, not before.'); END

CREATE TRIGGER flaggers_guard BEFORE INSERT ON flaggers
WHEN EXISTS (SELECT 1 FROM flaggers WHERE id = NEW.id OR key_hash = NEW.key_hash)
  OR EXISTS (SELECT 1 FROM flaggers WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: flaggers.id'); END

CREATE TRIGGER flaggers_update BEFORE UPDATE ON flaggers
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A trusted flagger keeps its name; another one is appointed.'); END

CREATE TRIGGER flaggers_delete BEFORE DELETE ON flaggers
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A trusted flagger is removed by a step, and stays in the register.'); END

-- ── One case for an item, and no case is closed over a report that nobody answered ──────────────────────────────────

CREATE TRIGGER report_cases_guard BEFORE INSERT ON report_cases
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: report_cases.report')
  WHERE EXISTS (SELECT 1 FROM report_cases WHERE report = NEW.report)
     OR EXISTS (SELECT 1 FROM report_cases WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: case_moved_on: A report joins an open case about its own item.')
  WHERE NOT EXISTS (SELECT 1 FROM cases WHERE id = NEW.case_id AND item = NEW.item AND state = 'open')
     OR NOT EXISTS (SELECT 1 FROM reports WHERE id = NEW.report AND item = NEW.item);
END

CREATE TRIGGER report_cases_update BEFORE UPDATE ON report_cases
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A report stays in its case.'); END

CREATE TRIGGER report_cases_delete BEFORE DELETE ON report_cases
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: A report stays in its case.'); END

CREATE TRIGGER cases_answer_reports BEFORE UPDATE OF state ON cases
WHEN NEW.state = 'closed' AND EXISTS (
  SELECT 1 FROM report_cases CROSS JOIN process_states ON kind = 'report' AND subject = report
  WHERE case_id = NEW.id AND process_states.state = 'in_review'
)
BEGIN SELECT RAISE(ABORT, 'ombud: reports_waiting: Whoever closes a case answers the reports in it.'); END

-- ── Only a person says no, with reasons; somebody else hears the complaint about it ─────────────────────────────────

CREATE TRIGGER report_steps BEFORE INSERT ON process_steps WHEN NEW.kind = 'report'
BEGIN
  SELECT RAISE(ABORT, 'ombud: no_such_report: A step belongs to a report on the record.')
  WHERE NOT EXISTS (SELECT 1 FROM reports WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: no_such_report: A report waits in the one case of its item.')
  WHERE NEW.state = 'in_review' AND NOT EXISTS (SELECT 1 FROM report_cases WHERE report = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: not_a_reviewer: Only a person answers a report.')
  WHERE NEW.move IN ('act', 'refuse', 'dismiss', 'uphold', 'overturn')
    AND NEW.role NOT IN ('reviewer', 'lead', 'admin', 'outsider');
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever reported is told why.')
  WHERE NEW.move NOT IN ('file', 'join', 'pause') AND NEW.note NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
  SELECT RAISE(ABORT, 'ombud: pause_without_end: A pause ends at a time that is known.')
  WHERE NEW.state = 'paused' AND NEW.due IS NULL;
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Who had a part in the answer does not hear the complaint about it.')
  WHERE NEW.move IN ('uphold', 'overturn') AND (
    NEW.by_user IS NULL
    OR EXISTS (SELECT 1 FROM process_steps WHERE kind = 'report' AND subject = NEW.subject AND by_user = NEW.by_user)
    OR EXISTS (
      SELECT 1 FROM reports JOIN decisions ON decisions.item = reports.item
      WHERE reports.id = NEW.subject AND decisions.by_user = NEW.by_user
    )
  );
END

CREATE TRIGGER report_answers_guard BEFORE INSERT ON report_answers
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: report_answers.report, report_answers.n')
  WHERE EXISTS (SELECT 1 FROM report_answers WHERE report = NEW.report AND n = NEW.n)
     OR EXISTS (SELECT 1 FROM report_answers WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'ombud: report_mismatch: A report is answered by a decision about its own item.')
  WHERE NOT EXISTS (
    SELECT 1 FROM reports JOIN decisions ON decisions.item = reports.item
    WHERE reports.id = NEW.report AND decisions.id = NEW.decision
  ) OR NOT EXISTS (SELECT 1 FROM process_steps WHERE kind = 'report' AND subject = NEW.report AND n = NEW.n);
END

CREATE TRIGGER report_answers_update BEFORE UPDATE ON report_answers
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What answered a report is never changed.'); END

CREATE TRIGGER report_answers_delete BEFORE DELETE ON report_answers
BEGIN SELECT RAISE(ABORT, 'ombud: append_only: What answered a report is never deleted.'); END

-- ── Misuse: a warning first, then a pause that a person decides about, with an end; trust is given in public ────────

CREATE TRIGGER reporter_steps BEFORE INSERT ON process_steps WHEN NEW.kind = 'reporter' AND NEW.move = 'pause'
BEGIN
  SELECT RAISE(ABORT, 'ombud: pause_without_end: A pause ends within ninety days.')
  WHERE NEW.due IS NULL OR NEW.due <= NEW.at OR NEW.due > NEW.at + 90 * 86400000000;
  SELECT RAISE(ABORT, 'ombud: not_a_lead: Only a lead or an admin sets somebody''s reports aside.')
  WHERE NEW.role NOT IN ('lead', 'admin');
  SELECT RAISE(ABORT, 'ombud: reasons_missing: A pause has its reasons.') WHERE NEW.note NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
END

CREATE TRIGGER reporter_objections BEFORE INSERT ON process_steps
WHEN NEW.kind = 'reporter' AND NEW.move IN ('object', 'uphold', 'overturn')
BEGIN
  SELECT RAISE(ABORT, 'ombud: not_a_lead: Only a lead or an admin hears the objection to a pause.')
  WHERE NEW.move <> 'object' AND NEW.role NOT IN ('lead', 'admin');
  SELECT RAISE(ABORT, 'ombud: same_reviewer: Who had a part in setting reports aside hears no objection to it.')
  WHERE NEW.move <> 'object' AND (
    NEW.by_user IS NULL
    OR EXISTS (
      SELECT 1 FROM process_steps
      WHERE kind = 'reporter' AND subject = NEW.subject AND move = 'pause' AND by_user = NEW.by_user
    )
    OR EXISTS (
      SELECT 1 FROM reports JOIN process_steps AS found ON found.kind = 'report' AND found.subject = reports.id
      WHERE reports.reporter = NEW.subject AND found.move = 'dismiss' AND found.by_user = NEW.by_user
    )
  );
  SELECT RAISE(ABORT, 'ombud: pause_without_end: A pause ends at a time that is known, and no answer makes it longer.')
  WHERE NEW.due IS NULL OR (
    NEW.move <> 'overturn' AND NEW.due > (
      SELECT due FROM process_steps
      WHERE kind = 'reporter' AND subject = NEW.subject AND move = 'pause' ORDER BY n DESC LIMIT 1
    )
  );
  SELECT RAISE(ABORT, 'ombud: reasons_missing: An objection, and the answer to it, have their reasons.')
  WHERE NEW.note NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
END

CREATE TRIGGER flagger_steps BEFORE INSERT ON process_steps WHEN NEW.kind = 'flagger'
BEGIN
  SELECT RAISE(ABORT, 'ombud: no_such_flagger: A step belongs to a flagger in the register.')
  WHERE NOT EXISTS (SELECT 1 FROM flaggers WHERE id = NEW.subject);
  SELECT RAISE(ABORT, 'ombud: not_an_admin: Only an admin or the operator says who is a trusted flagger.')
  WHERE NEW.role NOT IN ('admin', 'operator');
  SELECT RAISE(ABORT, 'ombud: not_in_ledger: Who is a trusted flagger is bound for the public log.')
  WHERE NOT EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry AND type = 'flagger');
  SELECT RAISE(ABORT, 'ombud: reasons_missing: Whoever takes trust away says why.')
  WHERE NEW.move IN ('suspend', 'remove') AND NEW.note NOT GLOB '*[^' || char(
    1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 45, 4448, 5760, 6068, 45, 6069,
    6155, 45, 6159, 8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
    65279, 65440, 65529, 45, 65531, 113824, 45, 113827, 119155, 45, 119162, 917504, 45, 921599
  ) || ']*';
END
