"""A warning that is in force, whatever lies on top of it: an order takes it from nobody, and it is read once."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from ombud.decisions import is_ordered
from ombud.model import Measure
from ombud.pipeline.deciding.standing import same_text
from ombud.pipeline.measures.beneath import in_force
from ombud.ports import DecisionView, Unit
from ombud.process.measures import MEASURE

__all__ = ["Warned", "warned"]


class Warned(msgspec.Struct, frozen=True):
    """`decisions` warned, oldest first: one, and those that put it on again when an order on top had ended. `at` is
    when the person said that they have read it, None until then."""

    decisions: tuple[str, ...]
    at: datetime | None


def warned(unit: Unit, newest: DecisionView, now: datetime) -> Warned | None:
    """The warning in force for an item; None where there is none.

    That it was read, a step says of the decision that held then: of an order, where one was on top of the warning.
    """
    own = in_force(unit, newest, now).own
    if own is None or own.decision.measure is not Measure.WARN:
        return None
    decisions, on_top = _read(unit.records.of_item(newest.decision.item))
    taken = unit.processes.steps_of(MEASURE.kind, [*decisions, *on_top])
    said = [step.at for steps in taken.values() for step in steps if step.move == "acknowledge"]
    return Warned(tuple(decisions), min(said, default=None))


def _read(history: Sequence[DecisionView]) -> tuple[list[str], list[str]]:
    """The last warning of an item's history with those that carry it on, and the orders since then."""
    warning: DecisionView | None = None
    decisions: list[str] = []
    on_top: list[str] = []
    ordered: set[str] = set()
    for view in history:
        decision = view.decision
        if is_ordered(decision):
            ordered.add(decision.id)
            on_top.append(decision.id)
        elif decision.measure is Measure.WARN:
            if warning is None or not _goes_on(warning, view):
                decisions, on_top = [], []
            warning = view
            decisions.append(decision.id)
        elif decision.replaces not in ordered:  # what ends an order ends no warning beneath it
            warning = None
    return decisions, on_top


def _goes_on(warning: DecisionView, view: DecisionView) -> bool:
    """Whether it only carries the warning on: a machine looked again, or an order on top of it is over."""
    resumed = view.decision.actor.kind == "automation" or view.event.type == "order.lifted"
    return resumed and same_text(warning, view)
