"""Whatever is written as a condition is understood or refused by us; and what it means follows the rules of logic."""

import string
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.model import BadInput, Schema
from ombud.policy.cel.notation import literal, read_value, write_value
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import Node
from ombud.policy.cel.times import duration_text, parse_duration, parse_timestamp, timestamp_text
from ombud.policy.cel.values import (
    INT_MAX,
    INT_MIN,
    UINT_MAX,
    Duration,
    EvaluationError,
    Map,
    Timestamp,
    Uint,
    Value,
)
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import event_environment
from ombud.policy.checking.uses import Lexicon
from ombud.policy.expression import evaluate
from ombud.policy.problems import Fault

FEW = settings(max_examples=60, deadline=None)
WORDS = st.sampled_from(
    [
        "author.age",
        "item.text",
        "item.links",
        "signal.x",
        "has(",
        "mentions(",
        "exact(",
        "count(",
        "duration(",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "?",
        ":",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "&&",
        "||",
        "==",
        "<",
        "in",
        "1",
        "1u",
        "1.5",
        "'a'",
        "b'x'",
        "r'",
        "\\",
        "true",
        "null",
        "x",
        ".map(",
        ".exists(",
        ".all(l,",
    ]
)
INT = st.integers(INT_MIN, INT_MAX)


def parsed(source: str) -> tuple[Node | None, Fault | None]:
    try:
        return parse(source), None
    except Fault as fault:
        return None, fault


@FEW
@given(st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join), st.text(string.printable)))
def test_any_text_is_a_condition_or_a_fault(source: str) -> None:
    root, refused = parsed(source)
    if root is None:
        assert refused is not None
        assert 0 <= refused.start <= refused.end
        return
    _, faults = check_expression(root, event_environment(Schema(), {}, {}), Lexicon())
    assert all(source[fault.start : fault.end] or fault.end >= len(source) for fault in faults)


@FEW
@given(st.sampled_from(["(", "[", "{1:", "!", "-", "x.", "x[", "true ? ", "f(", "a.map(b, "]), st.integers(1, 3000))
def test_nesting_without_end_is_a_fault_and_no_recursion_error(piece: str, times: int) -> None:
    root, refused = parsed(piece * times + "1")
    assert root is not None or (refused is not None and refused.message)


@FEW
@given(st.sampled_from([" + ", " && ", " - ", " == ", " || ", ".x", "[0]"]), st.integers(1, 3000))
def test_long_chains_are_evaluated_or_refused(joint: str, times: int) -> None:
    source = "1" + (joint if joint.startswith((".", "[")) else joint + "1") * times
    with suppress(BadInput):
        evaluate(source, {}, unchecked=True)


@FEW
@given(INT, INT, st.sampled_from("+-*/%"))
def test_whole_numbers_are_exact_or_an_error(left: int, right: int, operator: str) -> None:
    if (right == 0 and operator in "/%") or (operator == "%" and (left, right) == (INT_MIN, -1)):
        exact = None
    else:
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1) if right else 0
        exact = {"+": left + right, "-": left - right, "*": left * right, "/": quotient}.get(
            operator, left - right * quotient
        )
    try:
        found = evaluate(f"a {operator} b", {"a": left, "b": right}, unchecked=True)
    except EvaluationError:
        assert exact is None or not INT_MIN <= exact <= INT_MAX
        return
    assert found == exact


LEAF = st.sampled_from(["true", "false", "1/0 > 0"])


def outcome(source: str) -> Any:
    try:
        return evaluate(source, {})
    except EvaluationError:
        return "error"


@FEW
@given(st.lists(LEAF, min_size=2, max_size=4))
def test_and_and_or_do_not_care_for_the_order_of_their_sides(leaves: list[str]) -> None:
    values = [outcome(leaf) for leaf in leaves]
    every = False if False in values else "error" if "error" in values else True
    some = True if True in values else "error" if "error" in values else False
    assert outcome(" && ".join(leaves)) == every
    assert outcome(" || ".join(leaves)) == some
    assert outcome(f"[{', '.join(str(i) for i in range(len(leaves)))}].exists(i, {some_of(leaves)})") == some


def some_of(leaves: list[str]) -> str:
    """A test of `i` that gives the leaf at that place."""
    return " || ".join(f"(i == {place} && ({leaf}))" for place, leaf in enumerate(leaves))


@FEW
@given(st.integers(-(2**62), 2**62))
def test_durations_survive_being_written_and_read(nanoseconds: int) -> None:
    assert parse_duration(duration_text(Duration(nanoseconds))) == nanoseconds


@FEW
@given(st.integers(-62_135_596_800 * 10**9, 253_402_300_799 * 10**9))
def test_timestamps_survive_being_written_and_read(nanoseconds: int) -> None:
    assert parse_timestamp(timestamp_text(Timestamp(nanoseconds))) == nanoseconds


def as_map(entries: dict[Any, Any]) -> Map:
    return Map(entries.items())


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    INT,
    st.integers(0, UINT_MAX).map(Uint),
    st.floats(allow_nan=False),
    TEXT,
    st.binary(max_size=8),
    st.integers(INT_MIN + 1, INT_MAX).map(Duration),
    st.integers(-62_135_596_800 * 10**9, 253_402_300_800 * 10**9 - 1).map(Timestamp),
)
KEYS = st.one_of(st.booleans(), INT, TEXT)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4).map(as_map)),
    max_leaves=12,
)


def same(left: Value, right: Value) -> bool:
    return write_value(left) == write_value(right)


@FEW
@given(VALUES)
def test_a_value_survives_being_written_and_read(value: Value) -> None:
    assert same(read_value(write_value(value)), value)


@FEW
@given(VALUES)
def test_a_value_written_as_an_expression_is_that_value(value: Value) -> None:
    assert same(evaluate(literal(value), {}), value)


@FEW
@given(VALUES)
def test_every_value_without_a_nan_equals_itself(value: Value) -> None:
    assert evaluate("x == x && !(x != x) && x in [x]", {"x": value}) is True
