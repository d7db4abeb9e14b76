"""The syntax tree of a condition. Nodes are immutable and know where in the expression they stand.

Two nodes are the same only when they are the same object, so that tables can be keyed by node.
"""

import msgspec

from ombud.policy.cel.values import Value

__all__ = [
    "Binary",
    "Call",
    "Conditional",
    "Has",
    "Ident",
    "ListOf",
    "Literal",
    "Logic",
    "Macro",
    "MapOf",
    "Node",
    "Select",
    "Unary",
    "children",
    "path_of",
    "root_of",
]


class Node(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """`start` and `end` are code points of the expression; `depth` is the height of the tree from here down."""

    start: int
    end: int
    depth: int = 1


class Literal(Node, frozen=True, eq=False):
    value: Value


class Ident(Node, frozen=True, eq=False):
    """A name. `absolute` is one with a dot before it, which looks past the variables of macros."""

    name: str
    absolute: bool = False


class Select(Node, frozen=True, eq=False):
    """``operand.field``"""

    operand: Node
    field: str


class Has(Node, frozen=True, eq=False):
    """``has(target)``; `target` is a Select, or the name of a record that may be missing as a whole."""

    target: Node


class Call(Node, frozen=True, eq=False):
    """``function(args)``, or ``target.function(args)``. `name_start` is where the function's name begins."""

    function: str
    target: Node | None
    args: tuple[Node, ...]
    name_start: int

    @property
    def operands(self) -> tuple[Node, ...]:
        """The receiver, when there is one, then the arguments."""
        return self.args if self.target is None else (self.target, *self.args)


class Unary(Node, frozen=True, eq=False):
    """`operator` is ``!`` or ``-``."""

    operator: str
    operand: Node


class Binary(Node, frozen=True, eq=False):
    """`operator` is one of ``== != < <= > >= in + - * / %`` and ``[]`` for indexing."""

    operator: str
    left: Node
    right: Node


class Logic(Node, frozen=True, eq=False):
    """`operator` is ``&&`` or ``||``, over all operands of one chain."""

    operator: str
    operands: tuple[Node, ...]


class Conditional(Node, frozen=True, eq=False):
    """``test ? then : other``"""

    test: Node
    then: Node
    other: Node


class ListOf(Node, frozen=True, eq=False):
    items: tuple[Node, ...]


class MapOf(Node, frozen=True, eq=False):
    entries: tuple[tuple[Node, Node], ...]


class Macro(Node, frozen=True, eq=False):
    """``range.kind(variable, steps...)``: `kind` is ``all exists exists_one filter map``.

    ``map`` has two steps when it filters too: the test, then what to make of each element.
    """

    kind: str
    range: Node
    variable: str
    steps: tuple[Node, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order they are written."""
    match node:
        case Select(operand=operand) | Unary(operand=operand):
            return (operand,)
        case Has(target=target):
            return (target,)
        case Call():
            return node.operands
        case Binary(left=left, right=right):
            return (left, right)
        case Logic(operands=operands):
            return operands
        case Conditional(test=test, then=then, other=other):
            return (test, then, other)
        case ListOf(items=items):
            return items
        case MapOf(entries=entries):
            return tuple(part for entry in entries for part in entry)
        case Macro(range=span, steps=steps):
            return (span, *steps)
        case _:
            return ()


def root_of(node: Node) -> Node:
    """What a chain of selections begins with: the node itself where it is none."""
    while isinstance(node, Select):
        node = node.operand
    return node


def path_of(node: Node) -> str | None:
    """``a.b.c`` as a dotted path, when the node is a name or a chain of selections from a name."""
    parts: list[str] = []
    while isinstance(node, Select):
        parts.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return None
    parts.append(node.name)
    return ".".join(reversed(parts))
