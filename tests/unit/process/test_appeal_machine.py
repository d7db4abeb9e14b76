"""The clock of an appeal, who suits it, and what somebody from outside has to say first."""

from datetime import timedelta

import msgspec
import pytest

from ombud.model import BadInput, Conflict, Decision, Lane, Match, Measure, Skills, Waiting
from ombud.model.decision import Actor
from ombud.process import (
    APPEAL,
    HEARD,
    INVITED_FOR,
    OPEN,
    OUTSIDE,
    PLEDGES,
    AppealTimes,
    check_claim,
    check_language,
    check_links,
    check_pledge,
    check_skills,
    end_of_lease,
    next_due,
    sooner,
    suited,
    too_grave,
    what_is_due,
)
from tests.support.records import NOW, later

APPEALED = Waiting("a", "i", "c", "ar", ("calm/shouting",), Lane.NORMAL, NOW, later(days=7), later(days=14))


def waiting(**changes: object) -> Waiting:
    return msgspec.structs.replace(APPEALED, **changes)


@pytest.mark.parametrize(
    ("day", "changes", "due"),
    [
        (6.9, {}, ""),
        (7, {}, "remind"),
        (8, {"reminded_at": later(days=7)}, ""),
        (11, {"reminded_at": later(days=7)}, "remind"),
        (13, {"reminded_at": later(days=11)}, "remind"),
        (14, {"reminded_at": later(days=13)}, "lapse"),
        (14, {"reminded_at": later(days=11)}, "remind"),
        (14, {}, "remind"),
        (14.5, {"reminded_at": later(days=14)}, ""),
        (15, {"reminded_at": later(days=14)}, "lapse"),
        (20, {"reminded_at": later(days=99)}, "remind"),
        (3, {"holder": "u", "held_until": later(days=2)}, "give_back"),
        (1, {"holder": "u", "held_until": later(days=2)}, ""),
        (14.5, {"reminded_at": later(days=14), "holder": "u", "held_until": later(days=2)}, "give_back"),
    ],
)
def test_the_clock_reminds_takes_back_and_ends(day: float, changes: dict[str, object], due: str) -> None:
    assert what_is_due(waiting(**changes), later(days=day), overdue=False) == due


def test_what_is_overdue_is_reminded_of_every_week_and_never_lapses() -> None:
    late = waiting(reminded_at=later(days=14))
    assert what_is_due(late, later(days=20), overdue=True) == ""
    assert what_is_due(late, later(days=21), overdue=True) == "remind"
    assert next_due(late, later(days=15), overdue=True) == later(days=21)
    assert next_due(late, later(days=30), overdue=True) == later(days=37)
    assert what_is_due(waiting(), later(days=21), overdue=True) == "remind"


@pytest.mark.parametrize(
    ("day", "changes", "next_day"),
    [
        (0, {}, 7),
        (1, {"holder": "u", "held_until": later(days=2)}, 2),
        (7, {"reminded_at": later(days=7)}, 11),
        (13, {"reminded_at": later(days=13)}, 14),
        (20, {"reminded_at": later(days=20)}, 21),
        (20, {"reminded_at": later(days=20), "holder": "u", "held_until": later(days=20.5)}, 20.5),
    ],
)
def test_the_clock_looks_again_when_something_is_due(day: float, changes: dict[str, object], next_day: float) -> None:
    assert next_due(waiting(**changes), later(days=day), overdue=False) == later(days=next_day)


def test_a_target_on_the_deadline_is_one_reminder() -> None:
    short = waiting(target=later(days=1), deadline=later(days=1))
    assert next_due(short, NOW, overdue=False) == later(days=1)
    assert what_is_due(short, later(days=1), overdue=False) == "remind"


def test_what_cannot_wait_is_answered_and_given_back_sooner() -> None:
    assert sooner(APPEALED) == later(days=2)
    assert sooner(waiting(target=later(days=1))) == later(days=1)
    assert end_of_lease(NOW, APPEALED) == later(days=2)
    assert end_of_lease(NOW, waiting(lane=Lane.EXPEDITED)) == later(days=1)
    held = waiting(holder="u", held_until=later(days=1))
    assert (held.held_by(NOW), held.held_by(later(days=1)), APPEALED.held_by(NOW)) == ("u", None, None)


def test_who_suits_reads_the_language_then_knows_the_clause_then_has_time() -> None:
    skills = {
        "de": Skills("de", ("de",)),
        "ar": Skills("ar", ("ar", "de")),
        "ar-knows": Skills("ar-knows", ("ar",), ("calm",)),
        "any-knows": Skills("any-knows", (), ("calm/shouting",)),
    }
    people = ["de", "ar", "ar-knows", "any-knows", "new", "busy", "touched"]
    assert suited(APPEALED, people, skills, {"busy": 3}, {"touched"}) == ["ar-knows", "ar", "any-knows", "new", "busy"]
    assert "de" in suited(waiting(language=""), people, skills, {}, ())
    assert suited(APPEALED, [], {}, {}, ()) == []


def test_who_reads_the_post_too_comes_before_who_reads_only_what_the_person_writes() -> None:
    skills = {"ar": Skills("ar", ("ar",)), "both": Skills("both", ("ar", "en")), "en": Skills("en", ("en",))}
    appealed = waiting(language="ar", post_language="en")
    assert suited(appealed, ["ar", "both", "en", "new"], skills, {"both": 5}, ()) == ["both", "ar", "new"]


@pytest.mark.parametrize(
    ("tag", "code"), [("ar", "ar"), ("pt-BR", "pt"), ("DE", "de"), ("", ""), ("-", ""), (None, "")]
)
def test_a_language_is_told_by_its_first_part(tag: str | None, code: str) -> None:
    assert check_language(tag) == code


@pytest.mark.parametrize("tag", ["deutsch", "d", "x1", "<b>"])
def test_what_is_no_language_is_refused(tag: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_language(tag)
    assert (refused.value.code, refused.value.field) == ("bad_language", "language")


def test_skills_are_read_as_they_are_typed() -> None:
    assert check_skills("u", "DE, ar  de", "harm/threats") == Skills("u", ("de", "ar", "de"), ("harm/threats",))
    for languages in ("deutsch", "d", "x1"):
        with pytest.raises(BadInput):
            check_skills("u", languages, "")
    with pytest.raises(BadInput):
        check_skills("u", "", "\u202e")


def test_links_are_addresses_and_each_counts_once() -> None:
    assert check_links([" https://a.example/x ", "", "https://a.example/x"]) == ("https://a.example/x",)
    for link in ("ftp://a", "https://", "javascript:alert(1)", "https://[", "https://a b", "https://a/" + "x" * 2000):
        with pytest.raises(BadInput):
            check_links([link])
    with pytest.raises(BadInput):
        check_links([f"https://a/{n}" for n in range(6)])


def test_a_claim_has_a_ground_and_a_reason() -> None:
    assert check_claim("", "ignored") == (None, "")
    assert check_claim("elections", " on Sunday ") == ("elections", "on Sunday")
    for urgency, claim in (("x", "y"), ("safety", "\u200b"), ("safety", "x" * 2001)):
        with pytest.raises(BadInput):
            check_claim(urgency, claim)


@pytest.mark.parametrize(
    ("severity", "case", "grave"), [("critical", "", True), ("high", "critical", True), ("high", "high", False)]
)
def test_only_what_the_policy_calls_critical_is_too_grave(severity: str, case: str, grave: bool) -> None:
    match = Match("a/b", "r", Measure.HOLD, severity=severity)
    decision = Decision("d", "e", "i", Measure.HOLD, "p", Actor("automation"), NOW, matches=(match,))
    assert too_grave(decision, case) is grave


def test_a_statement_on_conflicts_of_interest_is_whole() -> None:
    check_pledge(dict.fromkeys(PLEDGES, True))
    for missing in PLEDGES:
        with pytest.raises(BadInput):
            check_pledge({**dict.fromkeys(PLEDGES, True), missing: False})


def test_times_are_bounded() -> None:
    assert AppealTimes().deadline == timedelta(days=14)
    for target, deadline in ((0, 1), (2, 1), (1, 31)):
        with pytest.raises(BadInput):
            AppealTimes(timedelta(days=target), timedelta(days=deadline))
    assert timedelta(0) < INVITED_FOR < AppealTimes().deadline


def test_the_open_states_are_those_that_something_can_follow() -> None:
    assert {state for state in APPEAL.states if not APPEAL.is_over(state)} == OPEN
    assert set(APPEAL.states) > HEARD
    with pytest.raises(Conflict):
        OUTSIDE.after("revoked", "hear")
