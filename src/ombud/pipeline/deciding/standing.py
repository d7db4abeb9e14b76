"""Items that were decided about before: what holds for them now, and what it means for what comes next."""

from collections import ChainMap
from collections.abc import Mapping
from datetime import datetime

from ombud.decisions import Weighed, is_ordered, settle
from ombud.model import Arrival, ClauseText, Conflict, Measure
from ombud.pipeline.telling.hidden import gag_on, told_at
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import appealable_until, check_appealable

__all__ = [
    "appeal_ends",
    "appealable",
    "clauses_after",
    "pending_appeal",
    "same_text",
    "settle_after",
    "what_holds",
]


def same_text(one: DecisionView, other: DecisionView | Arrival) -> bool:
    """Whether two decisions, or a decision and an arrival, are about the same words."""
    return one.event.item.text == other.event.item.text


def what_holds(unit: Unit, newest: DecisionView) -> DecisionView:
    """The decision that `newest` only repeats: a machine looked again at the same words, or at what somebody's order
    restricts whatever its words, and let it stand."""
    holds = newest
    while _repeats(holds):
        earlier = unit.records.decision(holds.decision.replaces or "")
        if earlier is None or not (same_text(earlier, holds) or is_ordered(holds.decision)):
            break
        holds = earlier
    return holds


def _repeats(view: DecisionView) -> bool:
    """A machine that gave back what was taken repeats nothing: its time had run out, or nobody heard the appeal.

    Nor does one that ended an order, and put on again what was beneath it.
    """
    decision = view.decision
    given_back = decision.measure is Measure.RESTORE or view.event.type == "measure.expired"
    return decision.actor.kind == "automation" and not given_back and decision.replaces is not None


def pending_appeal(unit: Unit, item: str) -> AppealView | None:
    """The appeal about an item that nobody has heard yet: there is one at most."""
    for one in unit.records.of_item(item):
        appeal = unit.appeals.of_decision(one.decision.id)
        if appeal is not None and appeal.waits:
            return appeal
    return None


def appealable(unit: Unit, item: str, now: datetime) -> DecisionView:
    """The decision on an item that can be appealed now: the one that holds, or the one that has run out since.

    What is over can still have been wrong, and count against somebody: six months are six months (DSA Art. 20(1)).
    The six months run from when the person could know of it. What a law forbids telling them yet is nothing here: the
    form would tell. Raises Conflict with the reason when there is none: ``nothing_to_appeal``, ``appeal_too_late``,
    ``appeal_pending``, ``appealed_before``.
    """
    holds = _run_out(unit, what_holds(unit, unit.records.latest([item])[item]))
    hidden = gag_on(unit, holds.decision).until is not None
    check_appealable(holds.decision, now, since=None if hidden else told_at(unit, holds.decision))
    if pending_appeal(unit, item) is not None:
        raise Conflict("appeal_pending", "An appeal about this post is waiting to be heard.")
    if holds.decision.appeal is not None or unit.appeals.of_decision(holds.decision.id) is not None:
        raise Conflict(
            "appealed_before",
            "This decision was appealed before, and can be appealed once.",
            advice="A court or a certified out-of-court body may still hear you.",
        )
    return holds


def appeal_ends(unit: Unit, item: str, now: datetime) -> datetime | None:
    """Until when the item's author can appeal; None when they cannot."""
    try:
        return appealable_until(told_at(unit, appealable(unit, item, now).decision))
    except Conflict:
        return None


def _run_out(unit: Unit, holds: DecisionView) -> DecisionView:
    """The decision whose time has run out, where that is why nothing is done any more; else `holds` itself."""
    if holds.event.type != "measure.expired" or holds.decision.replaces is None:
        return holds
    return unit.records.decision(holds.decision.replaces) or holds


def settle_after(unit: Unit, before: DecisionView | None, arrival: Arrival, weighed: Weighed) -> Weighed:
    """`weighed`, in the light of what holds for the item."""
    if before is None:
        return weighed
    same = same_text(before, arrival)
    return settle(weighed, before.decision, same_text=same, served=_served(unit, before) if same else None)


def _served(unit: Unit, holds: DecisionView) -> Measure | None:
    """What a machine has given back; None where that is not what holds."""
    decision = holds.decision
    if decision.measure is not Measure.RESTORE or decision.actor.kind == "human" or decision.replaces is None:
        return None
    undone = unit.records.decision(decision.replaces)
    return undone.decision.measure if undone is not None else None


def clauses_after(before: DecisionView | None, clauses: Mapping[str, ClauseText]) -> Mapping[str, ClauseText]:
    """The clauses of the policy in force, and as they were cited before: a clause may have gone since then."""
    if before is None or before.statement is None:
        return clauses
    cited = {one.clause: ClauseText(one.clause, "", one.title, one.text, one.law) for one in before.statement.cited}
    return ChainMap(dict(clauses), cited)
