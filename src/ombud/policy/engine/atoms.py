"""What must be true of an event for a condition to hold, as far as a table can tell.

A condition is a conjunction of parts. Some parts are of a kind that one look at one value decides for all rules at
once: a comparison with a constant, membership, a hit in the text. These are its atoms; `rest` are the parts that must
be run. A part becomes an atom only when it cannot fail, so that a false one makes the whole condition false whatever
the others do (CEL specification, "Logical operators": a false operand of ``&&`` absorbs errors).
"""

import math
from typing import NamedTuple

import msgspec

from ombud.policy.cel.syntax import Binary, Call, Has, ListOf, Literal, Logic, Node, children
from ombud.policy.cel.types import BOOL, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT
from ombud.policy.cel.values import Value
from ombud.policy.checking.uses import Checked, Constant, FieldUse, FunctionUse, TextHit
from ombud.policy.engine.compiler import Writer

__all__ = ["Among", "Atom", "Bound", "Hit", "Holds", "Parts", "Present", "parts_of"]


_Plain = bool | int | str
"""Values that are compared: times and durations as their nanoseconds."""


class Hit(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """One of these text keys hits in the item's own text."""

    keys: frozenset[str]


class Bound(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """What `read` gives is above (`lower`) or below `limit`; the limit itself counts unless `strict`."""

    read: str
    lower: bool
    strict: bool
    limit: int | float


class Among(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """What `read` gives is one of `values`, of which there is at least one."""

    read: str
    values: frozenset[_Plain]


class Holds(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The list that `read` gives holds one of `values`."""

    read: str
    values: frozenset[_Plain]


class Present(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The event has the field `path`."""

    path: str


Atom = Hit | Bound | Among | Holds | Present

_MIN_KEPT, _MAX_KEPT = -(2**63), 2**63 - 1
"""What a blueprint can keep. In nanoseconds that ends with the year 2262, and a timestamp with 9999."""

_ORDERED = frozenset((INT, UINT, DOUBLE, DURATION, TIMESTAMP))
_COMPARED = frozenset((BOOL, INT, UINT, STRING, DURATION, TIMESTAMP))
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class Parts(NamedTuple):
    """A condition taken apart: it holds when all `atoms` do and the conjunction of `rest` does.

    Of each kind there is at most one atom about the same value.
    """

    atoms: tuple[Atom, ...]
    rest: tuple[Node, ...]


def parts_of(checked: Checked, writer: Writer) -> Parts:
    """The parts of a condition."""
    atoms: dict[object, Atom] = {}
    rest: list[Node] = []
    reader = _Reader(checked, writer)
    for operand in conjuncts(checked.root):
        atom = reader.atom(operand)
        if atom is None:
            rest.append(operand)
            continue
        about = _about(atom)
        both = _both(atoms[about], atom) if about in atoms else atom
        if both is None:
            rest.append(operand)
        else:
            atoms[about] = both
    return Parts(tuple(atoms.values()), tuple(rest))


def _about(atom: Atom) -> object:
    """What the atom asks, without what it wants to hear."""
    match atom:
        case Bound():
            return Bound, atom.read, atom.lower, atom.strict
        case Among() | Holds():
            return type(atom), atom.read
        case Present():
            return Present, atom.path
    return Hit


def conjuncts(node: Node) -> list[Node]:
    """The operands of ``&&``, those of nested ones too."""
    if not isinstance(node, Logic) or node.operator != "&&":
        return [node]
    return [part for operand in node.operands for part in conjuncts(operand)]


def _both(one: Atom, other: Atom) -> Atom | None:
    """Two atoms about the same thing as one: the tighter limit, the values in both; None when it takes two."""
    match one, other:
        case Bound(), Bound():
            return (max if one.lower else min)(one, other, key=_limit)
        case Among(read=read, values=values), Among(values=others):
            return Among(read, values & others) if values & others else None
        case Present(), Present():
            return one
    return None


def _limit(bound: Bound) -> int | float:
    return bound.limit


class _Reader:
    def __init__(self, checked: Checked, writer: Writer) -> None:
        self._checked = checked
        self._writer = writer

    def atom(self, node: Node) -> Atom | None:
        use = self._checked.uses.get(node)
        match node:
            case Call() if isinstance(use, TextHit) and use.text is None:
                return Hit(frozenset((use.key,)))
            case Has(target=target):
                asked = self._checked.uses.get(target)
                return Present(asked.field.path) if isinstance(asked, FieldUse) else None
            case Logic(operator="||", operands=operands):
                return _either([self.atom(operand) for operand in operands])
            case Binary():
                return self._comparison(node)
        if isinstance(use, FieldUse) and self._checked.type_of(node) == BOOL and use.field.direct:
            return Among(use.field.direct, frozenset((True,)))
        return None

    def _comparison(self, node: Binary) -> Atom | None:
        if node.operator == "in":
            return self._membership(node)
        if node.operator not in _MIRRORED:
            return None
        for left, right, operator in (
            (node.left, node.right, node.operator),
            (node.right, node.left, _MIRRORED[node.operator]),
        ):
            kind = self._checked.type_of(left)
            limit = self._constant(right)
            if limit is None or kind != self._checked.type_of(right) or (read := self._read(left)) is None:
                continue
            if operator == "==":
                return Among(read, frozenset((limit[0],))) if kind in _COMPARED else None
            if kind not in _ORDERED or (isinstance(limit[0], float) and math.isnan(limit[0])):
                return None
            return Bound(read, operator in (">", ">="), operator in (">", "<"), limit[0])
        return None

    def _membership(self, node: Binary) -> Atom | None:
        """``"x" in field``, or ``field in ["x", "y"]``."""
        left, right = self._checked.type_of(node.left), self._checked.type_of(node.right)
        if right.name != "list" or right.args[0] != left or left not in _COMPARED:
            return None
        wanted = self._constant(node.left)
        if wanted is not None:
            read = self._read(node.right)
            return None if read is None else Holds(read, frozenset(wanted))
        if isinstance(node.right, ListOf) and (read := self._read(node.left)) is not None:
            values = [self._constant(item) for item in node.right.items]
            if values and all(value is not None for value in values):
                return Among(read, frozenset(value[0] for value in values if value is not None))
        return None

    def _constant(self, node: Node) -> tuple[Value] | None:
        """The value of a node that is one, in a tuple of its own; None also for an integer that cannot be kept."""
        use = self._checked.uses.get(node)
        if isinstance(node, Literal):
            value = node.value
        elif isinstance(use, Constant):
            value = use.value
        else:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            return (value,)
        return (int(value),) if _MIN_KEPT <= value <= _MAX_KEPT else None

    def _read(self, node: Node) -> str | None:
        """Python that reads the node's value and costs next to nothing; None when it could fail, or cost."""
        use = self._checked.uses.get(node)
        if isinstance(use, FieldUse):
            return use.field.direct
        if self._is_plain(node):
            code = self._writer.of(self._checked).write(node)
            return code.text if code.total else None
        return None

    def _is_plain(self, node: Node) -> bool:
        """Whether only fields that are always there, and functions over them, stand in it."""
        use = self._checked.uses.get(node)
        if isinstance(use, FieldUse):
            return use.field.presence is None
        if isinstance(use, FunctionUse):
            return (
                use.overload is not None
                and use.overload.inline is not None
                and all(map(self._is_plain, children(node)))
            )
        # Only these are written out; other constants have names that the index does not know.
        return isinstance(node, Literal) and type(node.value) in (bool, int, str)


def _either(atoms: list[Atom | None]) -> Atom | None:
    """Several atoms about the same value as one, when that can be said."""
    first = atoms[0]
    if all(isinstance(atom, Hit) for atom in atoms):
        return Hit(frozenset().union(*(atom.keys for atom in atoms if isinstance(atom, Hit))))
    for kind in (Among, Holds):
        same = [atom for atom in atoms if isinstance(atom, kind)]
        if isinstance(first, kind) and len(same) == len(atoms) and all(atom.read == first.read for atom in same):
            return kind(first.read, frozenset().union(*(atom.values for atom in same)))
    return None
