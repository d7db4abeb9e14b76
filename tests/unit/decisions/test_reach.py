"""How long a measure holds and where; and what the clock gives back."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ombud.decisions import ending, in_words, longest, seal_expiry, settle, territory_of, weigh
from ombud.model import Actor, Arrival, BadInput, Decision, Event, Item, Match, Measure, Text

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def match(then: Measure, lasts: int | None = None, *where: str, automation: str = "propose") -> Match:
    return Match("c/x", "r", then, automation=automation, min_precision=0.5, lasts=lasts, where=where)


def restored(measure: Measure = Measure.RESTORE) -> Decision:
    return Decision(
        id="dec-2", event="evt-2", item="post-1", measure=measure, policy="sha256:1",
        actor=Actor(kind="automation"), at=NOON,
    )  # fmt: skip


def test_the_longest_of_several_ends_counts_and_none_outlasts_them_all() -> None:
    assert longest(Measure.HOLD, [match(Measure.HOLD, 60), match(Measure.HOLD, 120), match(Measure.LABEL)]) == 120
    assert longest(Measure.HOLD, [match(Measure.HOLD, 60), match(Measure.HOLD)]) is None
    assert longest(Measure.HOLD, []) is None


def test_an_end_is_that_of_the_measure_that_is_taken() -> None:
    held = weigh([match(Measure.REMOVE, 60)], {})
    assert (held.measure, held.lasts) == (Measure.HOLD, None)
    removed = weigh([match(Measure.REMOVE, 60, automation="decide")], {"r": 0.9})
    assert (removed.measure, removed.lasts) == (Measure.REMOVE, 60)


def test_countries_of_several_rules_are_added_up() -> None:
    some = [match(Measure.GEO_RESTRICT, None, "FR", "DE"), match(Measure.GEO_RESTRICT, None, "AT", "DE")]
    assert territory_of(Measure.GEO_RESTRICT, some) == ("AT", "DE", "FR")
    assert territory_of(Measure.HOLD, some) == ()


@pytest.mark.parametrize(
    ("measure", "chosen", "seconds"),
    [(Measure.HOLD, None, 60), (Measure.HOLD, 30, 30), (Measure.REMOVE, 900, 900), (Measure.REMOVE, None, None)],
)
def test_a_person_chooses_or_leaves_it_to_the_rule(measure: Measure, chosen: int | None, seconds: int | None) -> None:
    until = None if seconds is None else NOON + timedelta(seconds=seconds)
    assert ending(measure, [match(Measure.HOLD, 60)], chosen, NOON) == until


@pytest.mark.parametrize(
    ("measure", "chosen", "code"),
    [
        (Measure.HOLD, 61, "longer_than_rule"),
        (Measure.HOLD, 0, "end_in_the_past"),
        (Measure.ALLOW, 1, "nothing_to_end"),
    ],
)
def test_and_chooses_nothing_that_makes_no_sense(measure: Measure, chosen: int, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        ending(measure, [match(Measure.HOLD, 60)], chosen, NOON)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (90, "90 seconds"), (3_600, "1 hour"), (86_400, "1 day"), (604_800, "7 days"),
     (1_209_600, "2 weeks"), (0, "0 days")],
)  # fmt: skip
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


def test_what_the_clock_gives_back_names_what_it_undoes_and_why() -> None:
    over = msgspec.structs.replace(restored(Measure.LIMIT), id="dec-1", until=NOON + timedelta(days=7), case="case-1")
    event = Event("evt-9", "measure.expired", NOON + timedelta(days=7), Item("post-1", "post", "hello"))
    decision = seal_expiry(Arrival(event, Text("hello", "hello")), over, decision_id="dec-9")
    assert (decision.measure, decision.replaces, decision.case) == (Measure.RESTORE, "dec-1", "case-1")
    assert (decision.reason, decision.at, decision.statement) == ("It was for 7 days.", event.at, None)
    endless = seal_expiry(Arrival(event, Text("hello", "hello")), restored(Measure.LIMIT), decision_id="dec-9")
    assert endless.reason == "It was for 0 days."


def test_words_that_have_served_their_time_are_left_alone_by_machines() -> None:
    weighed = weigh([match(Measure.HOLD)], {})
    settled = settle(weighed, restored(), same_text=True, served=Measure.REMOVE)
    assert (settled.measure, settled.queue, settled.stands) == (Measure.ALLOW, None, True)
    graver = settle(weighed, restored(), same_text=True, served=Measure.LABEL)
    assert (graver.measure, graver.proposed, graver.queue, graver.stands) == (
        Measure.ALLOW,
        Measure.HOLD,
        "general",
        False,
    )
    assert settle(weighed, restored(), same_text=False).measure is Measure.HOLD
    assert settle(weighed, restored(), same_text=True).measure is Measure.HOLD


def test_a_repetition_prolongs_nothing() -> None:
    before = msgspec.structs.replace(restored(Measure.HOLD), until=NOON)
    weighed = weigh([match(Measure.HOLD, 60)], {})
    settled = settle(weighed, before, same_text=True)
    assert (settled.stands, settled.lasts) == (True, None)
    assert settle(weighed, before, same_text=False).lasts == 60
    assert settle(weighed, restored(Measure.HOLD), same_text=True).lasts == 60


def test_other_words_in_the_place_of_what_was_taken_down_wait_without_an_end() -> None:
    before = restored(Measure.REMOVE)
    settled = settle(weigh([match(Measure.HOLD, 60)], {}), before, same_text=False)
    assert (settled.measure, settled.lasts) == (Measure.HOLD, None)
