"""What measures say about an item beside the one decision that holds: our own, and orders in effect on top of it.

One decision holds for an item. So what several orders do to it is one restriction, in all their countries, until the
first of them ends; what we had decided ourselves waits beneath them, with its own end; and where that takes the item
away everywhere, the orders wait until it is back.
"""

from collections.abc import Collection
from datetime import datetime

import msgspec
from msgspec import UNSET

from ombud.decisions import is_ordered
from ombud.model import Decision, Measure, Order, OrderAction, gravest, restricts
from ombud.pipeline.deciding.standing import same_text
from ombud.pipeline.telling.hidden import Gag, gag_on, without_hidden
from ombud.ports import DecisionView, Unit
from ombud.process.orders import ORDER, is_gagged

__all__ = [
    "AWAY",
    "InForce",
    "beneath",
    "by_gags",
    "carried_out",
    "gag_of",
    "in_force",
    "known_beneath",
    "reasons_of",
    "together",
]

AWAY = frozenset({Measure.HOLD, Measure.REMOVE, Measure.SUSPEND})
"""What nobody sees anywhere: an order for a country adds nothing to that."""


class InForce(msgspec.Struct, frozen=True):
    """`own` is our decision that restricts the item, or None; `orders` the ids of those in effect about it."""

    own: DecisionView | None
    orders: tuple[str, ...]


def in_force(unit: Unit, newest: DecisionView, now: datetime, *, but: str = "") -> InForce:
    """What holds for an item at `now`, from everything on record about it; `but` is an order that is being lifted.

    Our own is not in force where its time has run out, or where it was about other words. An order is not where
    somebody who heard an appeal has found against what it had led to.
    """
    item = newest.decision.item
    history, led = unit.records.of_item(item), unit.orders.of_item(item)
    known = {view.decision.id: view.decision for view in history}
    begun = {one.order for one in led} | {one.order for one in unit.orders.waits_of(item)}
    own: DecisionView | None = None
    overturned: set[str] = set()
    for view in history:
        decision = view.decision
        if is_ordered(decision):
            continue
        against = known.get(decision.replaces or "")
        if decision.appeal is not None and against is not None and is_ordered(against):
            if decision.measure is Measure.ALLOW:  # it was found right, and what the first of its orders did was over
                continue
            overturned |= {one.order for one in led if one.decision == against.id}
            own = _graver(own, view)
        else:
            own = view if restricts(decision.measure) else None
    if own is not None and (_over(own.decision.ends_at, now) or not same_text(own, newest)):
        own = None
    return InForce(own, _running(unit, sorted(begun - overturned - {but}), now))


def beneath(
    unit: Unit, over: DecisionView, newest: DecisionView, now: datetime, *, but: str = ""
) -> tuple[Decision | None, Gag]:
    """What holds again when an order that `over` carries out ends, and until when nobody may be told of it; `but` is
    that order, where it is lifted.

    None where nothing does: nothing was beneath it, it has run out, or it was about other words than those of now.
    Other orders that go on hide themselves, where a law says so; else the end is hidden as long as what ends.
    """
    hidden = gag_on(unit, over.decision)
    if not is_ordered(over.decision):
        return None, hidden
    left = in_force(unit, newest, now, but=but)
    if left.orders:
        return together(unit, left.orders, over.decision), gag_of(unit, left.orders, now)
    return (left.own.decision if left.own is not None else None), hidden


def known_beneath(unit: Unit, over: DecisionView, newest: DecisionView, now: datetime, *, but: str) -> InForce | None:
    """What the author knows to go on when the order `but` is lifted, of which they were told; None where they were not.

    What goes on beside it under a gag is not in it. None, too, where the law hides for good what lies beneath.
    """
    item = newest.decision.item
    shown = {view.decision.id for view in without_hidden(unit, unit.records.of_item(item))}
    known = {one.order for one in unit.orders.of_item(item) if one.decision in shown}
    if but not in known or not is_ordered(over.decision):
        return None
    left = in_force(unit, newest, now, but=but)
    if left.own is not None and left.own.decision.id not in shown:
        return None
    return InForce(left.own, tuple(one for one in left.orders if one in known))


def gag_of(unit: Unit, orders: Collection[str], now: datetime) -> Gag:
    """The prohibition that lasts longest of those under which these orders stand: whose words are in a decision, they
    are in it together. What was let go before its date hides no more.
    """
    found = [one for one in unit.orders.many(orders).values() if is_gagged(one, now)]
    told = _let_go(unit, [one.id for one in found])
    gags = [Gag(one.gag_until, one.id) for one in found if one.id not in told]
    return max(gags, key=lambda gag: gag.until or now, default=Gag())


def _let_go(unit: Unit, gagged: Collection[str]) -> set[str]:
    """Those of these orders whose notices were all let go before the date of their gag: no author waits for one."""
    led = [one.decision for actions in unit.orders.actions(gagged).values() for one in actions] if gagged else []
    withheld = unit.notices.withheld([notice.id for notice in unit.notices.of_decisions(led).values()]) if led else {}
    states = unit.processes.states("notice", list(withheld))
    waiting = {why.basis for why in withheld.values() if states[why.notice].state == "withheld"}
    return {why.basis for why in withheld.values()} - waiting


def by_gags(unit: Unit, orders: Collection[str], now: datetime) -> list[tuple[str, ...]]:
    """These orders as somebody may be told of them: those first that no law hides, then with those that one hides, the
    shortest gag first, and all of them last. So nobody hears later of one for another's gag."""
    free = {one: gag_of(unit, (one,), now).until or now for one in orders}
    return [tuple(one for one in orders if free[one] <= day) for day in sorted(set(free.values()))]


def together(unit: Unit, orders: Collection[str], like: Decision) -> Decision:
    """`like`, with what these orders do to its item together: their countries, their reasons, the first of their ends.

    They are in the order in which they were received.
    """
    found = sorted(unit.orders.many(orders).values(), key=lambda one: one.id)
    states = unit.processes.states(ORDER.kind, orders)
    ends = [due for one in found if (due := states[one.id].due) is not None]
    return msgspec.structs.replace(
        like,
        measure=Measure.GEO_RESTRICT,
        matches=(),
        labels=(),
        territory=tuple(sorted({country for one in found if (country := one.country)})),
        until=min(ends) if ends else UNSET,
        reason="\n\n".join(reasons_of(one, _said(unit, one)) for one in found),
    )


def carried_out(unit: Unit, newest: DecisionView) -> list[OrderAction]:
    """Which orders `newest` carries out, from the places that they named; none where it does what no order demands.

    One that comes with it is not yet among them; nor is it said anew of what was upheld on appeal.
    """
    decision = newest.decision
    if not is_ordered(decision) or decision.appeal is not None:
        return []
    item, at = decision.item, decision.at
    places = {wait.order: wait.location for wait in unit.orders.waits_of(item)}
    places |= {action.order: action.location for action in unit.orders.of_item(item)}
    return [OrderAction(one, decision.id, item, places[one], at) for one in in_force(unit, newest, at).orders]


def _running(unit: Unit, orders: Collection[str], now: datetime) -> tuple[str, ...]:
    states = unit.processes.states(ORDER.kind, orders)
    return tuple(one for one, state in states.items() if state.state == "in_effect" and not _over(state.due, now))


def _graver(own: DecisionView | None, left: DecisionView) -> DecisionView | None:
    """What an appeal leaves of an order, or what lay beneath it, where that goes further."""
    if not restricts(left.decision.measure):
        return own
    both = [one.decision.measure for one in (left, own) if one is not None]
    return left if gravest(both) is left.decision.measure else own


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
