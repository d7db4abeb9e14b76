"""The policy that ships: well formed, tested by its own examples, and within what the charter lets a policy do."""

from collections.abc import Callable
from typing import Any

import pytest

from ombud.intake import normalise
from ombud.model import Arrival, Measure
from ombud.policy import ClauseResult, Policy, TestReport, check
from ombud.policy import test as run_examples
from ombud.ports import MatcherFactory
from ombud.signals import Registry, Windows
from ombud.wiring import STARTER_POLICY, policy_from, read_policy_files
from ombud.wiring import run_examples as run_here

NEVER_PUNISHED = {"care/self-harm": "support", "care/rumours-health": "context", "care/rumours-public": "context"}


@pytest.fixture(scope="module")
def report(policy: Policy, registry: Registry, arrive: Callable[[dict[str, Any]], Arrival]) -> TestReport:
    return run_examples(policy, detectors=registry, history=Windows, arrive=arrive)


def kinds(clause: ClauseResult) -> list[str]:
    return [example.kind for example in clause.examples]


def test_the_check_finds_nothing(policy_files: dict[str, str], registry: Registry, matcher: MatcherFactory) -> None:
    assert check(policy_files, catalogue=registry.catalogue, matcher=matcher) == []


def test_every_example_passes(report: TestReport) -> None:
    assert report.passed, report.as_text()


def test_every_example_passes_with_the_full_model_too() -> None:
    report = run_here(policy_from(read_policy_files(STARTER_POLICY)), model="full")
    assert report.passed, report.as_text()


def test_nothing_that_a_clause_allows_is_caught_by_another(report: TestReport) -> None:
    caught = [(e.text, e.also) for clause in report.clauses for e in clause.examples if e.also]
    assert caught == []


def test_every_rule_is_fired_by_an_example(report: TestReport) -> None:
    assert [rule for clause in report.clauses for rule in clause.uncovered] == []


def test_every_condition_and_every_exception_is_tried_by_an_example(report: TestReport) -> None:
    """All but one: that a post of 1,500 characters is no notice of a prize would take an example of that length."""
    met = report.coverage.total
    assert met.of - met.met <= 1, report.as_text()


def test_there_are_at_least_ten_clauses(policy: Policy) -> None:
    assert len(policy.clauses) >= 10


def test_every_clause_has_eight_examples_and_half_of_them_are_allowed(report: TestReport) -> None:
    for clause in report.clauses:
        allowed = kinds(clause).count("allows")
        assert len(clause.examples) >= 8, clause.clause
        assert allowed >= len(clause.examples) / 2, clause.clause


def test_every_clause_explains_itself(policy: Policy) -> None:
    for clause in policy.clauses.values():
        assert len(clause.text.split()) >= 30, clause.id
        assert any(word in clause.text for word in ("allowed", "welcome", "stays up", "not removed")), clause.id


def test_no_machine_decides_alone(policy: Policy) -> None:
    assert {rule.automation for rule in policy.rules} == {"propose"}


def test_no_rule_asks_for_more_than_a_hold_or_a_label(policy: Policy) -> None:
    assert {rule.then for rule in policy.rules} == {Measure.HOLD, Measure.LABEL}


def test_rumours_and_despair_are_only_ever_labelled(policy: Policy) -> None:
    for clause, label in NEVER_PUNISHED.items():
        rules = [rule for rule in policy.rules if rule.clause == clause]
        assert rules
        assert {(rule.then, rule.label) for rule in rules} == {(Measure.LABEL, label)}


def test_everything_a_machine_does_is_looked_at_by_a_person(policy: Policy) -> None:
    assert [rule.id for rule in policy.rules if rule.queue is None] == []


def test_a_platform_need_send_nothing_beyond_the_required_fields(
    arrive: Callable[[dict[str, Any]], Arrival],
) -> None:
    arrival = arrive({"id": "e", "type": "item.created", "item": {"id": "i", "kind": "post"}})
    assert arrival.event.author is None


def test_karma_may_be_sent(arrive: Callable[[dict[str, Any]], Arrival]) -> None:
    arrival = arrive(
        {"id": "e", "type": "item.created", "item": {"id": "i", "kind": "post"}, "author": {"id": "u", "karma": 12}}
    )
    assert arrival.event.author is not None
    assert arrival.event.author.attributes == {"karma": 12}


def test_lists_are_in_plain_sight_and_say_what_they_are_for(policy_files: dict[str, str]) -> None:
    for name, text in policy_files.items():
        if name.startswith("lists/"):
            assert text.startswith("# "), name
            terms = [line for line in text.splitlines() if line and not line.startswith("#")]
            folded = [normalise(term).normal for term in terms]
            assert sorted(folded) == sorted(set(folded)), f"{name} says something twice"


@pytest.mark.parametrize(
    "words",
    [
        "faggot", "tranny", "kike", "paki", "gypsy", "retard", "nigger", "jew", "muslim", "gay", "immigrant", "vermin",
        "kill", "bomb", "gun", "bleach", "vaccine", "microchip", "suicide", "nudes", "password", "crypto", "election",
        "government", "police", "protest", "dictator", "corruption", "censorship", "vpn", "boycott", "revolution",
    ],
)  # fmt: skip
def test_a_word_alone_never_breaks_a_rule(words: str, say: Callable[[str], list[str]]) -> None:
    assert say(words) == []
    assert say(f"Let us talk about the word {words}, its history and its use.") == []
