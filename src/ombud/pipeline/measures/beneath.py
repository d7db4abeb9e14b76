"""What holds for an item beside an order, or holds again when it ends: other orders that go on, and our own measures.

One decision holds for an item. So what several orders do to it is one restriction, in all their countries, until the
first of them ends; and what we had decided ourselves waits beneath them, with its own end.
"""

from datetime import datetime

import msgspec
from msgspec import UNSET

from ombud.decisions import is_ordered
from ombud.model import Decision, Order, restricts
from ombud.pipeline.deciding.standing import same_text
from ombud.ports import DecisionView, Unit
from ombud.process.measures import MEASURE
from ombud.process.orders import ORDER

__all__ = ["beneath", "going_on", "reasons_of"]


def beneath(unit: Unit, over: DecisionView, newest: DecisionView, now: datetime, *, but: str = "") -> Decision | None:
    """What holds again when an order that `over` carries out ends; `but` is that order, where it is lifted.

    None where nothing does: nothing was beneath it, it has run out, or it was about other words than those of now.
    """
    if not is_ordered(over.decision):
        return None
    ordered = going_on(unit, over.decision.item, now, but=but)
    if ordered is not None:
        return ordered
    below: DecisionView | None = over
    while below is not None and is_ordered(below.decision):
        below = unit.records.decision(below.decision.replaces) if below.decision.replaces else None
    if below is None or not restricts(below.decision.measure) or not same_text(below, newest):
        return None
    ends = below.decision.ends_at
    return below.decision if ends is None or ends > now else None


def going_on(unit: Unit, item: str, now: datetime, *, but: str = "") -> Decision | None:
    """What orders other than `but` do to an item together: their countries, their reasons, the first of their ends.

    What somebody who heard an appeal has put back does not come again with another order.
    """
    actions = [one for one in unit.orders.of_item(item) if one.order != but]
    states = unit.processes.states(ORDER.kind, {one.order for one in actions})
    measures = unit.processes.states(MEASURE.kind, [one.decision for one in actions])
    running = [
        one for one in actions
        if states[one.order].state == "in_effect" and measures[one.decision].state != "lifted"
        and not _over(states[one.order].due, now)
    ]  # fmt: skip
    if not running:
        return None
    orders = unit.orders.many([one.order for one in running])
    found = unit.records.decisions([one.decision for one in running])
    ends = [due for one in running if (due := states[one.order].due) is not None]
    return msgspec.structs.replace(
        found[running[-1].decision].decision,
        territory=tuple(sorted({country for one in orders.values() if (country := one.country)})),
        until=min(ends) if ends else UNSET,
        reason="\n\n".join(reasons_of(one, _said(unit, one)) for one in orders.values()),
    )


def _said(unit: Unit, order: Order) -> str:
    """What somebody of ours wrote when they gave it effect."""
    return next(step.note for step in unit.processes.steps(ORDER.kind, order.id) if step.move == "give_effect")


def _over(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now


def reasons_of(order: Order, words: str) -> str:
    """By whose power, under which law, why, and how that can be contested (DSA Art. 9(5)): the statement's facts, since
    no clause of ours was broken.

    No word in it is ours: that an order is behind it, the statement says in the person's language.
    """
    who = f"{order.authority} ({order.country})" if order.country else order.authority
    named = f"{who}, {order.reference}" if order.reference else who
    said = f"{named}: {order.legal_basis}. {order.reasons}"
    return "\n\n".join(filter(None, [said, words, order.redress]))
