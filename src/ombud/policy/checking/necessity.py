"""What must be in the text before a rule can hold at all.

Most posts hold none of the words that rules look for, so most rules need not be asked. `needed_hits` finds, for a
condition, a set of text keys of which at least one has to hit: without any, the condition is false, whatever else it
asks. That is exact, because a text hit never fails, and a false side decides ``&&`` even when the other side fails.
"""

from ombud.policy.cel.syntax import Logic, Node
from ombud.policy.checking.uses import Checked, TextHit

__all__ = ["needed_hits"]


def needed_hits(checked: Checked, node: Node | None = None) -> frozenset[str] | None:
    """The keys of which one must hit; None when the condition may hold without any."""
    node = checked.root if node is None else node
    use = checked.uses.get(node)
    if isinstance(use, TextHit):
        return frozenset({use.key}) if use.text is None else None
    if not isinstance(node, Logic):
        return None
    parts = [needed_hits(checked, operand) for operand in node.operands]
    known = [part for part in parts if part is not None]
    if node.operator == "&&":
        return min(known, key=len, default=None)
    return frozenset().union(*known) if len(known) == len(parts) else None
