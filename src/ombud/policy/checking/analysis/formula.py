"""A checked condition -> a formula: ``&&`` and ``||`` over leaves, with every ``!`` pushed down to them.

A leaf holds or does not hold; that it may have no value at all matters only for "always": see `total`. In CEL a side
without a value never makes a test true, so every other conclusion needs only what is true.
"""

import math
import operator as compare
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ombud.policy.cel.syntax import Binary, Call, Has, ListOf, Literal, Logic, Node, Unary, children
from ombud.policy.cel.types import BOOL, DOUBLE, DYN, INT, NUMERIC, STRING, UINT, Type
from ombud.policy.checking.analysis.domains import Domain, among, between, other_than
from ombud.policy.checking.uses import (
    Checked,
    Constant,
    CountDistinct,
    CountEvents,
    FieldUse,
    FunctionUse,
    InSet,
    SignalUse,
    TextHit,
)

__all__ = ["Formula", "Join", "Known", "Leaf", "Spelling", "formula_of", "total"]

Spelling = Callable[[Node], str]
"""One text for each node, the same for nodes that say the same."""


class Known(msgspec.Struct, frozen=True, eq=False):
    """True or false whatever the event."""

    value: bool
    node: Node


class Leaf(msgspec.Struct, frozen=True, eq=False):
    """One test. `term` is what it is about; one of the following is what it says about it.

    `domain`: the term's value is in there. `words`: one of these is found in the term (not found, when not `holds`).
    Neither: the term itself `holds` or not.
    """

    term: str
    node: Node
    holds: bool = True
    domain: Domain | None = None
    words: frozenset[str] | None = None


class Join(msgspec.Struct, frozen=True, eq=False):
    """`operator` is ``&&`` or ``||``; no part is itself joined by the same."""

    operator: str
    parts: tuple["Formula", ...]
    node: Node


Formula = Known | Leaf | Join

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": compare.eq, "!=": compare.ne, "<": compare.lt, "<=": compare.le, ">": compare.gt, ">=": compare.ge,
    "in": compare.contains,
}  # fmt: skip
_MAX_TEXT = 64 * 1024


def formula_of(
    checked: Checked,
    spelling: Spelling,
    words: Mapping[str, frozenset[str]],
    known: Mapping[str, frozenset[str]],
    *,
    negated: bool = False,
) -> Formula:
    """The formula of a condition, or of its opposite.

    `words` are the terms of each text key (patterns have none); `known` are the only values that some fields have.
    """
    return _Reader(checked, spelling, words, known).read(checked.root, negated)


class _Reader:
    def __init__(
        self,
        checked: Checked,
        spelling: Spelling,
        words: Mapping[str, frozenset[str]],
        known: Mapping[str, frozenset[str]],
    ) -> None:
        self._checked = checked
        self._spelling = spelling
        self._words = words
        self._known = known

    def read(self, node: Node, negated: bool) -> Formula:
        match node:
            case Literal(value=bool() as value):
                return Known(value is not negated, node)
            case Unary(operator="!", operand=operand):
                return self.read(operand, not negated)
            case Logic(operator=operator, operands=operands):
                return _join(node, (operator == "&&") is not negated, [self.read(part, negated) for part in operands])
            case Has(target=target) if self._always_there(target):
                return Known(not negated, node)
            case Binary(operator=operator) if operator in _COMPARISONS:
                return self._comparison(node, negated)
        return self._search(node, negated) or Leaf(self._spelling(node), node, not negated)

    def _always_there(self, target: Node) -> bool:
        use = self._checked.uses.get(target)
        return isinstance(use, FieldUse) and use.field.presence is None

    def _search(self, node: Node, negated: bool) -> Leaf | None:
        """Words in a text, or a text in a list: more words find more."""
        match self._checked.uses.get(node):
            case TextHit(key=key, text=text) if key in self._words:
                exact = isinstance(node, Call) and node.function == "exact"
                where = f"words {exact} {'' if text is None else self._spelling(text)}"
                return Leaf(where, node, not negated, words=self._words[key])
            case InSet(text=text, entries=entries, parents=parents, exact=exact):
                return Leaf(f"in {parents} {exact} {self._spelling(text)}", node, not negated, words=entries)
        return None

    def _comparison(self, node: Binary, negated: bool) -> Formula:
        if node.operator == "in":
            return self._membership(node, negated)
        operator, subject, (found, value) = node.operator, node.left, self._constant(node.right)
        written, other = self._constant(node.left)
        if found and written and _comparable(value, other):
            return Known(_COMPARISONS[operator](other, value) is not negated, node)
        if not found:
            operator, subject = _FLIPPED.get(operator, operator), node.right
            found, value = written, other
        if not found:
            return self._of_two(node, negated)
        if isinstance(value, bool):
            equal = operator == "=="
            if operator not in ("==", "!=") or self._checked.type_of(subject) != BOOL:
                return Leaf(self._spelling(node), node, not negated)
            return self.read(subject, negated is (equal is value))
        if operator == "!=":
            operator, negated = "==", not negated
        kind = self._checked.type_of(subject)
        if isinstance(value, str):
            return self._of_text(node, subject, operator, value, kind, negated)
        if not isinstance(value, int | float) or kind.name not in _NUMBERS:
            return Leaf(self._spelling(node), node, not negated)
        return self._within(node, subject, _numbers(operator, value, kind, negated=negated))

    def _of_two(self, node: Binary, negated: bool) -> Leaf:
        if node.operator == "!=":
            plain = f"{self._spelling(node.left)} == {self._spelling(node.right)}"
            return Leaf(plain, node, negated)
        return Leaf(self._spelling(node), node, not negated)

    def _of_text(self, node: Node, subject: Node, operator: str, value: str, kind: Type, negated: bool) -> Leaf:
        if operator != "==" or kind != STRING:
            return Leaf(self._spelling(node), node, not negated)
        values = frozenset((value,))
        return self._within(node, subject, other_than(values, nan=False) if negated else among(values))

    def _membership(self, node: Binary, negated: bool) -> Formula:
        kind = self._checked.type_of(node.left)
        values = [self._constant(item) for item in node.right.items] if isinstance(node.right, ListOf) else [(False, 0)]
        plain = all(found and type(value) in (str, int) for found, value in values) and kind in (STRING, INT)
        if not plain:
            return Leaf(self._spelling(node), node, not negated)
        listed = frozenset(value for _, value in values)
        return self._within(node, node.left, other_than(listed, nan=False) if negated else among(listed))

    def _within(self, node: Node, subject: Node, domain: Domain) -> Leaf:
        return Leaf(self._spelling(subject), node, domain=domain.meet(self._possible(subject)))

    def _possible(self, subject: Node) -> Domain:
        """The values that a term can have at all."""
        use = self._checked.uses.get(subject)
        match use:
            case CountEvents() | CountDistinct():
                return Domain(low=0, whole=True)
            case FunctionUse(function=function) if function.name == "size":
                return Domain(low=0, high=self._longest(subject), whole=True)
            case FieldUse(field=field) if field.path in self._known:
                return Domain(only=self._known[field.path])
        kind = self._checked.type_of(subject)
        if kind == UINT:
            return Domain(low=0, whole=True)
        return Domain(nan=kind == DOUBLE, whole=kind == INT)

    def _longest(self, subject: Node) -> float:
        operand = subject.operands[0] if isinstance(subject, Call) else subject
        use = self._checked.uses.get(operand)
        return _MAX_TEXT if isinstance(use, FieldUse) and use.field.path == "item.text" else math.inf

    def _constant(self, node: Node) -> tuple[bool, Any]:
        if isinstance(node, Literal):
            return True, node.value
        use = self._checked.uses.get(node)
        return (True, use.value) if isinstance(use, Constant) else (False, None)


_NUMBERS = frozenset(("int", "uint", "double", "duration", "timestamp"))


def _comparable(one: Any, other: Any) -> bool:
    numbers = type(one) in (int, float) and type(other) in (int, float)
    return numbers or (type(one) is type(other) and isinstance(one, str | int))


def _numbers(operator: str, value: Any, kind: Type, *, negated: bool) -> Domain:
    whole = kind in (INT, UINT)
    if operator == "==" and negated:
        return other_than(frozenset((value,)), nan=kind == DOUBLE)
    return between(
        _OPPOSITE.get(operator, operator) if negated else operator, value, whole=whole, nan=negated and kind == DOUBLE
    )


def _join(node: Node, every: bool, parts: list[Formula]) -> Formula:
    operator = "&&" if every else "||"
    flat: list[Formula] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Join) and part.operator == operator else (part,))
    return Join(operator, tuple(flat), node)


def total(checked: Checked, node: Node) -> bool:
    """Whether the node has a value for every event. False when that is not certain."""
    match checked.uses.get(node):
        case FieldUse(certain=certain) | SignalUse(certain=certain):
            return certain
        case Constant() | CountEvents() | CountDistinct() | TextHit(text=None):
            return True
        case FunctionUse(function=function):
            return function.name == "size" and all(total(checked, part) for part in children(node))
        case InSet(text=text):
            return total(checked, text)
    match node:
        case Literal() | Has():
            return True
        case Logic() | ListOf() | Unary(operator="!"):
            return all(total(checked, part) for part in children(node))
        case Binary(operator=operator, left=left, right=right) if operator in _COMPARISONS:
            kinds = checked.type_of(left), checked.type_of(right)
            alike = operator == "in" or kinds[0] == kinds[1] != DYN or NUMERIC.issuperset(kinds)
            return alike and total(checked, left) and total(checked, right)
    return False
