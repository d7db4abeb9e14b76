"""The event as conditions see it, where intake is not there to help."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from ombud.model import Arrival, Author, Event, Item, Signal, SignalSpec, Text
from ombud.policy import copies_key, count_key
from ombud.policy.cel.times import part
from ombud.policy.cel.types import DOUBLE, TIMESTAMP
from ombud.policy.cel.values import Duration, EvaluationError, Timestamp
from ombud.policy.document.blocks import Entry
from ombud.policy.engine.evaluation import Evaluation, Kit, distinct_key
from ombud.policy.problems import Place, Report
from ombud.ports import History
from ombud.signals import Recorded, Windows
from tests.support.policies import Detectors, matcher

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def evaluation(**attributes: Any) -> Evaluation:
    event = Event("e", "item.created", AT, Item("p", "post", "text"), Author("u", attributes=attributes))
    kit = Kit(
        matcher()([], []),
        {"author.score": DOUBLE, "author.seen": TIMESTAMP},
        lambda raw: Text(raw, raw),
        fingerprint=None,
    )
    return Evaluation(Arrival(event, Text("text", "text")), Detectors(), Windows(), kit)


def test_json_numbers_and_moments_are_read_as_the_declared_types() -> None:
    given = evaluation(score=5, seen="2026-11-22T09:00:00Z").given
    assert isinstance(given["author.score"], float)
    assert given["author.seen"] == Timestamp.of(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


def test_an_age_needs_the_day_it_counts_from() -> None:
    for path in ("author.age", "author.created_at"):
        assert not evaluation().has(path)
        with pytest.raises(EvaluationError, match="missing"):
            evaluation().given[path]


def test_without_fingerprints_nothing_was_seen_before() -> None:
    with pytest.raises(EvaluationError, match="fingerprints"):
        evaluation().seen_before(60.0)


def test_it_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        _ = evaluation().nothing
    assert evaluation().hits == {}


def test_answers_about_the_past_are_kept_under_their_question() -> None:
    assert count_key("author:u-1", "item.created", 600.0) == "count/author:u-1/item.created/600"
    assert copies_key(86400.0) == "copies/86400"


def test_an_entry_without_a_value_points_to_its_key() -> None:
    entry = Entry("when", "policy.md", 7, 1, ())
    assert entry.place_of(0, 1) == Place("policy.md", 7, 1, 4)


def test_the_same_problem_is_reported_once() -> None:
    report = Report({"a.md": "x"})
    for _ in range(2):
        report.error(Place("a.md", 1), "wrong")
    assert len(report.problems) == 1
    assert report.problems[0].render() == "a.md:1:1: error: wrong\n  1 | x\n    | ^"


def test_a_tab_before_the_fault_keeps_the_caret_in_its_place() -> None:
    report = Report({"a.md": "\tx"})
    report.error(Place("a.md", 1, 2), "wrong")
    assert report.problems[0].render().endswith("\n    | \t^")


def test_a_duration_has_no_year() -> None:
    with pytest.raises(EvaluationError):
        part("getFullYear", Duration(1))


class Curious:
    """Signals that ask the history everything it can be asked."""

    catalogue: ClassVar = {
        name: SignalSpec(name, "int", "1", "", looks_back=name != "sly") for name in ("curious", "keen", "sly")
    }

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        history.note(arrival)
        asked = (
            history.count("author:u", "item.created", 60.0, AT),
            history.distinct("author:u", "item.created", "item.text", 60.0, AT),
            history.copies(1, 60.0, AT),
        )
        return Signal(f"{name}-1", sum(asked))


def test_what_a_signal_that_looks_back_is_told_is_recorded_and_asked_once() -> None:
    recorded = {
        count_key("author:u", "item.created", 60.0): 1,
        distinct_key("author:u", "item.created", "item.text", 60.0): 20,
        copies_key(60.0): 300,
    }
    event = Event("e", "item.created", AT, Item("p", "post", "text"), Author("u"))
    arrival = Arrival(event, Text("text", "text"))
    kit = Kit(matcher()([], []), {}, lambda raw: Text(raw, raw), lambda _: 1, frozenset({"curious", "keen"}))
    one = Evaluation(arrival, Curious(), Recorded(recorded), kit)
    assert one.signal("sly") == 321
    assert one.observed == {}
    assert one.signal("curious") == 321
    assert one.observed == recorded
    assert one.seen_before(60.0)  # the same question, under the same name
    again = Evaluation(arrival, Curious(), Recorded(one.observed), kit)
    assert again.measured("curious") == one.measured("curious")
    one.observed[copies_key(60.0)] = 301
    assert one.signal("keen") == 322  # as was noted, whatever the history says by now
