"""One element of a list by its number, which a shorter list does not have."""

from collections.abc import Iterator

from ombud.policy.cel.syntax import Binary, Call, Conditional, Literal, Logic, Node, Unary, children, path_of
from ombud.policy.cel.types import LINK
from ombud.policy.checking.habits import one_by_one
from ombud.policy.checking.uses import Checked

__all__ = ["lone_elements"]

_JOINING = (Logic, Conditional, Unary)


def lone_elements(checked: Checked) -> Iterator[tuple[Node, str, str]]:
    """Elements of lists whose size the condition does not ask, each with what happens and what to write."""
    asked: set[str | None] = set()
    found: list[tuple[Binary, str, Node]] = []
    waiting: list[tuple[Node, Node]] = [(checked.root, checked.root)]
    while waiting:
        node, test = waiting.pop()
        match node:
            case Call(function="size", operands=(measured,)):
                asked.add(path_of(measured))
            case Binary(operator="[]", left=left, right=Literal()) if checked.type_of(left).name == "list":
                path = path_of(left)
                if path is not None:
                    found.append((node, path, test))
        waiting += [(child, child if isinstance(node, _JOINING) else test) for child in children(node)]
    for element, path, test in found:
        if path not in asked:
            name = "link" if checked.type_of(element) == LINK else "one"
            message = f"an item may have fewer `{path}`, and then this has no value and the rule does not fire"
            yield element, message, f"To ask about any of them: `{one_by_one(element, name, test, path)}`."
