"""Which parts of a condition speak for it when it holds: their words are what the match points to."""

from collections.abc import Mapping

from ombud.policy.cel.syntax import Binary, Conditional, Logic, Node, Unary
from ombud.policy.checking.uses import SignalUse, TextHit, Use

__all__ = ["evidence_of"]


def evidence_of(root: Node, uses: Mapping[Node, Use]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Text keys and signals that speak for the condition when it holds: not those under a negation."""
    keys: dict[str, None] = {}
    signals: dict[str, None] = {}

    def walk(node: Node, *, negated: bool) -> None:
        match node:
            case Logic(operands=operands):
                for operand in operands:
                    walk(operand, negated=negated)
            case Unary(operator="!", operand=operand):
                walk(operand, negated=not negated)
            case Conditional(then=then, other=other):
                walk(then, negated=negated)
                walk(other, negated=negated)
            case _ if not negated:
                _collect(node, uses, keys, signals)

    walk(root, negated=False)
    return tuple(keys), tuple(signals)


def _collect(node: Node, uses: Mapping[Node, Use], keys: dict[str, None], signals: dict[str, None]) -> None:
    parts = (node, node.left, node.right) if isinstance(node, Binary) else (node,)
    for part in parts:
        match uses.get(part):
            case TextHit(key=key, text=None) if part is node:
                keys[key] = None
            case SignalUse(name=name):
                signals[name] = None
