"""Plain CEL beyond the conformance cases: every function and operator on values of every type."""

from typing import Any

import pytest

from ombud.model import BadInput
from ombud.policy.cel import values
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import Call, Conditional, ListOf, Literal, Logic, MapOf, Node, children
from ombud.policy.cel.types import BOOL, INT, STRING, list_of, map_of
from ombud.policy.checking.environment import Environment
from ombud.policy.expression import evaluate

VALUES = """
size([1, 2]) + size({1: 2}) + size('ab') + size(b'abc') == 8
'abc'.size() == 3 && dyn('abc').size() == 3
'AbÇ'.lowerAscii() == 'abÇ'
int('42') == 42 && int('-7') == -7 && int(3.9) == 3 && int(5u) == 5
uint('42') == 42u && uint(3.9) == 3u && uint(7) == 7u
double('1.5') == 1.5 && double(2) == 2.0 && double(dyn(2u)) == 2.0
string(1) == '1' && string(1u) == '1' && string(true) == 'true' && string('a') == 'a' && string(b'a') == 'a'
string(1.0) == '1' && string(0.5) == '0.5' && string(1.0 / 0.0) == '+Inf' && string(-1.0 / 0.0) == '-Inf'
string(0.0 / 0.0) == 'NaN'
string(timestamp('2026-11-22T10:00:00.5Z')) == '2026-11-22T10:00:00.5Z'
string(timestamp('0001-01-01T00:00:00Z')) == '0001-01-01T00:00:00Z'
string(duration('1.5s')) == '1.5s' && string(duration('-90m')) == '-5400s'
bytes('a') == b'a' && bytes(b'a') == b'a'
bool('true') && !bool('f') && bool(true)
timestamp(0) == timestamp('1970-01-01T00:00:00Z') && timestamp(timestamp(1)) == timestamp(1)
duration(90) == duration('1m30s') && duration(duration('1s')) == duration('1s') && duration('+0') == duration('0s')
duration('1h1m1s1ms1us1µs1ns') > duration('1h') && duration('.5s') == duration('500ms')
timestamp('2026-11-22T10:00:00+01:30') == timestamp('2026-11-22T08:30:00Z')
timestamp('2026-11-22t10:00:00.123456789123-00:30').getMilliseconds() == 123
timestamp('2026-11-22T10:00:00Z').getDayOfWeek() == 0 && timestamp('2026-11-22T10:00:00Z').getDayOfYear() == 325
duration('-1.5s').getMilliseconds() == -500 && duration('90m').getMinutes() == 90 && duration('90m').getHours() == 1
timestamp(5) - timestamp(2) == duration('3s') && timestamp(5) - duration('2s') == timestamp(3)
duration('2s') - duration('1s') == duration('1s') && duration('1s') + timestamp(1) == timestamp(2)
dyn(1) + 2 == 3 && dyn(1.5) + 2.0 == 3.5 && dyn(1u) + 2u == 3u && dyn('a') + 'b' == 'ab' && dyn([1]) + [2] == [1, 2]
dyn(b'a') + b'b' == b'ab' && dyn(3) - 1 == 2 && dyn(3) * 2 == 6 && dyn(7) / 2 == 3 && dyn(-7) % 2 == -1
-dyn(1) == -1 && -dyn(1.5) == -1.5 && - 5 == -5 && !!true && -(-(5)) == 5 && --5 == 5
-1.0 / 0.0 < 0.0 && 0.0 / 0.0 != 0.0 / 0.0 && 1.0 / -0.0 < 0.0 && 7.0 / 2.0 == 3.5
dyn(1) < 2.5 && 1 < 2.5 && 2u >= 1 && dyn('a') <= 'b' && dyn(true) > false
dyn({1: 'a'}) == {1u: 'a'} && dyn({true: 1}) != {1: 1} && dyn({'a': 1}) != 1 && {'a': 1} != {'b': 1}
{'a': {'b': 1}}.a.b == 1 && dyn({'a': 1}).a == 1 && has({'a': 1}.a) && !has({'a': 1}.b) && {'a b': 1}.`a b` == 1
[1, 2][dyn(1.0)] == 2 && [1, 2][dyn(1u)] == 2 && {'a': 1}['a'] == 1 && dyn([5])[0] == 5
1 in [1, 2] && 'a' in {'a': 1} && dyn(1) in [1.0] && !(dyn([1]) in {'a': 1}) && dyn('a') in dyn({'a': 1})
[1, 2, 3].map(x, x > 1, x * 2) == [4, 6] && {'a': 1}.map(k, k) == ['a'] && dyn([1]).exists(x, x == 1)
[[1, 2], [3]].map(l, l.map(x, x + 1)) == [[2, 3], [4]] && [1].all(x, [2].exists(x, x == 2))
[3, 4].filter(x, x > 3) == [4] && [1, 1].exists_one(x, x == 1) == false
(dyn(true) ? 1 : 2) == 1 && (false ? 1 : true ? 2 : 3) == 2
type(1u) == uint && type(null) == null_type && type(timestamp(0)) == google.protobuf.Timestamp
type({}) == map && type(b'') == bytes && type(int) == type && .size([]) == 0
r'\\d' == '\\\\d' && 0x10 == 16 && 0XFFu == 255u && 1e3 == 1000.0 && .5 == 0.5 && 1.5e-1 == 0.15 // a comment
"""


@pytest.mark.parametrize("source", VALUES.strip().splitlines())
def test_what_is_true(source: str) -> None:
    assert evaluate(source, {}) is True


ERRORS = [
    ("int('x')", "bad_number"), ("int('')", "bad_number"), ("uint('-1')", "bad_number"),
    ("double('1_0')", "bad_number"),
    ("double('x')", "bad_number"), ("bool('yes')", "bad_bool"), ("duration('1x')", "bad_duration"),
    ("duration('')", "bad_duration"), ("timestamp('2026-02-30T00:00:00Z')", "bad_timestamp"),
    ("timestamp('10000-01-01T00:00:00Z')", "out_of_range"), ("timestamp(253402300800)", "out_of_range"),
    ("duration('9999999h')", "out_of_range"), ("timestamp(0).getHours('Nowhere/Land')", "bad_timezone"),
    ("timestamp(0).getHours('+99:00')", "bad_timezone"), ("timestamp(-62135596800).getHours('-10:00')", "out_of_range"),
    ("int(1e30)", "out_of_range"), ("uint(-1.0)", "out_of_range"), ("string(b'\\xff')", "invalid_utf8"),
    ("'a'.matches('(')", "regex_invalid"), ("1 % 0", "divide_by_zero"), ("{1: 2, 1u: 3}", "duplicate_key"),
    ("{null: 1}", "bad_map_key"), ("{1.0: 1}", "bad_map_key"),
    ("{'a': 1}[[1]]", "no_such_key"), ("{'a': 1}.b", "no_such_key"), ("[1][2]", "no_such_index"),
    ("[1][0.5]", "no_such_index"), ("true ? dyn(1) + 'a' : 2", "no_such_overload"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code"), ERRORS)
def test_what_has_no_value(source: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {}, unchecked=True)
    assert caught.value.code == code


NO_OVERLOAD = [
    "size(1)", "1.startsWith('a')", "1.lowerAscii()", "int(true)", "int(null)", "uint(true)", "uint(null)",
    "double(true)", "double(null)", "string(null)", "bytes(1)", "bool(1)", "timestamp(null)", "duration(null)",
    "1.getHours()", "1 + 1u", "type(1) + 'a'", "timestamp(1) + timestamp(1)", "1.5 % 1.0", "-'a'", "!1", "1 < 'a'",
    "1 in 2", "1[0]", "1.a", "has(1.a)", "1.all(x, true)", "[1].all(x, 1)", "1 && true", "1 ? 2 : 3",
    "timestamp(1) - 1", "1 - timestamp(1)", "null < null",
]  # fmt: skip


@pytest.mark.parametrize("source", NO_OVERLOAD)
def test_what_is_not_defined_for_these_types(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {}, unchecked=True)
    assert caught.value.code == "no_such_overload"
    with pytest.raises(BadInput):
        evaluate(source, {})


REFUSED = [
    "'\\u00'", "'\\ud800'", "'\\U00110000'", "b'\\u0041'", "1 +", "x.1", "x.true", "f(1,)", "[1, 2", "{1 2}", "{1: 2",
    "a b", "9223372036854775808", "18446744073709551616u", "1e999", "'''a", "a.b{}", "in", "1 ? 2", "a." * 100 + "b",
    "1" + "+1" * 200, "x" * 70_000, "0x", "not_declared", "f(1)", "size()", "size(1, 2)", "[1].map(2, 3)",
    "google.protobuf.Nothing", "1.size()", "'a' in [1]", "[1 2]", "{1: 2]", "-5u",
]  # fmt: skip


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_refused_before_it_runs(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {})
    assert caught.value.code == "expression_invalid"


def test_text_may_span_lines_between_three_quotation_marks() -> None:
    assert evaluate("'''a\nb''' == 'a\\nb'", {}) is True
    assert evaluate("r'''a\r\nb\rc''' == 'a\\nb\\nc'", {}) is True


def test_unchecked_names_fail_when_they_are_reached() -> None:
    assert evaluate("true || x.y || f(1)", {}, unchecked=True) is True
    for source, code in (
        ("x", "undeclared_reference"),
        ("f(1)", "unbound_function"),
        ("size(1, 2)", "unbound_function"),
    ):
        with pytest.raises(BadInput) as caught:
            evaluate(source, {}, unchecked=True)
        assert caught.value.code == code


def test_variables_have_the_types_they_are_given() -> None:
    bound: dict[str, Any] = {"b": True, "l": [1, 2], "m": values.Map([("a", 1)])}
    types = {"b": BOOL, "l": list_of(INT), "m": map_of(STRING, INT)}
    assert evaluate("b && l[0] == 1 && m.a == 1 && m['a'] == 1 && l.exists(x, x == 2)", bound, types) is True
    assert evaluate("has(m.a) && !has(m.b)", bound, types) is True
    with pytest.raises(BadInput):
        evaluate("m.a == 'x'", bound, types)


def test_a_text_with_half_a_surrogate_pair_cannot_be_matched() -> None:
    with pytest.raises(BadInput) as caught:
        evaluate("x.matches('a')", {"x": "\ud800"}, {"x": STRING})
    assert caught.value.code in ("lone_surrogate", "regex_invalid")
    with pytest.raises(BadInput) as caught:
        evaluate("bytes(x)", {"x": "\ud800"}, {"x": STRING})
    assert caught.value.code == "lone_surrogate"


def test_steps_are_counted() -> None:
    source = "[0,1,2,3,4,5,6,7,8,9]"
    nested = "true"
    for name in "abcdefg":
        nested = f"{source}.all({name}, {nested})"
    with pytest.raises(BadInput) as caught:
        evaluate(nested, {})
    assert caught.value.code == "too_many_steps"


def test_a_tree_can_be_walked() -> None:
    def kinds(node: Node) -> set[type]:
        return {type(node)}.union(*(kinds(child) for child in children(node)))

    found = kinds(parse("f(x.y, [1], {1: 2})[0] || !has(a.b) || (c ? -d : e.all(g, true))"))
    assert {Call, Conditional, ListOf, Literal, Logic, MapOf} <= found


def test_json_becomes_values() -> None:
    found = values.from_json({"a": [1, {"b": None}], "c": True})
    assert found["a"][1]["b"] is None
    assert list(found) == ["a", "c"]
    assert values.type_name(found) == "map"


def test_an_environment_without_fields_knows_nothing() -> None:
    assert Environment({}).field("a.b") is None
