"""What the rules of a policy ask of the past, all together: so that nothing else has to be remembered.

A rule that asks whether a count is above five never needs to know more than that it is six. So it is looked up what
every count is compared with; only one that is used in some other way is kept up to `MOST`.
"""

from collections.abc import Iterable, Iterator

from ombud.policy.cel.syntax import Binary, Has, Literal, Node, children
from ombud.policy.checking.uses import Checked, CountDistinct, CountEvents, SeenBefore, SignalUse, Use
from ombud.ports import Asked, Tally

__all__ = ["MOST", "asked_by"]

MOST = 10_000
"""Where a count stops that is not compared with a number written out in the rule."""

_MOST_WRITTEN_OUT = 1_000_000

_COMPARED = frozenset(("==", "!=", "<", "<=", ">", ">="))
_Name = tuple[str, str, str]


def asked_by(conditions: Iterable[Checked]) -> Asked:
    """Everything that these conditions ask of the past."""
    windows: dict[_Name, float] = {}
    enough: dict[_Name, int] = {}
    signals: dict[str, int] = {}
    copies = 0.0
    for checked in conditions:
        for use, needed in _uses(checked, checked.root, MOST):
            match use:
                case CountEvents() | CountDistinct():
                    name = (use.subject, use.event_type, use.field if isinstance(use, CountDistinct) else "")
                    windows[name] = max(use.window, windows.get(name, 0.0))
                    enough[name] = max(needed, enough.get(name, 1))
                case SeenBefore():
                    copies = max(copies, use.window)
                case SignalUse():
                    signals[use.name] = max(needed, signals.get(use.name, 1))
    tallies = tuple(sorted(Tally(*name, window, enough[name]) for name, window in windows.items()))
    return Asked(tallies, copies, 1, signals)


def _uses(checked: Checked, node: Node, needed: int) -> Iterator[tuple[Use, int]]:
    """Every use from here down, with the number from which on it makes no difference to the rule."""
    use = checked.uses.get(node)
    if use is not None:
        yield use, needed
    for child in children(node):
        yield from _uses(checked, child, _needed(node, child))


def _needed(node: Node, child: Node) -> int:
    if isinstance(node, Has):
        return 1
    if not isinstance(node, Binary) or node.operator not in _COMPARED:
        return MOST
    other = node.right if child is node.left else node.left
    if not isinstance(other, Literal) or isinstance(other.value, bool) or not isinstance(other.value, int | float):
        return MOST
    return max(1, int(min(other.value, _MOST_WRITTEN_OUT - 1)) + 1)
