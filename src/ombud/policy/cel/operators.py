"""What the operators do to values whose types are only known at run time.

Where the checker knows the types, the compiler writes Python's own operators instead and these are not called.
CEL specification, "Standard definitions": https://github.com/google/cel-spec/blob/master/doc/langdef.md
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Protocol

from ombud.policy.cel.values import (
    INT_MAX,
    INT_MIN,
    UINT_MAX,
    Duration,
    EvaluationError,
    Map,
    Timestamp,
    TypeValue,
    Uint,
    Value,
    no_overload,
)

__all__ = [
    "add",
    "all_of",
    "any_of",
    "both",
    "compare",
    "contains",
    "divide",
    "either",
    "elements",
    "equals",
    "filter_of",
    "index",
    "int64",
    "map_of",
    "modulo",
    "multiply",
    "negate",
    "not_",
    "one_of",
    "select",
    "subtract",
    "truth",
    "uint64",
    "weigh",
]


class Metered(Protocol):
    """Something that counts the steps a condition takes and raises EvaluationError when they are too many."""

    def step(self, cost: int = 1) -> None: ...


_LETTERS_PER_STEP = 64
_ELEMENTS_PER_STEP = 8


def weigh(meter: Metered, value: Value) -> Value:
    """`value`, with steps counted in proportion to its size.

    For what macros repeat: so many small values are allowed as few large ones.
    """
    if isinstance(value, str | bytes):
        meter.step(len(value) // _LETTERS_PER_STEP)
    elif isinstance(value, list | tuple | Map):
        meter.step(len(value) // _ELEMENTS_PER_STEP)
    return value


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def int64(number: int) -> int:
    """`number`, or EvaluationError when it does not fit in 64 bits."""
    if INT_MIN <= number <= INT_MAX:
        return number
    raise EvaluationError("overflow", "an int is out of range (64 bits)")


def uint64(number: int) -> Uint:
    """`number` as a uint, or EvaluationError when it is negative or does not fit in 64 bits."""
    if 0 <= number <= UINT_MAX:
        return Uint(number)
    raise EvaluationError("overflow", "a uint is out of range (64 bits)")


def _kind(value: Value) -> type | None:
    """int, Uint or float for a number of the language, else None (a bool is not a number here)."""
    kind = type(value)
    return kind if kind in (int, Uint, float) else None


def _arithmetic(name: str, left: Value, right: Value, operation: Callable[[Value, Value], Value]) -> Value:
    kind = _kind(left)
    if kind is None or kind is not _kind(right):
        raise no_overload(name, left, right)
    result = operation(left, right)
    if kind is float:
        return result
    return int64(result) if kind is int else uint64(result)


def add(left: Value, right: Value) -> Value:
    """``left + right``: numbers of one type, text, bytes, lists, times."""
    match left, right:
        case (Timestamp(), Duration()) | (Duration(), Timestamp()):
            return Timestamp.checked(int(left) + int(right))
        case Duration(), Duration():
            return Duration.checked(int(left) + int(right))
        case TypeValue(), _:
            raise no_overload("+", left, right)
        case (str(), str()) | (bytes(), bytes()):
            return left + right
        case (list() | tuple(), list() | tuple()):
            return [*left, *right]
    return _arithmetic("+", left, right, lambda a, b: a + b)


def subtract(left: Value, right: Value) -> Value:
    """``left - right``"""
    match left, right:
        case Timestamp(), Timestamp():
            return Duration.checked(int(left) - int(right))
        case Timestamp(), Duration():
            return Timestamp.checked(int(left) - int(right))
        case Duration(), Duration():
            return Duration.checked(int(left) - int(right))
    return _arithmetic("-", left, right, lambda a, b: a - b)


def multiply(left: Value, right: Value) -> Value:
    """``left * right``"""
    return _arithmetic("*", left, right, lambda a, b: a * b)


def divide(left: Value, right: Value) -> Value:
    """``left / right``: towards zero for whole numbers; IEEE 754 for doubles, where dividing by zero has a value."""
    return _arithmetic("/", left, right, _quotient)


def modulo(left: Value, right: Value) -> Value:
    """``left % right``: the sign of `left`."""
    if _kind(left) is float:
        raise no_overload("%", left, right)
    return _arithmetic("%", left, right, _remainder)


def _remainder(left: Value, right: Value) -> Value:
    quotient = _quotient(left, right)
    # What cannot be divided leaves no remainder either: -2**63 % -1 overflows as -2**63 / -1 does.
    return left - right * (int64(quotient) if type(left) is int else quotient)


def _quotient(left: Value, right: Value) -> Value:
    if isinstance(left, float):
        if right == 0:
            sign = str(right).startswith("-") != str(left).startswith("-")
            return float("nan") if left == 0 or left != left else float("-inf" if sign else "inf")
        return left / right
    if right == 0:
        raise EvaluationError("divide_by_zero", "division by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def negate(value: Value) -> Value:
    """``-value``"""
    if type(value) is float:
        return -value
    if type(value) is int:
        return int64(-value)
    raise no_overload("-", value)


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────
def equals(meter: Metered, left: Value, right: Value) -> bool:
    """``left == right``: values of different types are not equal, except numbers, which are compared by value.

    Lists and maps take steps: one list may stand in another many times over, so that its text would be without end.
    """
    pairs = [(left, right)]
    while pairs:
        left, right = pairs.pop()
        if type(left) in (list, tuple) and type(right) in (list, tuple):
            if len(left) != len(right):
                return False
            pairs.extend(zip(reversed(left), reversed(right), strict=True))
        elif type(left) is Map and type(right) is Map:
            if len(left) != len(right) or not all(key in right for key in left):
                return False
            pairs.extend((left[key], right[key]) for key in left)
        elif _same(left, right):
            continue
        else:
            return False
        meter.step(1 + len(left) // _ELEMENTS_PER_STEP)
    return True


def _same(left: Value, right: Value) -> bool:
    if _kind(left) is not None and _kind(right) is not None:
        left, right = _comparable(left, right)
    elif type(left) is not type(right):
        return False
    return bool(left == right)


def _comparable(left: Value, right: Value) -> tuple[Value, Value]:
    # An int beside a double is compared as a double, as the conformance suite has it for 2**63.
    if isinstance(left, float) or isinstance(right, float):
        return float(left), float(right)
    return left, right


def compare(operator: str, left: Value, right: Value) -> bool:
    """``< <= > >=`` between numbers, or between two values of one ordered type. NaN compares false."""
    if _kind(left) is not None and _kind(right) is not None:
        left, right = _comparable(left, right)
    elif type(left) is not type(right) or type(left) not in (bool, str, bytes, Duration, Timestamp):
        raise no_overload(operator, left, right)
    match operator:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


# ── lists and maps ───────────────────────────────────────────────────────────────────────────────────────────────────
def contains(meter: Metered, needle: Value, haystack: Value) -> bool:
    """``needle in haystack``: an element of a list, a key of a map."""
    if isinstance(haystack, list | tuple):
        weigh(meter, haystack)
        return any(equals(meter, needle, item) for item in haystack)
    if isinstance(haystack, Map):
        return needle in haystack
    raise no_overload("in", needle, haystack)


def index(operand: Value, key: Value) -> Value:
    """``operand[key]``: a position in a list, a key of a map."""
    if isinstance(operand, Map):
        return operand[key]
    if isinstance(operand, list | tuple) and _kind(key) is not None:
        if key == key // 1 and 0 <= key < len(operand):
            return operand[int(key)]
        raise EvaluationError("no_such_index", f"the list has no element {key}")
    raise no_overload("[]", operand, key)


def select(operand: Value, field: str) -> Value:
    """``operand.field`` where `operand` is a map."""
    if isinstance(operand, Map):
        return operand[field]
    raise no_overload(f".{field}", operand)


def elements(value: Value) -> Iterator[Value]:
    """What a macro goes over: the elements of a list, the keys of a map."""
    if isinstance(value, list | tuple | Map):
        return iter(value)
    raise no_overload("a macro", value)


# ── logic ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def truth(value: Value) -> bool:
    """`value` when it is a bool, else EvaluationError."""
    if value is True or value is False:
        return bool(value)
    raise no_overload("a test", value)


def not_(value: Value) -> bool:
    """``!value``"""
    return not truth(value)


Thunk = Callable[[], Value]


def both(*operands: Thunk) -> bool:
    """``&&``: false wins over an error on either side (CEL specification, "Logical operators")."""
    return _decide(operands, decisive=False)


def either(*operands: Thunk) -> bool:
    """``||``: true wins over an error on either side."""
    return _decide(operands, decisive=True)


def _decide(operands: Iterable[Thunk], *, decisive: bool) -> bool:
    pending: EvaluationError | None = None
    for operand in operands:
        try:
            if truth(operand()) is decisive:
                return decisive
        except EvaluationError as error:
            pending = pending or error
    if pending is not None:
        raise pending
    return not decisive


# ── macros ───────────────────────────────────────────────────────────────────────────────────────────────────────────
# `cost` is how many steps each element takes.
Step = Callable[[Value], Value]


def _walk(meter: Metered, cost: int, value: Value) -> Iterator[Value]:
    for element in elements(value):
        meter.step(cost)
        yield element


def all_of(meter: Metered, cost: int, value: Value, test: Step) -> bool:
    """``value.all(x, test)``"""
    return _decide((partial(test, x) for x in _walk(meter, cost, value)), decisive=False)


def any_of(meter: Metered, cost: int, value: Value, test: Step) -> bool:
    """``value.exists(x, test)``"""
    return _decide((partial(test, x) for x in _walk(meter, cost, value)), decisive=True)


def one_of(meter: Metered, cost: int, value: Value, test: Step) -> bool:
    """``value.exists_one(x, test)``: errors are not absorbed, since every element counts."""
    return sum(truth(test(x)) for x in _walk(meter, cost, value)) == 1


def filter_of(meter: Metered, cost: int, value: Value, test: Step) -> Value:
    """``value.filter(x, test)``"""
    return [x for x in _walk(meter, cost, value) if truth(test(x))]


def map_of(meter: Metered, cost: int, value: Value, *steps: Step) -> Value:
    """``value.map(x, make)`` or ``value.map(x, test, make)``"""
    *tests, make = steps
    return [make(x) for x in _walk(meter, cost, value) if all(truth(test(x)) for test in tests)]
