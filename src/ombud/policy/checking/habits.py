"""Habits of other languages, and of speech, recognised in the tree: answered with the author's own words put right."""

from collections.abc import Callable, Collection, Mapping

from ombud.policy.cel.syntax import Binary, Call, Ident, ListOf, Literal, Logic, Node, Select
from ombud.policy.cel.types import BOOL, NUMERIC, STRING, Type
from ombud.policy.checking.environment import Field
from ombud.policy.formatting.expressions import print_expression
from ombud.policy.problems import Fault, nearest

__all__ = [
    "COMPARISONS",
    "bracket_too_late",
    "chained",
    "is_nothing",
    "no_nothing",
    "one_by_one",
    "put_right",
    "shown",
    "sized",
    "unquoted",
]

_ORDERS = frozenset(("<", "<=", ">", ">="))
COMPARISONS = _ORDERS | {"==", "!="}
_NOTHING = frozenset(("None", "none", "nil", "Nil", "NULL", "Null", "undefined"))
_LONGEST_SHOWN = 120
_LONG = "..."


def shown(node: Node, spelt: Mapping[Node, str] | None = None) -> str:
    """The part as it would be written, with the nodes of `spelt` written so; ``...`` for what is long."""
    return print_expression(node, spelt) if node.end - node.start <= _LONGEST_SHOWN else _LONG


def one_by_one(element: Node, name: str, test: Node, elements: str) -> str:
    """The test of one element, asked of any of a list: ``item.links.exists(link, link.domain == "x.org")``."""
    return f"{elements}.exists({name}, {shown(test, {element: name})})"


# ── comparisons ──────────────────────────────────────────────────────────────────────────────────────────────────────
def chained(node: Binary, left: Type) -> str:
    """``1 < x < 5`` as two tests; empty where it is something else."""
    first = node.left
    if left != BOOL or not isinstance(first, Binary):
        return ""
    operators = {first.operator, node.operator}
    if not (operators <= _ORDERS or operators == {"=="}):
        return ""
    second = Binary(operator=node.operator, left=first.right, right=node.right, start=first.right.start, end=node.end)
    return _if_short(shown(Logic(operator="&&", operands=(first, second), start=node.start, end=node.end)))


def sized(node: Binary, left: Type, right: Type) -> str:
    """``item.links > 2`` with the list's size instead of the list; empty where it is something else."""
    if node.operator not in COMPARISONS:
        return ""
    for side, kind, other in ((node.left, left, right), (node.right, right, left)):
        if kind.name in ("list", "map") and other in NUMERIC:
            return _if_short(shown(node, {side: f"size({shown(side)})"}))
    return ""


def _if_short(text: str) -> str:
    return "" if text == _LONG else text


def bracket_too_late(node: Call) -> Fault | None:
    """The fault of ``size(item.links > 2)``: what has no size was put into the brackets too."""
    test = node.args[0] if node.function == "size" and len(node.args) == 1 and node.target is None else None
    if not isinstance(test, Binary) or test.operator not in COMPARISONS:
        return None
    side = test.right if isinstance(test.left, Literal) else test.left
    return Fault(
        "a comparison has no size",
        node.start,
        node.end,
        f"Close the bracket before it: `{shown(test, {side: f'size({shown(side)})'})}`.",
        code="wrong_arguments",
    )


def is_nothing(node: Node) -> bool:
    """Whether it is ``null``, or what other languages call it."""
    return (isinstance(node, Literal) and node.value is None) or (isinstance(node, Ident) and node.name in _NOTHING)


def no_nothing(node: Binary, path: str, field: Field | None) -> Fault:
    """The fault of a field that is compared with null; `field` is None for a record that may be missing."""
    there = node.operator == "!="
    if field is None or field.presence is not None:
        advice = f"Write `{'' if there else '!'}has({path})`."
    elif field.type == STRING:
        advice = f'`{path}` is always there, if empty: `{path} {node.operator} ""`. What may be missing has `has(...)`.'
    elif field.type.name == "list":
        advice = f"`{path}` is always there, if empty: `size({path}) {node.operator} 0`."
    else:
        advice = f"`{path}` is always there: remove this test."
    return Fault("what is missing is not null, it is asked about with has()", node.start, node.end, advice,
                 code="types_do_not_fit")  # fmt: skip


# ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def put_right(node: Call) -> Fault | None:
    """The fault of ``mentions("word", item.text)``; None where the text stands first, or cannot be told."""
    text, *rest = node.operands
    others = [argument for argument in rest if not isinstance(argument, Literal)]
    if not isinstance(text, Literal) or len(others) != 1 or not isinstance(others[0], Select):
        return None
    words = [shown(argument) for argument in node.operands if isinstance(argument, Literal)]
    right = f"{node.function}({', '.join([shown(others[0]), *words])})"
    return Fault(
        f"{node.function}() takes the text that is looked into first",
        node.start,
        node.end,
        f"Write `{right if len(right) <= _LONGEST_SHOWN else node.function + '(...)'}`.",
        code="wrong_arguments",
    )


def unquoted(
    node: Call, argument: Node, lists: Collection[str], path: Callable[[Node], str | None], example: str
) -> str:
    """Advice for an argument of a text function that is no text in quotation marks."""
    if isinstance(argument, Ident) and path(argument) is not None:
        name = argument.name
        if node.function == "in_list":
            name = name if name in lists else nearest(name, lists) or name
        quoted = f'"{name}"'
        return f"Put it in quotation marks: `{_if_short(shown(node, {argument: quoted})) or quoted}`."
    if isinstance(argument, ListOf) and argument.items and node.function in ("mentions", "in_list"):
        words = ", ".join(map(shown, argument.items))
        return f"Write it without brackets: `mentions({shown(node.operands[0])}, {words})`."
    return f"Write it like `{example}`."
