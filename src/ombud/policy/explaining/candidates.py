"""Why a rule need not be asked about an event: the part that would have to hold, and plainly does not.

Found without measuring a signal or asking the past, and exact: such a part never fails, and a false side decides
``&&`` even when the other side fails. Whatever the engine does to find its candidates, a rule that has such a part
cannot fire.
"""

from ombud.policy.cel.syntax import Binary, ListOf, Literal, Logic, Node
from ombud.policy.cel.values import Value
from ombud.policy.checking.uses import Checked, FieldUse, TextHit
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["missing"]


def missing(checked: Checked, evaluation: Evaluation, node: Node | None = None) -> Node | None:
    """The first such part, as it is written from the left; None when the rule has to be asked."""
    node = checked.root if node is None else node
    use = checked.uses.get(node)
    if isinstance(use, TextHit):
        return node if use.text is None and use.key not in evaluation.hits else None
    if isinstance(node, Logic):
        lacking = [missing(checked, evaluation, operand) for operand in node.operands]
        if node.operator == "||":
            return node if all(part is not None for part in lacking) else None
        return next((part for part in lacking if part is not None), None)
    if isinstance(node, Binary) and node.operator in ("==", "in"):
        field, known = _field(checked, node.left, evaluation), _literals(node.right)
        return node if field is not None and known is not None and field not in known else None
    return None


def _field(checked: Checked, node: Node, evaluation: Evaluation) -> Value:
    """The kind of event or item, which every event has; None for anything else."""
    use = checked.uses.get(node)
    path = use.field.path if isinstance(use, FieldUse) else ""
    return {"event.type": evaluation.event.type, "item.kind": evaluation.item.kind}.get(path)


def _literals(node: Node) -> list[Value] | None:
    items = node.items if isinstance(node, ListOf) else (node,)
    return (
        [item.value for item in items if isinstance(item, Literal)]
        if all(isinstance(item, Literal) for item in items)
        else None
    )
