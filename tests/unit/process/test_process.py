"""Reasons, words and appeals."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import msgspec
import pytest

from ombud.model import (
    Actor,
    Author,
    BadInput,
    ClauseText,
    Conflict,
    Decision,
    Event,
    Item,
    Law,
    Match,
    Measure,
    Outcome,
    Statement,
)  # fmt: skip
from ombud.process import (
    MAX_APPEAL,
    MAX_QUOTE,
    MAX_REASONS,
    appealable_until,
    check_appealable,
    check_reasons,
    check_words,
    compose,
    measure_after,
)  # fmt: skip

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLAUSES = {"safety/threats": ClauseText(id="safety/threats", section="Safety", title="No threats", text="Do not.")}
EVENT = Event(
    id="e", type="item.created", at=NOON, item=Item(id="i", kind="post", text="I will kill you, yes kill you"),
    author=Author(id="u-1"),
)  # fmt: skip
HELD = Decision(
    id="dec_1", event="e", item="i", measure=Measure.HOLD, policy="sha256:0", actor=Actor(kind="automation"), at=NOON,
    matches=(
        Match(clause="safety/threats", rule="a", then=Measure.HOLD, spans=((2, 15),)),
        Match(clause="safety/threats", rule="b", then=Measure.HOLD, spans=((2, 15), (21, 29))),
    ),
    statement="stm_1",
)  # fmt: skip


def changed(decision: Decision, **more: object) -> Decision:
    return msgspec.structs.replace(decision, **more)


def stated(decision: Decision) -> Statement:
    return compose(decision, EVENT, CLAUSES, person="u-1", detection="rules", language="en")


def test_a_statement_cites_each_clause_once_with_the_person_s_own_words() -> None:
    statement = stated(HELD)
    (cited,) = statement.cited
    assert (cited.title, cited.text) == ("No threats", "Do not.")
    assert cited.quotes == ("will kill you", "kill you")
    assert (statement.person, statement.automated, statement.measure) == ("u-1", "fully", Measure.HOLD)


def test_a_statement_says_on_which_law_its_clause_relies() -> None:
    law = Law("A statute", "It forbids it.")
    clauses = {"safety/threats": msgspec.structs.replace(CLAUSES["safety/threats"], law=law)}
    statement = compose(HELD, EVENT, clauses, person="u-1", detection="rules", language="en")
    assert statement.cited[0].law == law
    assert stated(HELD).cited[0].law is None


def test_words_that_several_rules_of_a_clause_point_at_are_quoted_once() -> None:
    spans = (((2, 11), (25, 29)), ((7, 15), (0, 0)), ((25, 29), (21, 24)))
    matches = tuple(
        Match(clause="safety/threats", rule=f"rule-{number}", then=Measure.HOLD, spans=found)
        for number, found in enumerate(spans)
    )
    (cited,) = stated(changed(HELD, matches=matches)).cited
    assert cited.quotes == ("will kill you", "kil", " you")


def test_long_quotes_are_cut_and_an_unknown_author_is_nobody() -> None:
    long = msgspec.structs.replace(EVENT, item=Item(id="i", kind="post", text="a" * 1000), author=None)
    held = changed(HELD, matches=(Match(clause="safety/threats", rule="a", then=Measure.HOLD, spans=((0, 900),)),))
    statement = compose(held, long, CLAUSES, person=None, detection="rules", language="en")
    assert len(statement.cited[0].quotes[0]) == MAX_QUOTE
    assert statement.person is None


def test_it_says_truly_whether_a_machine_decided() -> None:
    human = changed(HELD, actor=Actor(kind="human"), reason="It is one.")
    assert stated(human).automated == "partially"
    assert compose(human, EVENT, CLAUSES, person="u-1", detection="appeal", language="en").automated == "not"


def test_a_decision_that_restricts_nothing_has_no_statement() -> None:
    with pytest.raises(ValueError, match="restricting"):
        compose(
            changed(HELD, measure=Measure.ALLOW, statement=None),
            EVENT,
            CLAUSES,
            person="u-1",
            detection="rules",
            language="en",
        )


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (datetime(2026, 1, 15, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 8, 31, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2027, 8, 29, 1, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 8, 31, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, tzinfo=UTC), date(2028, 8, 29)),
        (datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC), date(2028, 6, 30)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2027, 6, 1)),
    ],
)
def test_six_months_end_with_the_same_day_or_the_last_one(decided: datetime, until: date) -> None:
    assert appealable_until(decided) == datetime.combine(until, time.max, UTC)


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        (datetime(2027, 9, 30, 12, tzinfo=UTC), "Pacific/Honolulu"),
        (datetime(2026, 9, 28, 23, 30, tzinfo=UTC), "Europe/Berlin"),  # six months on, the clocks go forward
        (datetime(2027, 4, 30, 22, 30, tzinfo=UTC), "Europe/Berlin"),  # six months on, they go back
        (datetime(2026, 9, 14, 4, tzinfo=UTC), "America/New_York"),
        (datetime(2027, 8, 31, tzinfo=UTC), "Etc/GMT+12"),
        (datetime(2028, 2, 29, tzinfo=UTC), "Pacific/Kiritimati"),
    ],
)
def test_whoever_comes_on_the_day_they_were_told_is_in_time_wherever_they_are(told: datetime, zone: str) -> None:
    day = appealable_until(told).date()
    for hour in (0, 3, 12, 23):  # their own, whatever summer time makes of it
        check_appealable(HELD, datetime(day.year, day.month, day.day, hour, 59, tzinfo=ZoneInfo(zone)), since=told)


def test_an_appeal_in_time_with_words_is_taken_and_trimmed() -> None:
    check_appealable(HELD, appealable_until(NOON), since=NOON)
    assert check_words("  It was a quote.\n") == "It was a quote."


@pytest.mark.parametrize(
    ("decision", "now", "code"),
    [
        (changed(HELD, measure=Measure.RESTORE), NOON, "nothing_to_appeal"),
        (HELD, datetime(2027, 5, 23, 12, tzinfo=UTC), "appeal_too_late"),
    ],
)
def test_what_cannot_be_appealed_is_refused_with_the_reason(decision: Decision, now: datetime, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        check_appealable(decision, now, since=NOON)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [(" \n", "appeal_empty"), ("\u200b \u3164\u2060", "appeal_empty"), ("x" * (MAX_APPEAL + 1), "appeal_too_long")],
)
def test_an_appeal_needs_words_but_not_a_book(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_words(text)
    assert refused.value.code == code


def test_reasons_are_needed_and_bounded() -> None:
    assert check_reasons(" Because. ", "reason") == "Because."
    for text, code in (("  ", "reasons_missing"), ("x" * (MAX_REASONS + 1), "reasons_too_long")):
        with pytest.raises(BadInput) as refused:
            check_reasons(text, "reason")
        assert refused.value.code == code


def test_outcomes_keep_lighten_or_put_back() -> None:
    assert measure_after(Outcome.UPHOLD, Measure.WARN, None) is Measure.WARN
    assert measure_after(Outcome.UPHOLD, Measure.HOLD, None) is Measure.REMOVE
    assert measure_after(Outcome.OVERTURN, Measure.REMOVE, None) is Measure.RESTORE
    assert measure_after(Outcome.PARTLY, Measure.REMOVE, Measure.WARN) is Measure.WARN


@pytest.mark.parametrize("lighter", [None, Measure.ALLOW, Measure.REMOVE, Measure.SUSPEND])
def test_partly_must_be_lighter(lighter: Measure | None) -> None:
    with pytest.raises(BadInput) as refused:
        measure_after(Outcome.PARTLY, Measure.REMOVE, lighter)
    assert refused.value.code == "measure_not_lighter"
