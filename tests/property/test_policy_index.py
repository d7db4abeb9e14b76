"""The index never changes what a policy says: each rule fires, stays silent or has no value as it would by itself."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.model import Arrival
from ombud.policy import Policy
from ombud.policy.cel.values import EvaluationError
from ombud.policy.engine.compiler import compile_conditions
from ombud.policy.engine.index import positions
from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build

HEAD = """---
policy: index
title: Index
language: en
requires: [author.created_at]
attributes:
  author.karma: int
  author.badge: string?
  author.labels: list<string>
  author.trusted: bool
  item.score: double
  context.room: string?
---

# Rules

## One {#one}

Text.
"""
NUMBERS = st.integers(-3, 3)
WORDS = st.sampled_from(["free", "money", "wallet", "free money"])
NAMES = st.sampled_from(["a", "b", "c"])
YEARS = st.sampled_from(["0001", "2600", "9999"])
COMPARE = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def parts() -> st.SearchStrategy[str]:
    """Single tests, total ones and such that have no value for some events."""
    return st.one_of(
        st.builds('mentions(item.text, "{}")'.format, WORDS),
        st.builds('exact(mentions(item.text, "{}"))'.format, WORDS),
        st.builds(r'matches(item.text, "{}\\s+[0-9]+")'.format, WORDS),
        st.builds("author.karma {} {}".format, COMPARE, NUMBERS),
        st.builds("{1} {0} author.karma".format, COMPARE, NUMBERS),
        st.builds("item.score {} {}.5".format, COMPARE, NUMBERS),
        st.builds('author.age {} duration("{}h")'.format, COMPARE, st.sampled_from([1, 24, 72])),
        st.builds('author.created_at {} timestamp("2026-11-{}T00:00:00Z")'.format, COMPARE, st.integers(10, 25)),
        st.builds('event.at {} timestamp("{}-06-01T00:00:00Z")'.format, COMPARE, YEARS),
        st.builds('author.created_at in [timestamp("{}-06-01T00:00:00Z")]'.format, YEARS),
        st.builds("author.karma {} {}".format, COMPARE, st.sampled_from([-(2**63), 2**63 - 1])),
        st.builds("uint(size(item.links)) {} {}u".format, COMPARE, st.sampled_from([0, 2**63, 2**64 - 1])),
        st.builds('"{}" in author.labels'.format, NAMES),
        st.builds('has(author.badge) && author.badge == "{}"'.format, NAMES),
        st.builds('has(context.room) && context.room in ["{}", "{}"]'.format, NAMES, NAMES),
        st.builds('has(item.lang) && item.lang == "{}"'.format, st.sampled_from(["en", "de"])),
        st.just("item.kind in []"),
        st.builds('item.kind == "{}"'.format, st.sampled_from(["post", "comment"])),
        st.builds("size(item.links) {} {}".format, COMPARE, NUMBERS),
        st.builds("1 / author.karma {} {}".format, COMPARE, NUMBERS),
        st.builds("author.labels.exists(l, l == '{}' && 2 / author.karma > 0)".format, NAMES),
        st.just("author.trusted"),
        st.just("has(author.badge)"),
    )


def conditions() -> st.SearchStrategy[str]:
    """Parts, joined and turned around."""
    return st.recursive(
        parts(),
        lambda inner: st.one_of(
            st.builds("({} && {})".format, inner, inner),
            st.builds("({} || {})".format, inner, inner),
            st.builds("!({})".format, inner),
            st.builds("({} ? {} : {})".format, inner, inner, inner),
        ),
        max_leaves=5,
    )


def events() -> st.SearchStrategy[dict[str, Any]]:
    """What may be missing is missing now and then."""
    text = st.lists(st.sampled_from(["free", "money", "wallet", "42", "hello", "FREE"]), max_size=5).map(" ".join)
    author = st.fixed_dictionaries(
        {
            "id": st.just("u"),
            "created_at": st.builds("2026-11-{}T00:00:00Z".format, st.integers(10, 22)),
            "karma": NUMBERS,
            "labels": st.lists(NAMES, max_size=2),
            "trusted": st.booleans(),
        },
        optional={"badge": NAMES},
    )
    item = st.fixed_dictionaries(
        {"text": text, "kind": st.sampled_from(["post", "comment"]), "score": st.sampled_from([-1.5, 0.0, 0.5, 2.0])},
        optional={"lang": st.sampled_from(["en", "de"]), "links": st.just(["https://a.example"])},
    )
    return st.fixed_dictionaries(
        {"author": author, "item": item}, optional={"context": st.fixed_dictionaries({"room": NAMES})}
    )


def policy_of(conditions_: list[str]) -> Policy:
    blocks = [f"```rule\nid: r{i}\nwhen: {one}\nthen: hold\n```\n" for i, one in enumerate(conditions_)]
    return build(HEAD + "\n".join(blocks))


def alone(policy: Policy, arrival: Arrival) -> tuple[list[str], list[str]]:
    """Every rule by itself: which fire, and which have no value."""
    evaluation = policy.begin(arrival, Detectors(), Windows())
    fired, failed = [], []
    for rule, checked in zip(policy.rules, policy.conditions, strict=True):
        [condition] = compile_conditions([(checked, checked.root)])
        try:
            if condition(evaluation):
                fired.append(rule.id)
        except EvaluationError:
            failed.append(rule.id)
    return fired, failed


def together(policy: Policy, arrival: Arrival) -> tuple[list[str], list[str]]:
    """The same, asked of the policy as a whole."""
    verdict = policy.evaluate(arrival, Detectors(), Windows())
    return [match.rule for match in verdict.matches], sorted(reason.partition(":")[0] for reason in verdict.abstained)


@given(st.lists(conditions(), min_size=1, max_size=12), st.lists(events(), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_index_says_what_each_rule_says_alone(rules: list[str], posts: list[dict[str, Any]]) -> None:
    policy = policy_of(rules)
    for post in posts:
        arrival = arrive(post, policy.schema)
        fired, failed = alone(policy, arrival)
        assert together(policy, arrival) == (fired, sorted(failed))


@given(st.lists(conditions(), min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_an_event_from_before_the_policy_may_lack_what_it_requires(rules: list[str]) -> None:
    policy = policy_of(rules)
    old = arrive({"item": {"text": "free money 42"}, "author": {"id": "u"}})
    fired, _ = alone(policy, old)
    verdict = policy.evaluate(old, Detectors(), Windows())
    assert [match.rule for match in verdict.matches] == fired
    # What is required counts as there, so that a false part may come too late to settle it: what is missing is said.
    assert all("is missing from this event" in reason for reason in verdict.abstained)


@given(st.lists(conditions(), min_size=1, max_size=12), events())
@settings(max_examples=50, deadline=None)
def test_the_report_says_what_the_verdict_says(rules: list[str], post: dict[str, Any]) -> None:
    policy = policy_of(rules)
    arrival = arrive(post, policy.schema)
    verdict = policy.evaluate(arrival, Detectors(), Windows())
    report = json.loads(policy.report(arrival, Detectors(), Windows()))
    assert report == {
        "event": "evt-1",
        "item": "post-1",
        "measure": "hold" if verdict.matches else "allow",
        "matches": [
            {"clause": one.clause, "rule": one.rule, "spans": [list(span) for span in one.spans]}
            for one in verdict.matches
        ],
        "shadow": [],
        "signals": {},
        "observed": {},
        "abstained": list(verdict.abstained),
        "policy": policy.version,
    }


@given(st.integers(0, 2**2000))
def test_the_places_of_the_bits_of_a_set(rules: int) -> None:
    assert sum(1 << place for place in positions(rules)) == rules
    assert positions(rules) == sorted(positions(rules))
