"""However little is written, no condition runs without end, fills the memory, or meets a limit that is Python's."""

import pytest

from ombud.model import BadInput, TooLarge
from ombud.policy.cel.parser import parse_on
from ombud.policy.cel.values import Value
from ombud.policy.expression import evaluate, value_of

TEN = "[0,1,2,3,4,5,6,7,8,9]"
THOUSAND_TIMES = f"{TEN}.all(a, {TEN}.all(b, {TEN}.all(c, %s)))"
SUM = "+".join("x" * 16)

MINIMUM = [
    " || ".join(["true"] * 32),
    " && ".join(["true"] * 32),
    "true ? 1 : " * 32 + "2 == 2",
    "(" * 32 + "true" + ")" * 32,
    "[" * 32 + "1" + "]" * 32 + "[0]" * 31 + " == [1]",
    "dyn(" * 32 + "true" + ")" * 32,
    "!" * 32 + "true",
    "-(" * 32 + "1" + ")" * 32 + " == 1",
    "+".join(["1"] * 32) + " == 32",
    "*".join(["1"] * 32) + " == 1",
    "true == " * 32 + "true",
    f"size([{', '.join(['1'] * 400)}]) == 400",
    f"size({{{', '.join(f'{n}: {n}' for n in range(400))}}}) == 400",
    "{'a': " * 32 + "1" + "}" * 32 + ".a" * 32 + " == 1",
    "[1]" + ".map(x, x)" * 32 + " == [1]",
    "[1].all(x, " * 20 + "true" + ")" * 20,
    f"'{'a' * 10_000}'.size() == 10000",
]


@pytest.mark.parametrize("source", MINIMUM)
def test_what_every_implementation_has_to_take_is_taken(source: str) -> None:
    if source.startswith("true ? 1"):
        source = f"({source.removesuffix(' == 2')}) == 1"
    assert evaluate(source, {}) is True


TOO_DEEP = [
    "(" * 1000 + "1" + ")" * 1000,
    "[" * 1000 + "]" * 1000,
    "{1: " * 1000 + "1" + "}" * 1000,
    "!" * 1000 + "true",
    "-" * 1000 + "x",
    "true ? 1 : " * 1000 + "1",
    "f(" * 1000 + "1" + ")" * 1000,
    "x" + ".y" * 1000,
    "x" + "[0]" * 1000,
    "1" + " + 1" * 1000,
    "1" + " == 1" * 1000,
    "[1]" + ".map(x, x)" * 1000,
    "[1].map(x, " * 1000 + "1" + ")" * 1000,
    "1" + " + 1" * 50_000,
    "1" * 70_000,
]


@pytest.mark.parametrize("source", TOO_DEEP)
@pytest.mark.parametrize("unchecked", [True, False])
def test_what_is_too_deep_or_too_long_is_refused(source: str, unchecked: bool) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {}, unchecked=unchecked)
    assert caught.value.code == "expression_invalid"


DEEPEST = [
    "dyn(1)" + " != 1" * 77,
    "(true && (1/0>0 || " * 23 + "false" + "))" * 23,
    "{dyn(1) != dyn(2): " * 46 + "1" + "}" * 46,
    "[{1: dyn(!(" * 11 + "true" + "))}]" * 11,
    "(true ? dyn(" * 20 + "1" + ") : 2)" * 20,
    "[1].all(x, dyn(x) != 1 || " * 26 + "true" + ")" * 26,
    "!dyn(" * 39 + "true" + ")" * 39,
]


@pytest.mark.parametrize("source", DEEPEST)
def test_what_is_as_deep_as_it_may_be_ends_with_a_value_or_an_error_of_ours(source: str) -> None:
    def outcome() -> Value:
        try:
            return evaluate(source, {}, unchecked=True)
        except BadInput as error:
            return error.code

    assert outcome() is not None


ENDLESS = [
    f"{TEN}.map(a, {TEN}.map(b, {TEN}.map(c, {TEN}.map(d, {TEN}.map(e, {TEN}.map(f, 1))))))",
    f"['aaaaaaaa']{f'.map(x, {SUM})' * 30}",
    f"[b'aaaaaaaa']{f'.map(x, {SUM})' * 30}",
    f"[dyn('aaaaaaaa')]{f'.map(x, {SUM})' * 30}",
    f"[[1, 2, 3, 4]]{f'.map(x, {SUM})' * 30}",
    f"[[0]{'.map(x, [x, x])' * 40}].all(v, v == v)",
    f"[0]{'.map(x, [x, x])' * 35} == [0]{'.map(x, [x, x])' * 35}",
    f"[0]{'''.map(x, {'a': x, 'b': x})''' * 35} == [0]{'''.map(x, {'a': x, 'b': x})''' * 35}",
    THOUSAND_TIMES % f"!'{'x' * 20_000}'.contains('y')",
    THOUSAND_TIMES % f"!'{'x' * 20_000}'.matches('(x+x+)+y')",
    THOUSAND_TIMES % f"size([{'1,' * 20_000}]) > 0",
    THOUSAND_TIMES % f"!(a + 10 in [{'1,' * 20_000}])",
    THOUSAND_TIMES % f"!(1.5 in [{'1.0,' * 10_000}])",
    THOUSAND_TIMES % f"string('{'x' * 20_000}') != ''",
    THOUSAND_TIMES % "!'x'.matches(string(a) + string(b) + string(c) + '(\\\\pL{20}){2}')",
    " || ".join(f"'a'.matches('(.{{{500 + n}}}){{1}}b')" for n in range(200)),
    f"{TEN}.exists(x, {' || '.join(f'string(x).matches(`.{{{500 + n}}}`)' for n in range(200))})".replace("`", "'"),
]


@pytest.mark.parametrize("source", ENDLESS)
def test_what_would_go_on_without_end_is_stopped(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {})
    assert caught.value.code == "too_many_steps"


def test_looking_into_a_long_list_again_and_again_takes_steps() -> None:
    long = list(range(200_000))
    for element in ("a + 300000 in l", "dyn(0.5) in l"):
        with pytest.raises(BadInput) as caught:
            evaluate(THOUSAND_TIMES % f"!({element})", {"l": long})
        assert caught.value.code == "too_many_steps"


def test_what_is_small_takes_no_steps_however_it_is_asked() -> None:
    assert evaluate(THOUSAND_TIMES % "dyn(a) + b + c < 30 && !string(dyn(a)).contains('x')", {}) is True


def test_a_small_value_that_would_be_endless_as_text_is_not_written() -> None:
    with pytest.raises(TooLarge):
        value_of("[0]" + ".map(x, [x, x])" * 40, {})
    with pytest.raises(TooLarge):
        value_of("[0]" + f".map(x, {'[' * 40}x{']' * 40})" * 30, {})


def test_values_nested_deeper_than_python_could_follow_are_compared() -> None:
    deep = "[0]" + f".map(x, {'[' * 40}x{']' * 40})" * 30
    assert evaluate(f"{deep} == {deep}", {}) is True


@pytest.mark.parametrize("source", ["not " * 10_000 + "true", "true == not " * 5_000 + "true", "not (" * 5_000])
def test_words_for_operators_nest_no_deeper_than_their_signs(source: str) -> None:
    node, faults = parse_on(source)
    assert node is None
    assert faults[0].code == "word_operator"
    assert faults[-1].code == "condition_too_deep"
