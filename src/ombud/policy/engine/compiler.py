"""Checked conditions -> one Python module, compiled once per policy version.

Where the checker knows the types, Python's own operators are written; where it does not, calls into `operators`. An
operand that cannot fail is joined with ``and``/``or``; one that can is wrapped, so that an error on one side gives way
to a decisive value on the other (CEL specification, "Logical operators").
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ombud.policy.cel import operators
from ombud.policy.cel.functions import STANDARD
from ombud.policy.cel.syntax import (
    Binary,
    Call,
    Conditional,
    Has,
    Ident,
    ListOf,
    Literal,
    Logic,
    Macro,
    MapOf,
    Node,
    Select,
    Unary,
    children,
    path_of,
)
from ombud.policy.cel.types import BOOL, BYTES, DOUBLE, DYN, INT, LINK, NUMERIC, ORDERED, SCALAR, STRING
from ombud.policy.cel.values import Duration, EvaluationError, Map, Value
from ombud.policy.checking.domain import fold
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
    Use,
    VariableUse,
)
from ombud.policy.engine.order import cheapest_first
from ombud.policy.engine.sharing import Shared, once

__all__ = ["Condition", "Writer", "compile_conditions"]

Condition = Callable[[Any], Value]
"""A compiled condition. Takes the evaluation; raises EvaluationError when it has no value."""

_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}
_MACROS = {"all": "all_of", "exists": "any_of", "exists_one": "one_of", "filter": "filter_of", "map": "map_of"}

_PROPORTIONAL = frozenset(
    ("contains", "matches", "lowerAscii", "string", "bytes", "double", "timestamp", "duration")
)  # functions that take the longer the more they are given
_NODES_PER_STEP = 8
_STEPS_PER_PATTERN = 1000  # to make a regex ready takes that much longer than to look at an element


def compile_conditions(conditions: Iterable[tuple[Checked, Node]]) -> list[Condition]:
    """One function per (checked condition, node of it to compute), all in one module."""
    writer = Writer()
    return writer.compile([writer.of(checked).write(node).text for checked, node in conditions])


class Writer:
    """Writes conditions as Python, all of one policy into one module, and compiles it."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {name: getattr(operators, name) for name in operators.__all__}
        self._names |= {"map_from": _map_from, "fail": _fail, "in_set": _in_set, "under_domain": _under_domain}
        self._names |= {"has_key": _has_key, "string": _string, "patterns": _patterns, "between": Duration.between}
        self._names |= {"once": once}
        self._shared = Shared()

    def of(self, checked: Checked) -> "_Writer":
        """What writes the nodes of one condition."""
        return _Writer(checked, self._names, self._shared)

    def all_of(self, checked: Checked, parts: Sequence[Node]) -> str:
        """The conjunction of some parts of a condition."""
        root = checked.root
        return self.of(checked).test(Logic(operator="&&", operands=tuple(parts), start=root.start, end=root.end))

    def compile(self, expressions: Iterable[str]) -> list[Condition]:
        """One function of the evaluation for each expression."""
        written = [self._shared.resolved(text) for text in expressions]
        lines = [f"def condition_{number}(e):\n    return {text}\n" for number, text in enumerate(written)]
        names = dict(self._names)
        text = "\n".join([*self._shared.functions(), *lines])
        exec(compile(text, "<policy>", "exec"), names)  # noqa: S102  the text is ours; literals go through repr
        return [names[f"condition_{number}"] for number in range(len(lines))]


class _Code(NamedTuple):
    """Python text, and whether running it can never raise."""

    text: str
    total: bool


class _Writer:
    def __init__(self, checked: Checked, names: dict[str, Any], shared: Shared) -> None:
        self._checked = checked
        self._names = names
        self._shared = shared
        self._macros = 0  # how many macros stand around what is being written
        self._writers: dict[type[Node], Callable[[Any], _Code]] = {
            Literal: lambda node: _Code(self._constant(node.value), True),
            Ident: self._name,
            Select: self._select,
            Has: self._has,
            Call: self._call,
            Unary: self._unary,
            Binary: self._binary,
            Logic: self._logic,
            Conditional: self._conditional,
            ListOf: self._list,
            MapOf: self._map,
            Macro: self._macro,
        }

    def test(self, node: Node) -> str:
        """The Python expression for a node that has to be a bool."""
        return self._as_test(node).text

    def write(self, node: Node) -> _Code:
        """The Python expression for one node."""
        use = self._checked.uses.get(node)
        code = self._writers[type(node)](node) if use is None else self._resolved(node, use)
        # What stands in a macro may be about its variable, which is another one in each turn.
        if self._macros or not _costs(node, use):
            return code
        return _Code(self._shared.marked(code.text), code.total)

    def _constant(self, value: Value) -> str:
        kind = type(value)
        if kind in (bool, str, bytes, type(None)) or (kind is float and math.isfinite(value)):
            return repr(value) if kind is not float or value >= 0 else f"({value!r})"
        if kind is int:
            return str(value) if value >= 0 else f"({value})"
        name = self._shared.constant(value)
        self._names[name] = value
        return name

    # ── what the checker resolved ────────────────────────────────────────────────────────────────────────────────
    def _resolved(self, node: Node, use: Use) -> _Code:
        match use:
            case Constant(value=value):
                return _Code(self._constant(value), True)
            case FieldUse(field=field, certain=certain):
                return _Code(field.read, certain)
            case VariableUse(name=name):
                return _Code(f"v_{name}", True)
            case SignalUse(name=name, certain=certain):
                return _Code(f"e.signal({name!r})", certain)
            case CountEvents(subject=subject, event_type=event_type, window=window):
                return _Code(f"e.count({subject!r}, {event_type!r}, {window!r})", False)
            case CountDistinct(subject=subject, event_type=event_type, field=field, window=window):
                return _Code(f"e.distinct({subject!r}, {event_type!r}, {field!r}, {window!r})", False)
            case SeenBefore(window=window):
                return _Code(f"e.seen_before({window!r})", False)
            case TextHit():
                return self._text_hit(use)
            case InSet():
                return self._in_set(use)
        return self._function(node, use)

    def _text_hit(self, use: TextHit) -> _Code:
        if use.text is None:
            return _Code(f"({use.key!r} in e.hits)", True)
        text = self.write(use.text)
        sure = self._is_string(use.text)
        read = text.text if sure else f"string({text.text})"
        return _Code(f"({use.key!r} in e.aside({read}))", sure and text.total)

    def _in_set(self, use: InSet) -> _Code:
        text = self.write(use.text)
        entries = self._constant(use.entries)
        helper = "under_domain" if use.parents else "in_set"
        return _Code(f"{helper}({text.text}, {entries}, {use.exact})", self._is_string(use.text) and text.total)

    def _is_string(self, node: Node) -> bool:
        return self._checked.type_of(node) == STRING

    def _function(self, node: Node, use: FunctionUse) -> _Code:
        operands = self._operands(node) if isinstance(node, Call) else []
        if use.overload is not None and use.overload.inline is not None:
            text = use.overload.inline.format(*(operand.text for operand in operands))
            return _Code(text, all(operand.total for operand in operands))
        return self._dynamic_call(use.function.name, operands)

    def _operands(self, node: Call) -> list[_Code]:
        operands = [self.write(operand) for operand in node.operands]
        if _reads_pattern(node) and not (self._macros and isinstance(node.operands[-1], Literal)):
            operands[-1] = _Code(f"patterns(e, 1, {operands[-1].text})", False)
        if not self._macros or node.function not in _PROPORTIONAL:
            return operands
        return [
            self._weighed(code) if self._checked.type_of(operand) in (STRING, BYTES, DYN) else code
            for operand, code in zip(node.operands, operands, strict=True)
        ]

    def _weighed(self, code: _Code) -> _Code:
        """What a macro does again and again with a large value takes steps; once is never too often."""
        return _Code(f"weigh(e, {code.text})", False) if self._macros else code

    def _dynamic_call(self, name: str, operands: list[_Code]) -> _Code:
        helper = f"f_{name}"
        self._names[helper] = STANDARD[name].run
        return _Code(f"{helper}({', '.join(operand.text for operand in operands)})", False)

    # ── names and selections ─────────────────────────────────────────────────────────────────────────────────────
    def _name(self, node: Ident) -> _Code:
        return _Code(f"fail('undeclared_reference', {f'undeclared reference to {node.name}'!r})", False)

    def _select(self, node: Select) -> _Code:
        operand = self.write(node.operand)
        if self._checked.type_of(node.operand) == LINK:
            return _Code(f"{operand.text}.{node.field}", operand.total)
        return _Code(f"select({operand.text}, {node.field!r})", False)

    def _has(self, node: Has) -> _Code:
        target = node.target
        match self._checked.uses.get(target):
            case FieldUse(field=field):
                return _Code("True" if field.presence is None else f"e.has({field.path!r})", True)
            case SignalUse(name=name):
                return _Code(f"(e.measured({name!r}).value is not None)", True)
        if isinstance(target, Select):
            operand = self.write(target.operand)
            if self._checked.type_of(target.operand) == LINK:
                return _Code("True", True)
            return _Code(f"has_key({operand.text}, {target.field!r})", False)
        return _Code(f"e.has({path_of(target)!r})", True)

    def _call(self, node: Call) -> _Code:
        operands = self._operands(node)
        function = STANDARD.get(node.function)
        if function is None or not any(len(o.args) == len(operands) for o in function.overloads):
            return _Code(f"fail('unbound_function', {f'unbound function {node.function}'!r})", False)
        return self._dynamic_call(node.function, operands)

    # ── operators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _unary(self, node: Unary) -> _Code:
        operand = self.write(node.operand)
        kind = self._checked.type_of(node.operand)
        if node.operator == "!":
            if kind == BOOL:
                return _Code(f"(not {operand.text})", operand.total)
            return _Code(f"not_({operand.text})", False)
        if kind == DOUBLE:
            return _Code(f"(-{operand.text})", operand.total)
        return _Code(f"negate({operand.text})", False)

    def _binary(self, node: Binary) -> _Code:
        left, right = self.write(node.left), self.write(node.right)
        total = left.total and right.total
        kinds = self._checked.type_of(node.left), self._checked.type_of(node.right)
        operator = node.operator
        if operator in _ARITHMETIC:
            return self._arithmetic(operator, left, right, kinds)
        if operator in ("==", "!="):
            if kinds[0] == kinds[1] and kinds[0] in SCALAR:
                return _Code(f"({left.text} {operator} {right.text})", total)
            sure = total and not SCALAR.isdisjoint(kinds)  # only what lists and maps hold is counted
            return _Code(f"({'not ' if operator == '!=' else ''}equals(e, {left.text}, {right.text}))", sure)
        if operator == "in":
            held = kinds[1].args[0] if kinds[1].name == "list" else None
            # Python finds a NaN in a list that holds the very same object: doubles are compared one by one.
            if held == kinds[0] and held in SCALAR and held != DOUBLE:
                right = right if isinstance(node.right, ListOf) else self._weighed(right)
                return _Code(f"({left.text} in {right.text})", left.total and right.total)
            return _Code(f"contains(e, {left.text}, {right.text})", False)
        if operator == "[]":
            return _Code(f"index({left.text}, {right.text})", False)
        if kinds[0] == kinds[1] and kinds[0] in ORDERED:
            return _Code(f"({left.text} {operator} {right.text})", total)
        return _Code(f"compare({operator!r}, {left.text}, {right.text})", set(kinds) <= NUMERIC and total)

    def _arithmetic(self, operator: str, left: _Code, right: _Code, kinds: tuple[Any, Any]) -> _Code:
        total = left.total and right.total
        plain = f"({left.text} {operator} {right.text})"
        if kinds == (DOUBLE, DOUBLE) and operator in "+-*":
            return _Code(plain, total)
        if operator == "+" and kinds in ((STRING, STRING), (BYTES, BYTES)):
            return self._weighed(_Code(plain, total))
        if kinds == (INT, INT) and operator in "+-*":
            return _Code(f"int64{plain}", False)
        found = _Code(f"{_ARITHMETIC[operator]}({left.text}, {right.text})", False)
        return self._weighed(found) if operator == "+" and not set(kinds) & NUMERIC else found

    def _logic(self, node: Logic) -> _Code:
        """Leading operands that cannot fail are joined as they are; from the first that can, errors are absorbed."""
        word, helper = ("and", "both") if node.operator == "&&" else ("or", "either")
        operands = [self._as_test(operand) for operand in cheapest_first(node.operands, self._checked)]
        sure = 0
        while sure < len(operands) and operands[sure].total:
            sure += 1
        parts = [operand.text for operand in operands[:sure]]
        rest = operands[sure:]
        if len(rest) == 1:
            parts.append(rest[0].text)
        elif rest:
            parts.append(f"{helper}({', '.join(f'lambda: {operand.text}' for operand in rest)})")
        return _Code(f"({f' {word} '.join(parts)})" if len(parts) > 1 else parts[0], not rest)

    def _as_test(self, node: Node) -> _Code:
        code = self.write(node)
        return (
            code
            if isinstance(node, Logic) or self._checked.type_of(node) == BOOL
            else _Code(f"truth({code.text})", False)
        )

    def _conditional(self, node: Conditional) -> _Code:
        test, then, other = self._as_test(node.test), self.write(node.then), self.write(node.other)
        total = test.total and then.total and other.total
        return _Code(f"({then.text} if {test.text} else {other.text})", total)

    # ── lists, maps, macros ──────────────────────────────────────────────────────────────────────────────────────
    def _list(self, node: ListOf) -> _Code:
        items = [self.write(item) for item in node.items]
        return _Code(f"[{', '.join(item.text for item in items)}]", all(item.total for item in items))

    def _map(self, node: MapOf) -> _Code:
        parts = ", ".join(self.write(part).text for entry in node.entries for part in entry)
        return _Code(f"map_from({parts})", False)

    def _macro(self, node: Macro) -> _Code:
        span = self.write(node.range).text
        if not self._macros and (made := sum(map(_patterns_in, node.steps))):
            span = f"patterns(e, {made}, {span})"
        self._macros += 1
        steps = ", ".join(f"lambda v_{node.variable}: {self.write(step).text}" for step in node.steps)
        self._macros -= 1
        cost = 1 + sum(map(_count, node.steps)) // _NODES_PER_STEP
        return _Code(f"{_MACROS[node.kind]}(e, {cost}, {span}, {steps})", False)


def _costs(node: Node, use: Use | None) -> bool:
    """Whether it is worth remembering what it came to."""
    match use:
        case InSet():
            return True
        case TextHit(text=text):
            return text is not None
        case FunctionUse(overload=overload):
            return overload is None or overload.inline is None
    return isinstance(node, Macro)


def _count(node: Node) -> int:
    """How many nodes run when this one does, without those that a macro in it runs for its own elements."""
    below = (node.range,) if isinstance(node, Macro) else children(node)
    return 1 + sum(map(_count, below))


def _reads_pattern(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "matches" and len(node.operands) > 1


def _patterns_in(node: Node) -> int:
    """How many patterns are written out in it: each is made ready once, however often it is asked."""
    own = _reads_pattern(node) and isinstance(children(node)[-1], Literal)
    return own + sum(map(_patterns_in, children(node)))


# ── what compiled conditions call ────────────────────────────────────────────────────────────────────────────────────
def _fail(code: str, message: str) -> Value:
    raise EvaluationError(code, message)


def _map_from(*parts: Value) -> Map:
    return Map(zip(parts[::2], parts[1::2], strict=True))


def _patterns(meter: operators.Metered, count: int, value: Value) -> Value:
    """`value`, after the steps that it takes to make `count` patterns ready."""
    meter.step(_STEPS_PER_PATTERN * count)
    return value


def _has_key(value: Value, key: str) -> bool:
    if isinstance(value, Map):
        return key in value
    raise EvaluationError("no_such_overload", "has() asks about a field of a map")


def _string(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise EvaluationError("no_such_overload", "in_list() reads a text")


def _in_set(value: Value, entries: frozenset[str], exact: bool) -> bool:
    text = _string(value)
    return (text if exact else fold(text)) in entries


def _under_domain(value: Value, entries: frozenset[str], exact: bool) -> bool:
    """Whether a domain or one of its parents is in the list: ``www.bit.ly`` is under ``bit.ly``."""
    domain = _string(value) if exact else fold(_string(value))
    while domain:
        if domain in entries:
            return True
        domain = domain.partition(".")[2]
    return False
