"""What a name means: variables, names with dots, the variables of macros, and the dot that looks past them."""

from typing import Any

import pytest

from ombud.model import BadInput
from ombud.policy.cel import values
from ombud.policy.cel.notation import read_type
from ombud.policy.cel.types import DYN, INT, STRING, Type, fits, list_of, map_of
from ombud.policy.expression import evaluate

BOUND: dict[str, Any] = {"x": 1, "a.b": 2, "a.b.c": 3, "m": values.Map([("x", values.Map([("y", 4)]))]), "true": False}

NAMES = {
    "x": 1,
    ".x": 1,
    "a.b": 2,
    "a.b.c": 3,
    ".a.b.c": 3,
    "m.x.y": 4,
    "m.x['y']": 4,
    "[9].map(x, x)": [9],
    "[9].map(x, .x)": [1],
    "[9].map(y, x)": [1],
    "[9].map(x, [8].map(y, x))": [[9]],
    "[m].map(a, a.x.y)": [4],
    "[9].map(x, [x].map(x, x + 1))": [[10]],
    "[[7]].map(x, x.map(y, y))": [[7]],
    "true": True,
    "[1].exists(m, .m.x.y == 4)": True,
    "[m].map(v, has(v.x))": [True],
    "x // m": 1,
}


@pytest.mark.parametrize(("source", "value"), NAMES.items())
def test_a_name_means_the_nearest_thing_of_that_name(source: str, value: Any) -> None:
    assert evaluate(source, BOUND) == value
    assert evaluate(source, BOUND, unchecked=True) == value


NO_NAMES = [
    "if",
    "package",
    "in",
    "x in",
    "x.true",
    "x.in",
    "[1].map(.x, 1)",
    "[1].map(x.y, 1)",
    "[1].map(1, 1)",
    "has(x)",
    "has(1)",
    "has(m.x, m.x)",
    "has()",
    "has(m['x'])",
    "`x`",
    "a.b{}",
    "!-x",
    "-!x",
    "rb'x'",
    "Rb'x'",
    "f(1,)",
    "[,1]",
    "[1,,]",
    "'\ud800'",
    "1x",
    "0x",
    "1.0u",
    "x..y",
    "x.",
    "& x",
    "x = 1",
    "x && && x",
    "1 ? 2",
    "'a\nb'",
    "r'a\rb'",
    "'\\8'",
    "'\\400'",
    "'\\ud83d\\ude00'",
    "b'\\u0041'",
    "'\\x4'",
    "\u201cx\u201d",
    "x\u00a0",
    "",
    "()",
    "[1)",
    "true ? false ? 1 : 2",
]


@pytest.mark.parametrize("source", NO_NAMES)
@pytest.mark.parametrize("unchecked", [True, False])
def test_what_the_grammar_does_not_know_is_refused_whether_types_are_asked_or_not(source: str, unchecked: bool) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, BOUND, unchecked=unchecked)
    assert caught.value.code == "expression_invalid"


def test_reserved_words_are_names_of_fields() -> None:
    assert evaluate("{'if': {'package': 1}}.if.package", {}) == 1


def test_a_number_brings_its_own_minus_under_a_negation() -> None:
    with pytest.raises(BadInput) as caught:
        evaluate("!-1", {}, unchecked=True)
    assert caught.value.code == "no_such_overload"


def test_a_variable_may_have_a_type_and_no_value() -> None:
    assert evaluate("true || y == 1", {}, {"y": INT}) is True
    with pytest.raises(BadInput) as caught:
        evaluate("y == 1", {}, {"y": INT})
    assert caught.value.code == "unbound_variable"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "primitive: INT64"),
        (True, "primitive: INT64"),
        (1, "primitive: UINT64"),
        (values.Duration(1), "primitive: INT64"),
        (["a"], "list_type { elem_type { primitive: INT64 } }"),
        ([[1.5]], "list_type { elem_type { list_type { elem_type { primitive: INT64 } } } }"),
        (values.Map([(1, 2)]), "map_type { key_type { primitive: STRING } value_type { primitive: INT64 } }"),
        (values.Map([("a", "b")]), "map_type { key_type { primitive: STRING } value_type { primitive: INT64 } }"),
        (None, "well_known: TIMESTAMP"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(value: Any, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate("x == x", {"x": value}, {"x": read_type(text)})
    assert caught.value.code == "bad_binding"


def test_what_a_type_nested_without_end_holds_is_not_known() -> None:
    kind: Type = INT
    for _ in range(2000):
        kind = map_of(kind, list_of(kind))
    assert len(str(kind)) < 500
    assert map_of(kind, INT) == map_of(DYN, INT)
    assert fits(values.Map([("a", [1])]), map_of(STRING, list_of(INT)))
