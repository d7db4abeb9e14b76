"""In which order the operands of ``&&`` and ``||`` are run: the cheapest first, so that what is dear is seldom asked.

CEL lets either side decide whatever the other does, so the order is ours (CEL specification, "Logical operators").
What stands behind a ``has()`` stays behind it: it is compiled on the strength of that.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ombud.policy.cel.syntax import Has, Macro, Node, children, path_of
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

__all__ = ["cheapest_first"]

_MOST = 64
"""Operands of one chain beyond which their order is left alone."""

_FIELD, _TEXT, _FUNCTION, _LOOP, _HISTORY, _SIGNAL = 1, 4, 8, 16, 32, 64


class _Operand(NamedTuple):
    node: Node
    cost: int
    asks: frozenset[str]
    guards: frozenset[str]


def cheapest_first(operands: Sequence[Node], checked: Checked) -> list[Node]:
    """The operands in an order that means the same; equally cheap ones stay as they were written."""
    if len(operands) > _MOST:
        return list(operands)
    waiting = [_Operand(node, _cost(node, checked), _asks(node, checked), _guards(node, checked)) for node in operands]
    ordered: list[Node] = []
    while waiting:
        free = [
            operand for place, operand in enumerate(waiting)
            if not any(operand.asks & before.guards for before in waiting[:place])
        ]  # fmt: skip
        cheapest = min(free, key=_by_cost)
        waiting.remove(cheapest)
        ordered.append(cheapest.node)
    return ordered


def _by_cost(operand: _Operand) -> int:
    return operand.cost


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _all(child)


def _cost(node: Node, checked: Checked) -> int:
    """Roughly: a look at a field, at what the text held, a function, a loop, a question about the past, a signal."""
    return max(_own_cost(part, checked) for part in _all(node))


def _own_cost(node: Node, checked: Checked) -> int:
    match checked.uses.get(node):
        case SignalUse():
            return _SIGNAL
        case CountEvents() | CountDistinct() | SeenBefore():
            return _HISTORY
        case FunctionUse(overload=overload):
            return _FIELD if overload is not None and overload.inline is not None else _FUNCTION
        case TextHit(text=text):
            return _TEXT if text is None else _LOOP
        case InSet():
            return _FUNCTION
        case FieldUse() | Constant():
            return _FIELD
    return _LOOP if isinstance(node, Macro) else 0


def _guards(node: Node, checked: Checked) -> frozenset[str]:
    """What a ``has()`` in here asks about: fields, signals, and the records they belong to."""
    names = [_name(part.target, checked) for part in _all(node) if isinstance(part, Has)]
    return frozenset((*names, *(name.partition(".")[0] for name in names)))


def _asks(node: Node, checked: Checked) -> frozenset[str]:
    """The fields and signals that are read in here."""
    uses = ((part, checked.uses.get(part)) for part in _all(node))
    return frozenset(_name(part, checked) for part, use in uses if isinstance(use, FieldUse | SignalUse))


def _name(node: Node, checked: Checked) -> str:
    match checked.uses.get(node):
        case FieldUse(field=field):
            return field.presence or field.path
        case SignalUse(name=name):
            return f"signal.{name}"
    return path_of(node) or ""
