"""Checked conditions -> columnar expressions, where both mean exactly the same.

An expression is null where the condition has no value (a missing field, an overflow, a signal that abstained). CEL lets
a decisive side of ``&&`` and ``||`` win over an error on the other; that is Kleene's logic with the error as the third
value, and it is what Polars does with null.

What is not exact here (values of unknown type, macros, conversions) has no expression, and the live engine is asked.
Times are whole microseconds where the event brings them, and 128-bit nanoseconds, as in CEL, once something is added.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import msgspec
import polars as pl

from ombud.policy.backtest.inputs import Input, Inputs
from ombud.policy.cel.syntax import Binary, Conditional, Has, ListOf, Literal, Logic, Node, Unary, children, path_of
from ombud.policy.cel.times import parse_timestamp
from ombud.policy.cel.types import BOOL, DOUBLE, DURATION, INT, STRING, TIMESTAMP, Type
from ombud.policy.cel.values import INT_MAX, INT_MIN, Duration, Timestamp, Value
from ombud.policy.checking.uses import (
    Checked,
    Constant,
    CountDistinct,
    CountEvents,
    FieldUse,
    FunctionUse,
    InSet,
    SeenBefore,
    SignalUse,
    TextHit,
)

__all__ = ["Column", "Columns"]

DTYPES: Mapping[Type, Any] = {
    BOOL: pl.Boolean, INT: pl.Int64, DOUBLE: pl.Float64, STRING: pl.String, TIMESTAMP: pl.Datetime("us", "UTC"),
}  # fmt: skip
"""How values of a type lie in a column."""

_AGES = {"author.age": "author.created_at", "item.age": "item.created_at"}
_RANGES = {
    INT: (INT_MIN, INT_MAX),
    TIMESTAMP: (int(parse_timestamp("0001-01-01T00:00:00Z")), int(parse_timestamp("9999-12-31T23:59:59.999999999Z"))),
    DURATION: (-INT_MAX, INT_MAX),
}
_TIMES = frozenset((TIMESTAMP, DURATION))
_WIDE = pl.Int128
_ZERO = pl.lit(0, dtype=_WIDE)


class Column(msgspec.Struct, frozen=True):
    """An expression with the type of its values.

    `nanos` says that times are nanoseconds, `nan` that a double may be NaN; `constant` is the value where it is known.
    """

    expr: pl.Expr
    kind: Type
    nanos: bool = False
    nan: bool = False
    constant: Value = None


class Columns:
    """The expressions of one condition over frames of one `schema`.

    `inputs` gives columns for what is not in the frame itself: hits, signals, counts; what it does not have yet has no
    expression.
    """

    def __init__(self, checked: Checked, schema: Mapping[str, Any], inputs: Inputs) -> None:
        self._checked = checked
        self._schema = schema
        self._inputs = inputs
        self._known: dict[Node, Column | None] = {}
        self._writers: dict[type[Node], Callable[[Any], Column | None]] = {
            Literal: lambda node: _constant(node.value),
            Has: self._has,
            Unary: self._unary,
            Binary: self._binary,
            Logic: self._logic,
            Conditional: self._conditional,
        }

    def exact(self, node: Node) -> Column | None:
        """The node as a column; None where only the live engine can tell."""
        if node not in self._known:
            self._known[node] = self._write(node)
        return self._known[node]

    def test(self, node: Node) -> pl.Expr | None:
        """The node as a boolean expression; None as in `exact`."""
        column = self.exact(node)
        return column.expr if column is not None and column.kind == BOOL else None

    def list_of(self, node: Node) -> pl.Expr | None:
        """A list field as a column of lists."""
        use = self._checked.uses.get(node)
        return self._list_field(use) if isinstance(use, FieldUse) else None

    def _write(self, node: Node) -> Column | None:
        use = self._checked.uses.get(node)
        match use:
            case Constant(value=value):
                return _constant(value)
            case FieldUse():
                return self._field(use)
            case FunctionUse():
                return self._function(node, use)
            case SignalUse(name=name):
                return self._input(Input.signal(name), self._checked.type_of(node))
            case CountEvents(subject=subject, event_type=event_type, window=window):
                return self._input(Input.count(subject, event_type, window), INT)
            case CountDistinct(subject=subject, event_type=event_type, field=field, window=window):
                return self._input(Input.distinct(subject, event_type, field, window), INT)
            case SeenBefore(window=window):
                column = self._input(Input.copies(window), INT)
                return None if column is None else Column(column.expr > 0, BOOL)
            case TextHit(key=key, text=None):
                return self._input(Input.hit(key), BOOL)
            case TextHit(key=key, text=text) if text is not None:
                return self._beside(Input.aside(key, self._source(text)))
            case InSet(text=text):
                return self._beside(Input.member(use, self._source(text)))
        writer = self._writers.get(type(node))
        return writer(node) if writer is not None else None

    # ── what events bring ────────────────────────────────────────────────────────────────────────────────────────
    def _input(self, wanted: Input, kind: Type) -> Column | None:
        if kind not in DTYPES or not self._inputs.has(wanted):
            return None
        return Column(pl.col(wanted.name), kind)

    def _beside(self, wanted: Input) -> Column | None:
        return self._input(wanted, BOOL) if wanted.source is not None else None

    def _source(self, node: Node) -> str | None:
        """The frame's own column that a text function reads; None when it reads something else."""
        use = self._checked.uses.get(node)
        if isinstance(use, FieldUse) and use.field.type == STRING and self._schema.get(use.field.path) == pl.String:
            return use.field.path
        return None

    def _field(self, use: FieldUse) -> Column | None:
        path, kind = use.field.path, use.field.type
        if path in _AGES:
            return Column(pl.col("event.at").to_physical() - pl.col(_AGES[path]).to_physical(), DURATION)
        wanted, stored = DTYPES.get(kind), self._schema.get(path)
        if wanted is None or stored is None:
            return None
        column = pl.col(path)
        if stored == pl.Null or (kind == DOUBLE and stored == pl.Int64):
            column = column.cast(wanted)
        elif stored != wanted:
            return None
        return Column(column.to_physical() if kind == TIMESTAMP else column, kind)

    def _list_field(self, use: FieldUse) -> pl.Expr | None:
        stored, kind = self._schema.get(use.field.path), use.field.type
        if kind.name != "list" or stored is None:
            return None
        if use.field.path == "item.links":
            return pl.col("item.links")
        wanted = DTYPES.get(kind.args[0])
        if wanted is None or stored not in (pl.Null, pl.List(pl.Null), pl.List(wanted)):
            return None
        return pl.col(use.field.path).cast(pl.List(wanted)) if stored != pl.List(wanted) else pl.col(use.field.path)

    def _has(self, node: Has) -> Column | None:
        match self._checked.uses.get(node.target):
            case FieldUse(field=field):
                if field.presence is None:
                    return Column(pl.lit(value=True), BOOL)
                path = _AGES.get(field.path, field.path)
                return Column(pl.col(path).is_not_null(), BOOL) if path in self._schema else None
            case SignalUse(name=name):
                column = self._input(Input.signal(name), self._checked.type_of(node.target))
                return None if column is None else Column(column.expr.is_not_null(), BOOL)
        return Column(pl.col("author"), BOOL) if path_of(node.target) == "author" else None

    # ── operators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _logic(self, node: Logic) -> Column | None:
        tests = [self.test(operand) for operand in node.operands]
        known = [test for test in tests if test is not None]
        if len(known) < len(tests):
            return None
        return Column(_joined(node.operator, known), BOOL)

    def _conditional(self, node: Conditional) -> Column | None:
        test, then, other = self.test(node.test), self.exact(node.then), self.exact(node.other)
        if test is None or then is None or other is None or then.kind != other.kind:
            return None
        nanos = then.nanos or other.nanos
        if nanos:
            then, other = _in_nanos(then), _in_nanos(other)
        chosen = pl.when(test).then(then.expr).when(~test).then(other.expr)  # and null where the test has no value
        return Column(chosen, then.kind, nanos, then.nan or other.nan)

    def _unary(self, node: Unary) -> Column | None:
        operand = self.exact(node.operand)
        if operand is None:
            return None
        if node.operator == "!":
            return Column(~operand.expr, BOOL)
        if operand.kind == DOUBLE:
            return Column(-operand.expr, DOUBLE, nan=operand.nan)
        return _checked(_ZERO - operand.expr.cast(_WIDE), INT)

    def _binary(self, node: Binary) -> Column | None:
        if node.operator == "in":
            return self._membership(node)
        left, right = self.exact(node.left), self.exact(node.right)
        if left is None or right is None:
            return None
        if node.operator in ("==", "!=", "<", "<=", ">", ">="):
            return _comparison(node.operator, left, right)
        return _arithmetic(node.operator, left, right)

    def _membership(self, node: Binary) -> Column | None:
        needle = self.exact(node.left)
        if needle is None or needle.kind not in (BOOL, INT, STRING):
            return None
        if isinstance(node.right, ListOf):
            items = [self.exact(item) for item in node.right.items]
            values = [item.constant for item in items if item is not None and item.kind == needle.kind]
            if len(values) < len(items) or None in values:
                return None
            return Column(needle.expr.is_in(pl.Series(values, dtype=DTYPES[needle.kind]).implode()), BOOL)
        held = self._checked.type_of(node.right).args
        haystack = self.list_of(node.right)
        if haystack is None or held != (needle.kind,):
            return None
        # An error on either side is an error of the whole; contains() has an answer for a null needle.
        found = haystack.list.contains(needle.expr)
        return Column(found if needle.constant is not None else pl.when(needle.expr.is_not_null()).then(found), BOOL)

    # ── functions ────────────────────────────────────────────────────────────────────────────────────────────────
    def _function(self, node: Node, use: FunctionUse) -> Column | None:
        name, given = use.function.name, children(node)
        if name == "size" and (elements := self.list_of(given[0])) is not None:
            return Column(elements.list.len().cast(pl.Int64), INT)
        operands = [self.exact(operand) for operand in given]
        if not all(operand is not None and operand.kind == STRING for operand in operands):
            return None
        texts = [operand.expr for operand in operands if operand is not None]
        match name, len(texts):
            case "size", 1:
                return Column(texts[0].str.len_chars().cast(pl.Int64), INT)
            case "contains", 2:
                return Column(texts[0].str.contains(texts[1], literal=True), BOOL)
            case "startsWith", 2:
                return Column(texts[0].str.starts_with(texts[1]), BOOL)
            case "endsWith", 2:
                return Column(texts[0].str.ends_with(texts[1]), BOOL)
        return None


def _joined(operator: str, tests: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda a, b: a & b, tests) if operator == "&&" else reduce(lambda a, b: a | b, tests)


def _constant(value: Value) -> Column | None:
    match value:
        case bool():
            return Column(pl.lit(value), BOOL, constant=value)
        case Timestamp() | Duration():
            kind = TIMESTAMP if isinstance(value, Timestamp) else DURATION
            return Column(pl.lit(int(value), dtype=_WIDE), kind, nanos=True, constant=value)
        case int() if type(value) is int:
            return Column(pl.lit(value, dtype=pl.Int64), INT, constant=value)
        case float():
            return Column(pl.lit(value, dtype=pl.Float64), DOUBLE, constant=value)
        case str() if type(value) is str:
            return Column(pl.lit(value, dtype=pl.String), STRING, constant=value)
    return None


def _in_nanos(column: Column) -> Column:
    if column.nanos:
        return column
    return Column(column.expr.cast(_WIDE) * pl.lit(1000, dtype=_WIDE), column.kind, nanos=True)


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────
_OPERATORS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_SWAPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _comparison(operator: str, left: Column, right: Column) -> Column:
    if {left.kind, right.kind} == {INT, DOUBLE}:
        left, right = _as_double(left), _as_double(right)
    if left.kind in _TIMES:
        return Column(_times(operator, left, right), BOOL)
    found = _OPERATORS[operator](left.expr, right.expr)
    if left.nan or right.nan:
        # Polars orders NaN above all numbers and equal to itself; IEEE 754 and CEL compare it false.
        either = left.expr.is_nan() | right.expr.is_nan()
        found = pl.when(either).then(pl.lit(operator == "!=")).when(~either).then(found)
    return Column(found, BOOL)


def _as_double(column: Column) -> Column:
    return Column(column.expr.cast(pl.Float64), DOUBLE, nan=column.nan)


def _times(operator: str, left: Column, right: Column) -> pl.Expr:
    if left.constant is not None and right.constant is None:
        return _times(_SWAPPED[operator], right, left)
    if not left.nanos and right.constant is not None and operator in ("<", "<=", ">", ">="):
        # Whole microseconds beside a constant: x*1000 < c  <=>  x < ceil(c/1000), and so on.
        up = operator in ("<", ">=")
        bound = -(-int(right.constant) // 1000) if up else int(right.constant) // 1000
        return _OPERATORS[operator](left.expr, pl.lit(bound, dtype=pl.Int64))
    if left.nanos or right.nanos:
        left, right = _in_nanos(left), _in_nanos(right)
    return _OPERATORS[operator](left.expr, right.expr)


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _arithmetic(operator: str, left: Column, right: Column) -> Column | None:
    kinds = left.kind, right.kind
    if kinds == (STRING, STRING) and operator == "+":
        return Column(left.expr + right.expr, STRING)
    if kinds == (DOUBLE, DOUBLE) and operator in ("+", "-", "*"):
        return Column(_PLAIN[operator](left.expr, right.expr), DOUBLE, nan=True)
    if kinds == (INT, INT):
        return _integers(operator, left.expr.cast(_WIDE), right.expr.cast(_WIDE))
    result = _TIME_RESULTS.get((operator, *kinds))
    if result is None:
        return None
    return _checked(_PLAIN[operator](_in_nanos(left).expr, _in_nanos(right).expr), result)


_PLAIN: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
_TIME_RESULTS = {
    ("+", TIMESTAMP, DURATION): TIMESTAMP,
    ("+", DURATION, TIMESTAMP): TIMESTAMP,
    ("+", DURATION, DURATION): DURATION,
    ("-", TIMESTAMP, TIMESTAMP): DURATION,
    ("-", TIMESTAMP, DURATION): TIMESTAMP,
    ("-", DURATION, DURATION): DURATION,
}


def _integers(operator: str, left: pl.Expr, right: pl.Expr) -> Column | None:
    """Reckoned in 128 bits, where no two 64-bit numbers overflow, and null where the result needs more than 64."""
    if operator in _PLAIN:
        return _checked(_PLAIN[operator](left, right), INT)
    divisor = pl.when(right != 0).then(right)  # dividing by zero has no value
    size = left.abs() // divisor.abs()
    quotient = pl.when((left < 0) == (right < 0)).then(size).otherwise(_ZERO - size)
    if operator == "/":
        return _checked(quotient, INT)
    return _checked(left - divisor * quotient, INT) if operator == "%" else None


def _checked(wide: pl.Expr, kind: Type) -> Column:
    """128-bit results within the range of their type, null outside: CEL's overflow errors."""
    low, high = _RANGES[kind]
    within = pl.when((wide >= pl.lit(low, dtype=_WIDE)) & (wide <= pl.lit(high, dtype=_WIDE))).then(wide)
    return Column(within.cast(pl.Int64), INT) if kind == INT else Column(within, kind, nanos=True)
