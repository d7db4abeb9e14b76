"""Reports in both databases: one case, an answer for each, somebody else for a complaint, and nothing rewritten."""

from datetime import timedelta

import msgspec
import pytest

from ombud.model import (
    CaseReports,
    Conflict,
    Flagger,
    Forbidden,
    Measure,
    OmbudError,
    ProcessStep,
    Report,
    ReportContact,
    Role,
    Standing,
)
from ombud.ports import Store, Unit
from tests.support.raw import Raw
from tests.support.records import NOW, case, entry, later, sealed, user


def report(name: str, **more: object) -> Report:
    plain = Report(
        id=f"rpt-{name}", item="post-1", clause="harm/threats", explanation="It is about me.", language="en",
        content="words", reporter="rp-1", network=f"net-{name}", token_hash=name.encode(), filed_at=NOW,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


def step(name: str, n: int, move: str, state: str, **more: object) -> ProcessStep:
    plain = ProcessStep("report", f"rpt-{name}", n, move, state, later(minutes=n), "automation")
    return msgspec.structs.replace(plain, **more)


def put(unit: Unit, name: str, **more: object) -> None:
    """Filed, and in the item's case."""
    unit.reports.file(report(name, **more), ReportContact(f"rpt-{name}", "Robin", "robin@example.org"))
    unit.processes.take([step(name, 1, "file", "received", role="person")])
    unit.reports.join(f"rpt-{name}", "case-1", "post-1")
    unit.processes.take([step(name, 2, "join", "in_review")])


def refuse(unit: Unit, name: str, move: str = "refuse", state: str = "refused") -> None:
    unit.processes.take([step(name, 3, move, state, role="reviewer", by="usr-ana", note="No.")])
    unit.reports.answer([(f"rpt-{name}", 3, "dec-cleared")])


@pytest.fixture
def reported(published: Store) -> Store:
    """An allowed post with an open case, in which two reports wait."""
    with published.write() as unit:
        unit.records.append([sealed("first", measure=Measure.ALLOW)])
        unit.cases.open(case("1", queue="reports", severity="low"))
        put(unit, "a")
        put(unit, "b", reporter=None)
        unit.people.add_user(user("lea", role=Role.LEAD))
        unit.people.add_user(user("adi", role=Role.ADMIN))
    return published


@pytest.fixture
def answered(reported: Store) -> Store:
    """Ana cleared the post; a is refused, b unfounded, and a was complained about."""
    with reported.write() as unit:
        unit.records.append(
            [sealed("cleared", measure=Measure.ALLOW, by="usr-ana", case="case-1", replaces="dec-first")]
        )
        refuse(unit, "a")
        refuse(unit, "b", "dismiss", "unfounded")
        unit.cases.close("case-1", 1, NOW)
        unit.processes.take([step("a", 4, "complain", "complained", role="person", note="Look again.")])
    return reported


def test_reports_come_back_as_they_were_filed(reported: Store) -> None:
    with reported.read() as unit:
        assert unit.reports.get("rpt-a") == report("a") == unit.reports.by_token(b"a")
        assert unit.reports.get("rpt-no") is None
        assert unit.reports.by_token(b"no") is None
        assert [one.id for one in unit.reports.in_case("case-1")] == ["rpt-a", "rpt-b"]
        assert [one.id for one in unit.reports.in_case("case-1", 1)] == ["rpt-a"]
        assert [one.id for one in unit.reports.waiting("case-1")] == ["rpt-a", "rpt-b"]
        assert unit.reports.waited_for(["case-1", "case-2"]) == {"case-1"}
        assert unit.reports.waited_for([]) == set()
        assert unit.reports.acted_on("case-1") == []
        assert unit.reports.case_of("rpt-a") == "case-1"
        assert unit.reports.case_of("rpt-no") is None
        assert unit.reports.summaries(["case-1", "case-2"]) == {"case-1": CaseReports(2, 2, flagged=False)}
        assert unit.reports.summaries([]) == {}
        assert [one.id for one in unit.reports.of_reporter("rp-1")] == ["rpt-a"]
        assert unit.reports.contact("rpt-a") == ReportContact("rpt-a", "Robin", "robin@example.org")
        assert unit.reports.decision_of("rpt-a") is None
        assert not unit.reports.looked_at("post-1", "words", "harm/threats")


def test_answers_are_counted_for_who_reported(answered: Store) -> None:
    with answered.read() as unit:
        assert unit.reports.standings(["rp-1", "rp-2"]) == {"rp-1": Standing(1, 1, 0, 0)}
        assert unit.reports.standings(["rp-1"], later(days=1)) == {}
        assert unit.reports.looked_at("post-1", "words", "harm/threats")
        assert not unit.reports.looked_at("post-1", "other words", "harm/threats")
        assert not unit.reports.looked_at("post-1", "words", None)
        assert unit.reports.decision_of("rpt-a") == "dec-cleared"
        assert [one.id for one in unit.reports.complained("post-1")] == ["rpt-a"]
        assert unit.reports.answered_by(NOW) == {"complained": 1, "unfounded": 1}
        assert unit.reports.answered_by(later(days=1)) == {}
        assert unit.reports.paused("rp-1") == 0


def test_those_that_something_was_done_about_are_found(reported: Store) -> None:
    with reported.write() as unit:
        unit.records.append([sealed("removed", by="usr-ana", case="case-1", replaces="dec-first")])
        unit.processes.take([step("a", 3, "act", "acted_on", role="reviewer", by="usr-ana", note="Removed.")])
        unit.reports.answer([("rpt-a", 3, "dec-removed")])
    with reported.read() as unit:
        assert [one.id for one in unit.reports.acted_on("case-1")] == ["rpt-a"]
        assert [one.id for one in unit.reports.waiting("case-1")] == ["rpt-b"]


def test_a_case_goes_up_its_queue_without_disturbing_anybody(reported: Store) -> None:
    with reported.write() as unit:
        unit.cases.set_severity("case-1", "critical")
        found = unit.cases.get("case-1")
    assert found is not None
    assert (found.case.severity, found.case.version) == ("critical", 1)


def test_an_item_has_one_open_case(reported: Store) -> None:
    with pytest.raises(Conflict) as caught, reported.write() as unit:
        unit.cases.open(case("2"))
    assert caught.value.code == "case_open"


def test_no_case_is_closed_over_a_report_that_waits(reported: Store) -> None:
    with pytest.raises(Conflict) as caught, reported.write() as unit:
        unit.cases.close("case-1", 1, NOW)
    assert caught.value.code == "reports_waiting"


def test_nothing_joins_a_case_that_is_closed_or_about_something_else(answered: Store) -> None:
    with answered.write() as unit:
        unit.reports.file(report("c"))
        unit.processes.take([step("c", 1, "file", "received", role="person")])
    with pytest.raises(Conflict) as caught, answered.write() as unit:
        unit.reports.join("rpt-c", "case-1", "post-1")
    assert caught.value.code == "case_moved_on"
    with answered.write() as unit:
        unit.cases.open(case("3"))
        unit.reports.file(report("d", item="post-2"))
        unit.processes.take([step("d", 1, "file", "received", role="person")])
    with pytest.raises(Conflict), answered.write() as unit:
        unit.reports.join("rpt-d", "case-3", "post-1")
    with pytest.raises(Conflict), answered.write() as unit:
        unit.processes.take([step("c", 2, "join", "in_review")])


@pytest.mark.parametrize(
    ("move", "state", "more"),
    [
        ("refuse", "refused", {"note": "No."}),
        ("refuse", "refused", {"role": "clock", "note": "No."}),
        ("act", "acted_on", {"role": "person", "note": "Yes."}),
        ("dismiss", "unfounded", {"role": "reviewer", "by": "usr-ana", "note": " "}),
    ],
)
def test_only_a_person_answers_and_says_why(reported: Store, move: str, state: str, more: dict[str, object]) -> None:
    with pytest.raises(OmbudError), reported.write() as unit:
        unit.processes.take([step("a", 3, move, state, **more)])


@pytest.mark.parametrize(("move", "state"), [("uphold", "closed"), ("overturn", "acted_on")])
def test_who_answered_does_not_hear_the_complaint(answered: Store, move: str, state: str) -> None:
    for role, by in (("reviewer", "usr-ana"), ("clock", None), ("outsider", None)):
        with pytest.raises(Forbidden) as caught, answered.write() as unit:
            unit.processes.take([step("a", 5, move, state, role=role, by=by, note="So.")])
        assert caught.value.code in {"same_reviewer", "not_a_reviewer"}
    with answered.write() as unit:
        unit.processes.take([step("a", 5, move, state, role="reviewer", by="usr-ben", note="So.")])


def test_who_has_decided_about_the_item_before_does_not_either(answered: Store) -> None:
    with answered.write() as unit:
        unit.records.append(
            [sealed("later", measure=Measure.WARN, by="usr-cyn", case="case-1", replaces="dec-cleared")]
        )
    with pytest.raises(Forbidden), answered.write() as unit:
        unit.processes.take([step("a", 5, "uphold", "closed", role="reviewer", by="usr-cyn", note="So.")])


def test_a_report_is_answered_by_a_decision_about_its_item(answered: Store) -> None:
    with answered.write() as unit:
        unit.records.append([sealed("other", "post-2", measure=Measure.ALLOW)])
    for name, n, decision in (("rpt-a", 4, "dec-other"), ("rpt-a", 9, "dec-cleared"), ("rpt-a", 3, "dec-cleared")):
        with pytest.raises(Conflict), answered.write() as unit:
            unit.reports.answer([(name, n, decision)])


def test_who_reported_is_forgotten_after_the_answer_and_not_before(answered: Store, raw: Raw) -> None:
    raw.refused("report_open", "DELETE FROM report_contacts WHERE report = 'rpt-a'")
    with answered.write() as unit:
        assert unit.reports.forget_contacts(NOW) == 0
        assert unit.reports.forget_contacts(later(days=1)) == 1
        assert unit.reports.contact("rpt-b") is None
        assert unit.reports.contact("rpt-a") is not None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports SET explanation = 'other'",
        "DELETE FROM reports",
        "UPDATE report_contacts SET email = 'x'",
        "UPDATE report_cases SET case_id = 'x'",
        "DELETE FROM report_cases",
        "UPDATE report_answers SET decision = 'x'",
        "DELETE FROM report_answers",
        "UPDATE flaggers SET name = 'x'",
        "DELETE FROM flaggers",
    ],
)
def test_what_was_reported_is_never_changed(answered: Store, raw: Raw, sql: str) -> None:
    with answered.write() as unit:
        unit.flaggers.add(Flagger("flg-1", "Safe Net", "Coordinator", b"k", NOW))
    raw.refused("append_only", sql)


@pytest.mark.parametrize("changes", [{"clause": None}, {"law": "Art. 1"}, {"explanation": " "}])
def test_a_report_names_a_clause_or_a_law_and_says_something(published: Store, changes: dict[str, object]) -> None:
    with pytest.raises(OmbudError), published.write() as unit:
        unit.reports.file(report("x", **changes))


def test_a_link_leads_to_one_report(reported: Store) -> None:
    with pytest.raises(OmbudError), reported.write() as unit:
        unit.reports.file(report("c", token_hash=b"a"))


def flag(unit: Unit, n: int, move: str, state: str, **more: object) -> None:
    unit.ledger.put([entry(f"flg-1.{n}", kind="flagger")])
    plain = ProcessStep("flagger", "flg-1", n, move, state, NOW, "operator", note="Why.", entry=f"flg-1.{n}")
    unit.processes.take([msgspec.structs.replace(plain, **more)])


def test_only_who_is_trusted_now_reports_as_a_flagger(reported: Store) -> None:
    flagger = Flagger("flg-1", "Safe Net", "Coordinator", b"k", NOW)
    with reported.write() as unit:
        unit.flaggers.add(flagger)
    with pytest.raises(Forbidden) as caught, reported.write() as unit:
        unit.reports.file(report("f", flagger="flg-1"))
    assert caught.value.code == "not_trusted"
    with reported.write() as unit:
        flag(unit, 1, "appoint", "trusted")
        put(unit, "f", flagger="flg-1", reporter=None)
    with reported.read() as unit:
        assert unit.flaggers.by_key(b"k") == unit.flaggers.get("flg-1") == flagger
        assert unit.flaggers.all() == [flagger]
        assert unit.flaggers.get("flg-2") is None
        assert unit.reports.in_case("case-1")[0].id == "rpt-f"
        assert unit.reports.summaries(["case-1"])["case-1"].flagged
        assert unit.reports.flagger_standings() == {"flg-1": Standing(1, 0, 0, 0)}
    with reported.write() as unit:
        flag(unit, 2, "suspend", "suspended", role="admin", by="usr-adi")
    with pytest.raises(Forbidden), reported.write() as unit:
        unit.reports.file(report("g", flagger="flg-1"))


@pytest.mark.parametrize(
    "more",
    [{"role": "lead", "by": "usr-lea"}, {"role": "person"}, {"entry": None}, {"note": " "}, {"subject": "flg-2"}],
)
def test_trust_is_given_and_taken_by_admins_in_public(reported: Store, more: dict[str, object]) -> None:
    with reported.write() as unit:
        unit.flaggers.add(Flagger("flg-1", "Safe Net", "Coordinator", b"k", NOW))
        flag(unit, 1, "appoint", "trusted")
    with pytest.raises(OmbudError), reported.write() as unit:
        flag(unit, 2, "remove", "removed", **more)


def warned(unit: Unit) -> None:
    unit.processes.take([ProcessStep("reporter", "rp-1", 1, "warn", "warned", NOW, "automation")])


@pytest.mark.parametrize(
    "more",
    [
        {"due": None},
        {"due": NOW},
        {"due": NOW + timedelta(days=91)},
        {"role": "automation", "by": None},
        {"role": "reviewer", "by": "usr-ana"},
        {"note": "\u200b "},
    ],
)
def test_a_pause_ends_soon_and_a_lead_answers_for_it(reported: Store, more: dict[str, object]) -> None:
    plain = ProcessStep(
        "reporter", "rp-1", 2, "pause", "paused", NOW, "lead", "usr-lea", "Why.", NOW + timedelta(days=90)
    )
    with reported.write() as unit:
        warned(unit)
    with pytest.raises(OmbudError), reported.write() as unit:
        unit.processes.take([msgspec.structs.replace(plain, **more)])
    with reported.write() as unit:
        unit.processes.take([plain])


@pytest.mark.parametrize(
    "more",
    [
        {"by": "usr-lea"},
        {"by": "usr-ana"},
        {"by": None, "role": "automation"},
        {"role": "reviewer"},
        {"note": " "},
        {"due": None},
        {"due": later(days=10)},
    ],
)
def test_somebody_else_hears_the_objection_to_a_pause(reported: Store, more: dict[str, object]) -> None:
    pause = ProcessStep("reporter", "rp-1", 2, "pause", "paused", NOW, "lead", "usr-lea", "Why.", later(days=9))
    objected = ProcessStep("reporter", "rp-1", 3, "object", "objected", NOW, "person", None, "No.", later(days=8))
    heard = ProcessStep("reporter", "rp-1", 4, "uphold", "confirmed", NOW, "lead", "usr-liv", "So.", later(days=9))
    with reported.write() as unit:
        unit.people.add_user(user("liv", role=Role.LEAD))
        unit.processes.take([step("a", 3, "dismiss", "unfounded", role="reviewer", by="usr-ana", note="No.")])
        assert unit.reports.found_baseless_by(["rp-1", "rp-2"]) == {"rp-1": {"usr-ana"}}
        warned(unit)
        unit.processes.take([pause])
    with pytest.raises(OmbudError), reported.write() as unit:
        unit.processes.take([msgspec.structs.replace(objected, note="\u200b")])
    with reported.write() as unit:
        unit.processes.take([objected])
    with pytest.raises(OmbudError), reported.write() as unit:
        unit.processes.take([msgspec.structs.replace(heard, **more)])
    with reported.write() as unit:
        unit.processes.take([heard])


def test_nobody_is_paused_without_a_warning(reported: Store) -> None:
    pause = ProcessStep("reporter", "rp-1", 1, "pause", "paused", NOW, "lead", "usr-lea", "Why.", later(days=9))
    with pytest.raises(Conflict), reported.write() as unit:
        unit.processes.take([pause])


def test_the_secret_of_a_day_is_one_and_the_day_before_is_gone(published: Store, raw: Raw) -> None:
    with published.write() as unit:
        assert unit.reports.network_secret("2026-11-22", b"one") == b"one"
        assert unit.reports.network_secret("2026-11-22", b"two") == b"one"
        assert unit.reports.network_secret("2026-11-23", b"three") == b"three"
    assert [day for (day,) in raw.run("SELECT day FROM network_secrets")] == ["2026-11-23"]
