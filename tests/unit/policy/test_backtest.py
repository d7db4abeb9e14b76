"""Conditions as columns: where they are exact, where the live engine is asked, and what is counted."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from ombud.decisions import wilson
from ombud.intake import NORMAL_FORM, normalise
from ombud.model import Actor, Arrival, Author, BadInput, Decision, Event, Item, Measure, Signal, SystemFault
from ombud.policy import Policy
from ombud.policy.backtest import Comparison, Conditions, Evaluator, Installation, Past, frame_of
from ombud.policy.backtest.past import attribute_column, observed_of, signals_of
from ombud.policy.backtest.program import translate
from ombud.policy.backtest.recorded import SeenDetectors, SeenHistory
from ombud.ports import UNKNOWN
from ombud.signals import Windows, fingerprint
from tests.support.policies import Detectors, arrive, build, document, matcher

HEAD = """attributes:
  author.karma: int
  author.labels: list<string>
  author.badge: string?
  item.score: double?
  item.ranks: list<int>?
  context.since: timestamp?
lists:
  words: words.txt
"""
EVENT: dict[str, Any] = {
    "item": {"text": "Hello casino", "score": 1.5, "ranks": [1, 2], "links": [{"url": "https://a.example/"}]},
    "author": {"id": "anna", "name": "Casino King", "karma": 3, "labels": ["x"], "created_at": "2026-11-20T00:00:00Z"},
    "context": {"since": "2026-11-21T00:00:00Z", "free": 3},
}
POOR: dict[str, Any] = {"id": "evt-2", "item": {"id": "p2"}, "author": {"id": "ben", "karma": 0, "labels": []}}


def policy(*conditions: str) -> Policy:
    rules = "".join(f"\n```rule\nid: r{n}\nthen: hold\nwhen: {when}\n```\n" for n, when in enumerate(conditions))
    head = document(head=HEAD).partition("```rule")[0]
    return build(head + rules, **{"words.txt": "casino\nking\n"})


def installation(detectors: Any = None, history: Any = Windows, normal_form: str = NORMAL_FORM) -> Installation:
    return Installation(
        detectors=detectors or Detectors(threat=0.5), matcher=matcher(), normalise=normalise, normal_form=normal_form,
        history=history, fingerprint=fingerprint,
    )  # fmt: skip


def frame(policy: Policy, *events: dict[str, Any]) -> pl.DataFrame:
    return frame_of([Past(n, arrive(event, policy.schema)) for n, event in enumerate(events)], NORMAL_FORM)


def compared(condition: str, *events: dict[str, Any], of: Installation | None = None) -> list[bool]:
    """Where the condition holds, by columns, after it was seen that the engine says the same."""
    found = policy(condition)
    of = of or installation()
    fired = Evaluator(Conditions([found], Detectors().catalogue), of).fired(frame(found, *events))
    windows, live = Windows(found.asks), []
    for event in events:
        arrival = arrive(event, found.schema)
        windows.note(arrival)
        live.append(bool(found.evaluate(arrival, of.detectors, windows).matches))
    assert fired["0"].to_list() == live
    return live


def is_exact(condition: str, event: dict[str, Any] = EVENT) -> bool:
    found = policy(condition)
    conditions = Conditions([found], Detectors().catalogue)
    return not translate(dict(enumerate(conditions.all)), frame(found, event).schema).live


EXACT = {
    "has(item.score) && item.score > 1.0": [True, False],
    "author.karma + 9223372036854775807 > 0": [False, True],
    "author.karma / 0 == 1 || author.karma == 3": [True, False],
    "-7 / author.karma == -2": [True, False],
    "-7 % author.karma == -1": [True, False],
    "-(author.karma) == -3": [True, False],
    "has(item.score) && -(item.score) == -1.5": [True, False],
    "author.karma > 2.5": [True, False],
    "has(item.score) && item.score * 1e308 * 10.0 - item.score * 1e308 * 10.0 != 0.0": [True, False],
    'has(author.created_at) && author.age < duration("72h")': [True, False],
    'has(author.created_at) && duration("72h") >= author.age': [True, False],
    'has(context.since) && event.at - context.since == duration("34h")': [True, False],
    'has(context.since) && context.since + duration("1ns") > context.since': [True, False],
    'has(context.since) && context.since - duration("2562047h") < event.at': [True, False],
    'has(context.since) && (author.karma > 2 ? event.at - context.since : duration("1s")) > duration("1m")': [
        True,
        False,
    ],
    'has(author.created_at) && (author.karma > 2 ? author.age : duration("1s")) > duration("1m")': [True, False],
    '"x" in author.labels': [True, False],
    "has(item.ranks) && author.karma - 1 in item.ranks": [True, False],
    'item.kind in ["post", "comment"]': [True, True],
    "size(item.links) == 1 && size(author.labels) == 1": [True, False],
    'item.text.contains("casino") && item.text.startsWith("H") && item.text.endsWith("o")': [True, False],
    'item.text + "!" == "Hello casino!"': [True, False],
    'has(author.name) && mentions(author.name, "king")': [True, False],
    'has(author.name) && exact(in_list(author.name, "words"))': [False, False],
    'mentions(item.text, "casino")': [True, False],
    "has(author) && !has(author.badge)": [True, True],
    "signal.threat > 0.4": [True, True],
    "has(signal.flagged)": [False, False],
    'count(author, "item.created", duration("1h")) == 1': [True, True],
    'distinct(author, "item.created", item.id, duration("1h")) == 1': [True, True],
    'seen_before(item, duration("1h"))': [False, False],
    "type(author.karma) == int || true": [True, True],
    "size(item.text) == 12 && has(item.text)": [True, False],
    "has(author.created_at) && has(context.since) && author.created_at < context.since": [True, False],
}


@pytest.mark.parametrize("condition", EXACT)
def test_it_holds_where_the_engine_says_so(condition: str) -> None:
    assert compared(condition, EVENT, POOR) == EXACT[condition]


LIVE = [
    'item.links.exists(l, l.url.contains("a.example"))',
    '!item.links.all(l, l.url == "x")',
    "has(context.free) && context.free == 3",
    "int(event.at) > 0",
    '"x" in dyn(author.labels)',
    'author.labels == ["x"]',
    'author.karma in [1, size("abc")]',
    "has(item.score) && item.score in [1.5]",
    "-dyn(author.karma) == -3",
    'item.text + "" in ["Hello casino"] && in_list(item.kind + "x", "words") || author.karma == 3',
    '(has(author.name) ? author.name : "") + dyn("") == "Casino King"',
    "(author.karma > 2 ? dyn(1) : dyn(2)) == 1",
    'b"a" + b"b" == b"ab"',
    "5u > 3u",
    "has(item.score) && item.score / 2.0 == 0.75",
    'duration("1h") == duration("60m") && timestamp(event.at) == event.at',
    '{"a": 1}.a == author.karma - 2',
    "author.karma > 2 ? item.links.exists(l, true) : item.links.exists(l, false)",
]


@pytest.mark.parametrize("condition", LIVE)
def test_what_columns_cannot_tell_the_engine_is_asked(condition: str) -> None:
    assert not is_exact(condition)
    compared(condition, EVENT, POOR)


def test_the_engine_is_asked_only_where_the_rest_leaves_it_open() -> None:
    detectors = Detectors(threat=0.9)
    detectors.asked.clear()
    found = policy('signal.threat > 0.5 && author.karma == 3 && (dyn(1) == 1 || mentions(item.text, "casino"))')
    Evaluator(Conditions([found], detectors.catalogue), installation(detectors)).fired(frame(found, EVENT, POOR))
    assert detectors.asked == ["threat"]


def test_attributes_of_mixed_types_are_left_to_the_engine() -> None:
    def arrival(value: Any) -> Arrival:
        event = Event(
            "e", "item.created", datetime(2026, 11, 22, tzinfo=UTC), Item("p", "post"), Author("a"), {"x": value}
        )
        return Arrival(event, normalise(""))

    events = [arrival(value).event for value in ([], ["a"], None)]
    column = attribute_column("context.x", events)
    assert column is not None
    assert column.to_list() == [[], ["a"], None]
    assert attribute_column("context.x", [arrival(1).event, arrival("1").event]) is None
    assert attribute_column("context.x", [arrival([]).event, arrival(1).event]) is None
    assert attribute_column("context.x", [arrival([1, "a"]).event]) is None
    assert attribute_column("context.x", [arrival([{}]).event]) is None
    assert "context.x" not in frame_of([Past(0, arrival([]))], NORMAL_FORM).columns


def test_an_attribute_of_another_type_than_declared_today_is_left_to_the_engine() -> None:
    was = build(document(head="attributes:\n  author.karma: string\n  author.labels: string\n"))
    event = {"author": {"id": "a", "karma": "3", "labels": "x"}}
    old = frame_of([Past(0, arrive(event, was.schema))], NORMAL_FORM)
    for condition in ("author.karma == 3", '"y" in author.labels', "size(author.labels) == 7"):
        conditions = Conditions([policy(condition)], Detectors().catalogue)
        assert translate(dict(enumerate(conditions.all)), old.schema).live
        assert Evaluator(conditions, installation()).fired(old)["0"].to_list() == [False]


def test_an_attribute_that_nobody_sent_is_missing_everywhere() -> None:
    assert compared("has(item.score) && item.score > 1.0", POOR) == [False]
    assert compared("has(item.ranks) && 1 in item.ranks", POOR) == [False]


def test_texts_in_an_older_normal_form_are_read_anew() -> None:
    assert compared('mentions(item.text, "casino")', EVENT, of=installation(normal_form="tomorrow")) == [True]


def test_what_is_stretched_in_the_text_is_found_by_the_way_back_to_it() -> None:
    assert compared('mentions(item.text, "good")', {"item": {"text": "goooood"}, **{k: POOR[k] for k in ("author",)}})


def test_a_detector_that_breaks_its_word_is_named() -> None:
    class Liar(Detectors):
        def measure(self, *_: Any) -> Signal:
            return Signal("threat-1", "very")

    found = policy("signal.threat > 0.5")
    with pytest.raises(SystemFault, match="threat gave str"):
        Evaluator(Conditions([found], Detectors().catalogue), installation(Liar())).fired(frame(found, EVENT))


def test_what_was_forgotten_has_no_value() -> None:
    class Forgetful(Windows):
        def count(self, *_: Any) -> int:
            return UNKNOWN

    found = policy(
        'count(author, "item.created", duration("1h")) < 5',
        'has(author) || count(item, "item.edited", duration("1h")) == 0',
    )
    evaluator = Evaluator(Conditions([found], Detectors().catalogue), installation(history=Forgetful))
    assert evaluator.fired(frame(found, EVENT)).row(0)[1:] == (False, True)


def test_nobody_s_events_are_none() -> None:
    event = {"item": {"text": "x"}}
    found = build(document('count(author, "item.created", duration("1h")) == 0'))
    past = frame_of([Past(0, arrive(event))], NORMAL_FORM)
    assert Evaluator(Conditions([found], Detectors().catalogue), installation()).fired(past)["0"].to_list() == [True]


def test_without_fingerprints_nothing_was_seen_before() -> None:
    found = policy('seen_before(item, duration("1h"))')
    bare = installation()
    bare.fingerprint = None
    fired = Evaluator(Conditions([found], Detectors().catalogue), bare).fired(frame(found, EVENT))
    assert fired["0"].to_list() == [False]


def test_a_recorded_answer_counts_where_the_history_knows_less() -> None:
    seen = SeenHistory(
        _Nothing(),
        {"count/a/item.created/60": 7, "distinct/a/item.created/item.id/60": 3, "copies/60": 2},
    )
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert seen.count("a", "item.created", 60.0, at) == 7
    assert seen.distinct("a", "item.created", "item.id", 60.0, at) == 3
    assert (seen.copies(1, 60.0, at), seen.copies(1, 61.0, at)) == (2, 1)
    seen.note(arrive({}))


class _Nothing:
    """A history that has seen one of everything."""

    def count(self, *_: Any) -> int:
        return 1

    distinct = copies = count

    def note(self, arrival: Arrival) -> None:
        """Nothing to remember."""


def test_a_recorded_signal_serves_unless_its_detector_has_changed() -> None:
    detectors = SeenDetectors(
        Detectors(threat=0.1), {"threat": Signal("threat-1", 0.9), "flagged": Signal("old", True)}
    )
    assert detectors.measure("threat", arrive({}), _Nothing()).value == 0.9
    assert detectors.measure("flagged", arrive({}), _Nothing()).value is None


def test_a_recorded_signal_serves_with_what_the_community_s_decisions_had_taught_it() -> None:
    for version, value in (("threat-1+cal:0123456789ab", 0.9), ("threat-10", 0.1), ("threat-1+marks-1:01", 0.1)):
        detectors = SeenDetectors(Detectors(threat=0.1), {"threat": Signal(version, 0.9)})
        assert detectors.measure("threat", arrive({}), _Nothing()).value == value


def test_a_row_that_was_tampered_with_is_said_to_be_damaged() -> None:
    for read in (signals_of, observed_of):
        assert read(None) == {}
        with pytest.raises(SystemFault, match="cannot be read"):
            read(b"\xff")


def test_a_decision_s_signals_come_back() -> None:
    decision = Decision(
        id="d", event="e", item="p", measure=Measure.ALLOW, policy="x", actor=Actor("automation"),
        at=datetime(2026, 11, 22, tzinfo=UTC), signals={"threat": Signal("threat-1", 0.25)},
    )  # fmt: skip
    past = frame_of([Past(0, arrive({}), decision)], NORMAL_FORM)
    assert signals_of(past["signals"][0])["threat"].value == 0.25


def test_nothing_to_compare_and_nothing_to_compare_it_over() -> None:
    never, neither = policy("false"), policy("1 > 2")
    for old, new in ((never, never), (never, neither)):
        comparison = Comparison(old, new, installation())
        comparison.add(frame_of([], NORMAL_FORM))
        comparison.add(frame_of([Past(0, arrive({}))], NORMAL_FORM))
        found = comparison.result(wilson)
        assert (found.events, found.changed, found.held) == (1, 0, ())


def test_events_before_the_period_count_for_what_looks_back() -> None:
    old = policy("false")
    new = policy('count(author, "item.created", duration("1h")) > 1')
    since = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    comparison = Comparison(old, new, installation(), since=since)
    author = {"id": "anna", "karma": 1, "labels": []}
    times = ["2026-11-22T10:10:00Z", "2026-11-22T10:40:00Z"]
    for at in times:
        comparison.add(frame(new, {"id": at, "at": at, "author": author}))
    found = comparison.result(wilson)
    assert (found.events, found.changed) == (1, 1)


def test_a_broken_event_in_the_history_is_our_error() -> None:
    found = policy("dyn(1) == 1")
    past = frame(found, EVENT).with_columns(pl.lit(b"{").alias("body"))
    with pytest.raises((BadInput, SystemFault)):
        Evaluator(Conditions([found], Detectors().catalogue), installation()).fired(past)
