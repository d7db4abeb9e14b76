"""Somebody else hears the appeal: what the store does, and every way around it that we could think of."""

from datetime import UTC, datetime, timedelta

import pytest

from ombud.model import Conflict, Forbidden, Measure, Outcome
from ombud.ports import Store
from tests.support.raw import Raw
from tests.support.records import NOW, appeal, arrival, case, later, outcome, sealed, user

OUTCOME = "INSERT INTO appeal_outcomes (appeal, outcome, reasons, decided_by, decision, at) VALUES (?, ?, ?, ?, ?, 1)"


def decide(
    store: Store, name: str, by: str | None, *, measure: Measure = Measure.RESTORE, case_id: str | None = "case-1"
) -> None:
    """A further decision on post-1, for appeal apl-1."""
    with store.write() as unit:
        unit.records.append(
            [sealed(name, measure=measure, by=by, case=case_id, appeal="apl-1", replaces="dec-removed")]
        )


def hear(store: Store, by: str, name: str = "heard") -> None:
    """What happens when `by` decides the appeal: the new decision and the outcome, in one transaction."""
    with store.write() as unit:
        restored = sealed(name, measure=Measure.RESTORE, by=by, case="case-1", appeal="apl-1", replaces="dec-removed")
        unit.records.append([restored])
        unit.appeals.decide(outcome("apl-1", by, f"dec-{name}"))


def remove_and_appeal(store: Store) -> None:
    """Ana removes post-1 in a case of its own, and the author appeals."""
    with store.write() as unit:
        unit.records.append([sealed("removed", measure=Measure.REMOVE, by="usr-ana", opens=case("1"))])
        unit.records.receive(arrival("evt-apl-1", kind="decision.appealed"), NOW)
        unit.appeals.file(appeal("1", "dec-removed", "case-1"))


def code_of(caught: pytest.ExceptionInfo[Conflict] | pytest.ExceptionInfo[Forbidden]) -> str:
    return caught.value.code


# ── what the store does ──────────────────────────────────────────────────────────────────────────────────────────────
def test_an_appeal_waits_until_somebody_has_heard_it(appealed: Store) -> None:
    with appealed.read() as unit:
        (waiting,) = unit.appeals.pending()
        assert waiting.appeal == appeal("1", "dec-removed", "case-1")
        assert waiting.against.decision.measure == "remove"
        assert waiting.outcome is None
        assert unit.appeals.get("apl-1") == unit.appeals.of_decision("dec-removed") == waiting
        assert unit.appeals.involved("case-1", "post-1") == {"usr-ana"}
    hear(appealed, "usr-ben")
    with appealed.read() as unit:
        assert unit.appeals.pending() == []
        view = unit.appeals.get("apl-1")
        assert view is not None
        assert view.outcome == outcome("apl-1", "usr-ben", "dec-heard")
        assert unit.appeals.involved("case-1", "post-1") == {"usr-ana", "usr-ben"}
        assert unit.appeals.touched(["apl-1", "apl-0"]) == {"apl-1": {"usr-ana", "usr-ben"}, "apl-0": set()}
        assert unit.appeals.touched([]) == {}


def test_there_may_be_no_appeal(published: Store) -> None:
    with published.read() as unit:
        assert unit.appeals.get("apl-0") is None
        assert unit.appeals.of_decision("dec-0") is None
        assert unit.appeals.involved("case-0", "post-0") == set()


def test_pending_appeals_come_oldest_first_in_pages(published: Store) -> None:
    with published.write() as unit:
        for n in (2, 1, 3):
            unit.records.append([sealed(f"{n}", f"post-{n}", opens=case(f"{n}", f"post-{n}"))])
            unit.records.receive(arrival(f"evt-apl-{n}"), NOW)
            unit.appeals.file(appeal(f"{n}", f"dec-{n}", f"case-{n}", f"post-{n}", at=later(seconds=n)))
    with published.read() as unit:
        assert [view.appeal.id for view in unit.appeals.pending(limit=2)] == ["apl-1", "apl-2"]
        assert [view.appeal.id for view in unit.appeals.pending(limit=2, offset=2)] == ["apl-3"]


# ── filing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_decision_is_appealed_once(appealed: Store) -> None:
    with appealed.write() as unit:
        unit.records.receive(arrival("evt-apl-2"), NOW)
    with pytest.raises(Conflict) as caught, appealed.write() as unit:
        unit.appeals.file(appeal("2", "dec-removed", "case-1"))
    assert code_of(caught) == "appealed_before"


def test_only_a_restriction_can_be_appealed(appealed: Store) -> None:
    hear(appealed, "usr-ben")
    with appealed.write() as unit:
        unit.records.receive(arrival("evt-apl-2"), NOW)
    with pytest.raises(Conflict) as caught, appealed.write() as unit:
        unit.appeals.file(appeal("2", "dec-heard", "case-1"))
    assert code_of(caught) == "nothing_to_appeal"


@pytest.mark.parametrize(("case_id", "item"), [("case-2", "post-2"), ("case-1", "post-2"), ("case-2", "post-1")])
def test_an_appeal_cannot_point_at_another_case_or_item(appealed: Store, raw: Raw, case_id: str, item: str) -> None:
    """Else the first reviewer could hear it there, where they decided nothing."""
    with appealed.write() as unit:
        unit.records.append([sealed("other", "post-2", opens=case("2", "post-2"))])
        unit.records.receive(arrival("evt-apl-2"), NOW)
    file = "INSERT INTO appeals (id, decision, case_id, item, text, filed_at, event) VALUES ('a', ?, ?, ?, 't', 1, ?)"
    raw.refused("appeal_mismatch", file, "dec-held", case_id, item, "evt-apl-2")


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        ("2026-11-22T10:00:00.123456", "2027-05-22T23:59:59.999999"),
        ("2026-08-31T23:59:59.999999", "2027-02-28T23:59:59.999999"),
        ("2027-08-30T00:00:00.000000", "2028-02-29T23:59:59.999999"),
        ("2026-12-31T12:00:00.000001", "2027-06-30T23:59:59.999999"),
        ("2027-02-28T00:00:00.000000", "2027-08-28T23:59:59.999999"),
    ],
)
def test_an_appeal_can_be_filed_for_six_calendar_months(published: Store, decided: str, last: str) -> None:
    at, until = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (decided, last))
    with published.write() as unit:
        unit.records.append([sealed("1", opens=case("1"), at=at)])
        unit.records.receive(arrival("evt-apl-1"), NOW)
    with pytest.raises(Conflict) as caught, published.write() as unit:
        unit.appeals.file(appeal("1", "dec-1", "case-1", at=until + timedelta(microseconds=1)))
    assert code_of(caught) == "appeal_too_late"
    with published.write() as unit:
        unit.appeals.file(appeal("1", "dec-1", "case-1", at=until))


# ── hearing: the same person ─────────────────────────────────────────────────────────────────────────────────────────
def test_whoever_decided_in_the_case_cannot_hear_its_appeal(appealed: Store) -> None:
    with pytest.raises(Forbidden) as caught:
        hear(appealed, "usr-ana")
    assert code_of(caught) == "same_reviewer"
    with appealed.read() as unit:
        assert len(unit.appeals.pending()) == 1
        assert unit.records.decision("dec-heard") is None


def test_whoever_decided_on_the_item_in_another_case_cannot_hear_it_either(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([sealed("2", measure=Measure.WARN, opens=case("2"))])
        unit.records.append([sealed("3", measure=Measure.WARN, by="usr-cyn", case="case-2")])
        unit.cases.close("case-2", 1, NOW)
    remove_and_appeal(published)
    with pytest.raises(Forbidden, match="may not hear"):
        hear(published, "usr-cyn")


def test_a_decision_outside_of_any_case_counts_too(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([sealed("2", measure=Measure.WARN, by="usr-cyn")])
    remove_and_appeal(published)
    with pytest.raises(Forbidden, match="may not hear"):
        hear(published, "usr-cyn")


def test_a_first_decision_for_the_appeal_itself_is_no_way_in(appealed: Store, raw: Raw) -> None:
    """Only the one decision that the outcome rests on may be by the same person."""
    decide(appealed, "early", "usr-ben")
    with pytest.raises(Forbidden, match="may not hear"):
        hear(appealed, "usr-ben")
    raw.run(OUTCOME, "apl-1", "overturn", "r", "usr-ben", "dec-early")


def test_the_outcome_cannot_rest_on_somebody_elses_decision(appealed: Store, raw: Raw) -> None:
    decide(appealed, "by-ben", "usr-ben")
    raw.refused("appeal_mismatch", OUTCOME, "apl-1", "overturn", "r", "usr-cyn", "dec-by-ben")
    raw.refused("same_reviewer", OUTCOME, "apl-1", "overturn", "r", "usr-ana", "dec-by-ben")


def test_the_first_reviewer_cannot_name_their_own_first_decision(appealed: Store, raw: Raw) -> None:
    raw.refused("appeal_mismatch|same_reviewer", OUTCOME, "apl-1", "uphold", "r", "usr-ana", "dec-removed")


def test_the_outcome_cannot_rest_on_a_decision_for_another_appeal(appealed: Store, raw: Raw) -> None:
    with appealed.write() as unit:
        unit.records.append([sealed("2", "post-2", opens=case("2", "post-2"))])
        unit.records.receive(arrival("evt-apl-2"), NOW)
        unit.appeals.file(appeal("2", "dec-2", "case-2", "post-2"))
        other = sealed("3", "post-2", measure=Measure.RESTORE, by="usr-ben", case="case-2", appeal="apl-2")
        unit.records.append([other])
    raw.refused("appeal_mismatch", OUTCOME, "apl-1", "overturn", "r", "usr-ben", "dec-3")


def test_a_decision_for_an_appeal_belongs_to_the_appeals_case_and_item(appealed: Store) -> None:
    for item, case_id in (("post-1", None), ("post-9", None)):
        with pytest.raises(Conflict, match="about another case"), appealed.write() as unit:
            unit.records.append(
                [sealed("x", item, measure=Measure.RESTORE, by="usr-ben", case=case_id, appeal="apl-1")]
            )


def test_an_outcome_without_a_decision_an_appeal_or_a_person_is_refused(appealed: Store, raw: Raw) -> None:
    decide(appealed, "by-ben", "usr-ben")
    raw.refused("appeal_mismatch", OUTCOME, "apl-1", "uphold", "r", "usr-cyn", "dec-none")
    raw.refused("appeal_mismatch|null value", OUTCOME, "apl-none", "uphold", "r", "usr-ben", "dec-by-ben")
    raw.refused("not_a_reviewer", OUTCOME, "apl-1", "uphold", "r", "usr-none", "dec-by-ben")
    raw.refused("not_a_reviewer|NOT NULL|not-null", OUTCOME, "apl-1", "uphold", "r", None, "dec-by-ben")
    raw.refused("reasons", OUTCOME, "apl-1", "uphold", "  ", "usr-ben", "dec-by-ben")
    raw.refused("outcome", OUTCOME, "apl-1", "ignored", "r", "usr-ben", "dec-by-ben")


def test_a_disabled_user_cannot_hear_an_appeal(appealed: Store, raw: Raw) -> None:
    decide(appealed, "by-ben", "usr-ben")
    raw.run("UPDATE users SET disabled_at = 1 WHERE id = 'usr-ben'")
    raw.refused("not_a_reviewer", OUTCOME, "apl-1", "overturn", "r", "usr-ben", "dec-by-ben")


def test_a_machine_cannot_decide_an_appeal_but_may_give_back(appealed: Store) -> None:
    """Nobody eligible heard it in time: what was taken is restored (charter, article 3)."""
    with pytest.raises(Conflict, match="no_appeal_by_machine"):
        decide(appealed, "machine", None, measure=Measure.REMOVE)
    decide(appealed, "given-back", None, measure=Measure.RESTORE)


def test_an_appeal_is_heard_once(appealed: Store, raw: Raw) -> None:
    decide(appealed, "by-cyn", "usr-cyn")
    hear(appealed, "usr-ben")
    raw.refused("appeal_decided|UNIQUE", OUTCOME, "apl-1", "uphold", "r", "usr-cyn", "dec-by-cyn")
    with pytest.raises(Conflict) as caught:
        hear(appealed, "usr-cyn", "again")
    assert code_of(caught) == "appeal_decided"


def test_a_second_outcome_is_a_conflict(appealed: Store) -> None:
    decide(appealed, "by-cyn", "usr-cyn")
    hear(appealed, "usr-ben")
    with pytest.raises(Conflict) as caught, appealed.write() as unit:
        unit.appeals.decide(outcome("apl-1", "usr-cyn", "dec-by-cyn", how=Outcome.UPHOLD))
    assert code_of(caught) == "appeal_decided"


# ── hearing first, deciding afterwards ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("case_id", ["case-1", None])
def test_whoever_heard_the_appeal_decides_nothing_more_in_its_case(appealed: Store, case_id: str | None) -> None:
    hear(appealed, "usr-ben")
    with pytest.raises(Forbidden, match="heard the appeal"), appealed.write() as unit:
        unit.records.append([sealed("after", measure=Measure.REMOVE, by="usr-ben", case=case_id)])
    with appealed.write() as unit:
        unit.records.append([sealed("new", opens=case("2"))])
        unit.records.append([sealed("new-judged", measure=Measure.REMOVE, by="usr-ben", case="case-2")])


# ── rewriting what happened ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "rewrite",
    [
        "UPDATE decisions SET by_user = 'usr-cyn' WHERE id = 'dec-removed'",
        "UPDATE decisions SET case_id = NULL WHERE id = 'dec-removed'",
        "UPDATE decisions SET item = 'post-2', case_id = NULL WHERE id = 'dec-removed'",
        "DELETE FROM decisions WHERE id = 'dec-removed'",
        "UPDATE appeals SET case_id = 'case-2', item = 'post-2' WHERE id = 'apl-1'",
        "UPDATE appeals SET decision = 'dec-held' WHERE id = 'apl-1'",
        "DELETE FROM appeals",
        "UPDATE cases SET item = 'post-2' WHERE id = 'case-1'",
        "UPDATE cases SET id = 'case-2' WHERE id = 'case-1'",
        "DELETE FROM cases WHERE id = 'case-1'",
        "UPDATE users SET id = 'usr-new' WHERE id = 'usr-ana'",
        "DELETE FROM users WHERE id = 'usr-ana'",
        "UPDATE appeal_outcomes SET decided_by = 'usr-ana'",
        "DELETE FROM appeal_outcomes",
    ],
)
def test_history_cannot_be_rewritten_to_make_the_first_reviewer_eligible(
    appealed: Store, raw: Raw, rewrite: str
) -> None:
    hear(appealed, "usr-ben")
    raw.refused("append_only", rewrite)


def test_a_user_added_later_is_somebody_else(appealed: Store) -> None:
    with appealed.write() as unit:
        unit.people.add_user(user("dan"))
    hear(appealed, "usr-dan")
