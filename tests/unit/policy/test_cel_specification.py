"""What the CEL specification says of every operator and function, type by type, at its edges.

The tables are in ``cel_specification``, for whoever holds them against the specification from top to bottom: each line
of ``gives.txt`` is an expression and its value, written as an expression; each of ``fails.txt`` passes the checker and
has no value; each of ``refused.txt`` does not pass it, though what does the same without the checker may still run.
"""

from pathlib import Path

import pytest

from ombud.model import BadInput
from ombud.policy.cel.values import EvaluationError
from ombud.policy.expression import evaluate, value_of


def lines_of(table: str) -> list[str]:
    text = (Path(__file__).parent / "cel_specification" / table).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("-- ")]


GIVES, FAILS, REFUSED = map(lines_of, ("gives.txt", "fails.txt", "refused.txt"))
BROKEN = [line.removesuffix(" => !") for line in GIVES if line.endswith(" => !")]
VALUED = [tuple(line.rsplit(" => ", 1)) for line in GIVES if not line.endswith(" => !")]


@pytest.mark.parametrize(("source", "value"), VALUED)
def test_what_has_a_value(source: str, value: str) -> None:
    assert value_of(source, {}) == value


@pytest.mark.parametrize("source", BROKEN)
def test_what_is_no_expression(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {}, unchecked=True)
    assert caught.value.code == "expression_invalid"


@pytest.mark.parametrize("source", FAILS)
def test_what_passes_the_checker_and_has_no_value(source: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(source, {})
    with pytest.raises(EvaluationError):
        evaluate(source, {}, unchecked=True)


@pytest.mark.parametrize("source", REFUSED)
def test_what_the_checker_refuses(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {})
    assert caught.value.code == "expression_invalid"


def test_three_quotation_marks_hold_one_and_two_of_their_kind() -> None:
    assert (
        evaluate(
            '''"""a"b""c
d"""''',
            {},
        )
        == 'a"b""c\nd'
    )
    assert evaluate('''b"""a"b\\n"""''', {}) == b'a"b\n'


def test_two_sides_of_unknown_type_are_tried_when_they_are_there() -> None:
    for source in ("dyn(true) + dyn(true)", "dyn(1.5) % dyn(1.0)", "dyn(null) < dyn(null)", "dyn([1]) < dyn([2])"):
        with pytest.raises(EvaluationError) as caught:
            evaluate(source, {})
        assert caught.value.code == "no_such_overload"
