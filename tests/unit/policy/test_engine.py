"""The engine's corners: values on no side of a limit, more rules than one table holds, reports of every shape."""

import json
import math
from types import SimpleNamespace
from typing import Any

import pytest

from ombud.intake import normalise
from ombud.policy.document.given import _integer
from ombud.policy.engine.atoms import Among, Bound, Holds
from ombud.policy.engine.index import positions, select_of
from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build, document, problems

ABOVE, BELOW = Bound("e.score", True, False, 1.0), Bound("e.score", False, True, 2.0)


def passed(score: object) -> tuple[list[int], list[int]]:
    """Which of three rules pass, and which could not be asked: the third asks nothing."""
    found, doubtful = select_of([[ABOVE], [BELOW], []])(SimpleNamespace(score=score))  # type: ignore[arg-type]  # all that the table reads
    return positions(found), positions(doubtful)


@pytest.mark.parametrize(
    ("score", "expected"), [(0.5, [1, 2]), (1.0, [0, 1, 2]), (1.5, [0, 1, 2]), (2.0, [0, 2]), (math.inf, [0, 2])]
)
def test_a_value_is_on_a_side_of_every_limit(score: float, expected: list[int]) -> None:
    assert passed(score) == (expected, [])


def test_no_number_is_on_no_side() -> None:
    assert passed(math.nan) == ([2], [])


def test_what_is_missing_is_doubtful() -> None:
    assert passed(None) == ([0, 1, 2], [0, 1])


def test_what_nobody_passes_ends_the_search() -> None:
    select = select_of([[Among("e.kind", frozenset(("a",))), Holds("e.tags", frozenset(("x",)))]])
    assert select(SimpleNamespace(kind="b", tags=["x"])) == (0, 0)  # type: ignore[arg-type]  # all that the table reads
    assert select(SimpleNamespace(kind="a", tags=["x", "y"])) == (1, 0)  # type: ignore[arg-type]  # the same


def rules(*conditions: str, keys: str = "then: hold") -> str:
    return "".join(
        f"```rule\nid: r{number}\nwhen: {condition}\n{keys}\n```\n" for number, condition in enumerate(conditions)
    )


def test_more_rules_than_one_table_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ombud.policy.engine.program.CHUNK", 2)
    asked = ["item.kind == 'post'", "1 / size(item.text) > 0", "mentions(item.text, 'x')", "item.id != 'p'", "1 > 2"]
    policy = build(document(after=rules(*asked)))
    arrival = arrive({"item": {"text": ""}}, policy.schema)
    verdict = policy.evaluate(arrival, Detectors(), Windows())
    assert [match.rule for match in verdict.matches] == ["r", "r0", "r3"]
    assert [reason.partition(":")[0] for reason in verdict.abstained] == ["r1"]


def test_the_order_of_words_is_asked_of_the_rule_itself() -> None:
    policy = build(document(after=rules("item.id < 'q'", "item.id < 'a'", "'q' > item.id")))
    verdict = policy.evaluate(arrive({"item": {"id": "p", "text": ""}}, policy.schema), Detectors(), Windows())
    assert [match.rule for match in verdict.matches] == ["r", "r0", "r2"]


def test_two_limits_of_one_value_are_one_atom() -> None:
    policy = build(document("size(item.text) > 1 && size(item.text) > 3 && has(item.lang) && has(item.lang)"))
    for text, lang, fires in (("four", "en", True), ("two", "en", False), ("four", None, False)):
        arrival = arrive({"item": {"text": text, "lang": lang}}, policy.schema)
        assert bool(policy.evaluate(arrival, Detectors(), Windows()).matches) is fires


def report(text: str, policy_text: str) -> dict[str, Any]:
    policy = build(policy_text)
    answer: dict[str, Any] = json.loads(
        policy.report(arrive({"item": {"text": text}}), Detectors(threat=0.97), Windows())
    )
    return answer


def test_a_report_keeps_shadow_rules_apart_and_names_the_gravest_measure() -> None:
    more = (
        "```rule\nid: quiet\nwhen: mentions(item.text, 'free')\nthen: remove\nmode: shadow\n```\n"
        "```rule\nid: mild\nwhen: mentions(item.text, 'free')\nthen: label\n```\n"
    )
    answer = report("free and free", document("item.kind == 'post'", after=more))
    assert answer["measure"] == "hold"
    assert [match["rule"] for match in answer["matches"]] == ["r", "mild"]
    assert answer["matches"][1]["spans"] == [[0, 4], [9, 13]]
    assert [match["rule"] for match in answer["shadow"]] == ["quiet"]


def test_a_report_says_what_was_measured_counted_and_missing() -> None:
    more = rules("signal.flagged", "count(author, 'item.created', duration('1h')) > 3")
    answer = report("hello", document("signal.threat > 0.9", after=more))
    assert answer["signals"]["threat"]["value"] == 0.97
    assert answer["abstained"] == ["r0"]
    assert answer["matches"] == [{"clause": "harm/harm", "rule": "r", "spans": [[0, 4]]}]


def test_nothing_else_can_be_asked_of_an_evaluation() -> None:
    policy = build(document())
    evaluation = policy.begin(arrive({}), Detectors(), Windows())
    with pytest.raises(AttributeError):
        evaluation.nonsense  # noqa: B018  asking is the test


def test_several_values_joined_by_or_are_one_atom() -> None:
    policy = build(document("item.kind == 'post' || item.kind == 'comment'"))
    for kind, fires in (("post", True), ("comment", True), ("message", False)):
        arrival = arrive({"item": {"kind": kind}}, policy.schema)
        assert bool(policy.evaluate(arrival, Detectors(), Windows()).matches) is fires


def test_an_old_event_that_lacks_a_value_is_judged_by_the_whole_rule_each_time() -> None:
    policy = build(document("author.karma > 3", head="attributes:\n  author.karma: int\n"))
    old = arrive({"author": {"id": "u"}})
    for _ in range(2):
        assert policy.evaluate(old, Detectors(), Windows()).abstained == ("r: author.karma is missing from this event",)


def test_a_number_that_no_event_can_hold_is_none_for_an_example() -> None:
    assert _integer(str(2**63 - 1)) == 2**63 - 1
    with pytest.raises(ValueError, match=r"^$"):
        _integer(str(2**63))


def test_lists_may_have_empty_lines() -> None:
    text = document('in_list(item.text, "words")', head="lists:\n  words: words.txt\n")
    found = problems(text, **{"words.txt": "one\n\n# a comment\n\ntwo\n"})
    assert not [problem for problem in found if problem.file == "words.txt"]


def test_a_capital_i_in_an_address_is_no_small_l() -> None:
    assert normalise("kiIl https://a.example/?q=kiIl").normal == "kill https://a.example/?q=kiil"


def test_what_the_past_held_is_asked_once_per_event() -> None:
    asked = "distinct(author, 'item.created', item.text, duration('1h'))"
    policy = build(document(f"{asked} == 1 || {asked} == 2"))
    windows = Windows(policy.asks)
    arrival = arrive({"author": {"id": "u"}, "item": {"text": "a text that is long enough to be told apart"}})
    windows.note(arrival)
    assert policy.evaluate(arrival, Detectors(), windows).matches
    arrival = arrive(
        {"id": "evt-2", "author": {"id": "u"}, "item": {"id": "post-2", "text": "another one, quite unlike it"}}
    )
    windows.note(arrival)
    assert policy.evaluate(arrival, Detectors(), windows).matches
