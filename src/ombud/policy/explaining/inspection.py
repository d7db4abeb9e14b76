"""Every part of a condition as a value of its own: what `explain` shows and what coverage counts.

A part is compiled by the same compiler that makes the rules run; nothing here has an opinion of its own. A part inside
a macro has one value for each element, so it is compiled as a ``map`` over the elements around it: the values then
stand in a list, in the order of the elements, one list deeper for every macro that the part stands in.
"""

from collections.abc import Iterator, Sequence
from copy import copy

from ombud.model import NotFound
from ombud.policy.cel.syntax import Conditional, Has, Literal, Logic, Macro, Node, Unary, children
from ombud.policy.cel.values import EvaluationError, Value
from ombud.policy.checking.uses import (
    Checked,
    Constant,
    CountDistinct,
    CountEvents,
    FieldUse,
    InSet,
    SeenBefore,
    SignalUse,
    TextHit,
    VariableUse,
)
from ombud.policy.engine.compiler import Condition, compile_conditions
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["At", "Inspection", "Result", "Values", "inspect", "parts_of"]

At = tuple[int, ...]
"""Which element of each macro around a part, from the outside in; empty outside of macros."""

Result = Value | EvaluationError
"""What a part came to: a value, or the error that says why there is none."""

_LOGICAL = (Logic, Conditional, Unary)
_WHOLE = (FieldUse, SignalUse, Constant, CountDistinct, CountEvents, SeenBefore, VariableUse)


class Inspection:
    """One condition, taken apart. Made by `inspect`; used for any number of events."""

    def __init__(self, checked: Checked, parts: Sequence[tuple[Node, bool]], compiled: Sequence[Condition]) -> None:
        self.checked = checked
        self._compiled = {node: (inside, run) for (node, inside), run in zip(parts, compiled, strict=True)}

    def on(self, evaluation: Evaluation) -> "Values":
        """The values of the parts for one event, each computed when it is first asked for."""
        return Values(self, evaluation)

    def compute(self, node: Node, evaluation: Evaluation) -> Result:
        """The value of one part; for one inside of macros, the lists of its values."""
        inside, run = self._compiled[node]
        # Going over elements is rationed per event: looking at a rule's parts must not use up what its rule may.
        subject = copy(evaluation) if inside else evaluation
        try:
            return run(subject)
        except EvaluationError as error:
            return error
        except NotFound as error:  # replaying a decision that never asked this
            return EvaluationError(error.code, "not asked when this was decided")


class Values:
    """What the parts of one condition come to for one event."""

    def __init__(self, inspection: Inspection, evaluation: Evaluation) -> None:
        self.checked = inspection.checked
        self.evaluation = evaluation
        self._inspection = inspection
        self._known: dict[Node, Result] = {}

    def of(self, node: Node, at: At = ()) -> Result:
        """The value of a part, for the elements `at` of the macros around it."""
        if node not in self._known:
            self._known[node] = self._inspection.compute(node, self.evaluation)
        value = self._known[node]
        for index in at:
            if isinstance(value, EvaluationError):
                break
            value = value[index]
        return value


def inspect(conditions: Sequence[Checked]) -> list[Inspection]:
    """Take conditions apart: one compilation for all of them."""
    parts = [list(_scoped(checked.root, checked, ())) for checked in conditions]
    compiled = iter(
        compile_conditions(
            (checked, _over(node, macros))
            for checked, found in zip(conditions, parts, strict=True)
            for node, macros in found
        )
    )
    return [
        Inspection(checked, [(node, bool(macros)) for node, macros in found], [next(compiled) for _ in found])
        for checked, found in zip(conditions, parts, strict=True)
    ]


def parts_of(node: Node, checked: Checked) -> tuple[Node, ...]:
    """The parts directly below a part that have a value worth showing, but for the steps of a macro."""
    use = checked.uses.get(node)
    if isinstance(use, _WHOLE) or isinstance(node, Has):
        return ()
    if isinstance(node, Macro):
        return (node.range,)
    if isinstance(use, TextHit | InSet):
        return () if use.text is None else (use.text,)
    return tuple(child for child in children(node) if isinstance(node, _LOGICAL) or not _evident(child, checked))


def _evident(node: Node, checked: Checked) -> bool:
    """Whether what a part comes to can be read off it, or off the element that it stands for."""
    return isinstance(node, Literal) or isinstance(checked.uses.get(node), Constant | VariableUse)


def _scoped(node: Node, checked: Checked, macros: tuple[Macro, ...]) -> Iterator[tuple[Node, tuple[Macro, ...]]]:
    """Every part, with the macros that it stands in, from the outside in."""
    yield node, macros
    for part in parts_of(node, checked):
        yield from _scoped(part, checked, macros)
    if isinstance(node, Macro):
        for step in node.steps:
            yield from _scoped(step, checked, (*macros, node))


def _over(node: Node, macros: tuple[Macro, ...]) -> Node:
    """The part as a list of its values, one for each element of the macros around it."""
    for macro in reversed(macros):
        node = Macro(
            start=macro.start,
            end=macro.end,
            depth=node.depth + 1,
            kind="map",
            range=macro.range,
            variable=macro.variable,
            steps=(node,),
        )
    return node
