"""What goes on beside a decision holds again: orders when what took the item away is over, and our own measures when
somebody who heard an appeal has found against an order.

Whoever decides what, this follows in the same transaction, so that an item is restricted in exactly the places and
times that some measure in force says.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from ombud.decisions import AUTOMATION, content_of, is_ordered, resume
from ombud.model import Arrival, Case, CaseState, Decision, Event, Measure
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.sealer import Sealer, view_of
from ombud.pipeline.deciding.standing import RESUMED, clauses_after, what_holds
from ombud.pipeline.measures.beneath import AWAY, InForce, by_gags, gag_of, in_force, together
from ombud.pipeline.measures.tally import Made
from ombud.ports import DecisionView, Unit

__all__ = ["ORDER_QUEUE", "Again", "case_of_an_order"]

ORDER_QUEUE = "orders"
"""Where the cases of what orders led to stand. They are closed from the start: an appeal opens them again."""


def case_of_an_order(sealer: Sealer, item: str, now: datetime) -> Case:
    """The case of what an order does to an item."""
    return Case(
        id=sealer.id("case", now), item=item, queue=ORDER_QUEUE, severity="high", opened_at=now,
        state=CaseState.CLOSED, closed_at=now,
    )  # fmt: skip


class Again:
    """`internal` makes an arrival of an event that Ombud wrote itself."""

    def __init__(self, sealer: Sealer, internal: Callable[[Event], Arrival]) -> None:
        self._sealer = sealer
        self._internal = internal

    def follow(self, unit: Unit, policy: CompiledPolicy, batch: Sequence[Made]) -> Iterator[Made]:
        """What decisions that are on the record leave in force beside them, ready for the record."""
        changed = {one.sealed.decision.item for one in batch if _changes(one)}
        touched = unit.orders.about(changed) if changed else set()
        newest = unit.records.latest(touched) if touched else {}
        for view in newest.values():
            yield from self.of_item(unit, policy, view, view.decision.at)

    def of_item(self, unit: Unit, policy: CompiledPolicy, newest: DecisionView, now: datetime) -> Iterator[Made]:
        """The decisions by which an item is as the measures in force say, each to be stored before the next is asked
        for; none where it is so already.

        Where laws hide some orders longer than others, those come first of which the author may be told first.
        """
        holds, force = what_holds(unit, newest), in_force(unit, newest, now)
        for wanted, orders in _wanted(unit, holds, force, now):
            made = self._made(unit, policy, newest, holds, force, wanted, orders, now)
            yield made
            holds = view_of(made.sealed)

    def _made(
        self,
        unit: Unit,
        policy: CompiledPolicy,
        newest: DecisionView,
        holds: DecisionView,
        force: InForce,
        wanted: Decision,
        orders: tuple[str, ...],
        now: datetime,
    ) -> Made:
        sealer, item, ordered = self._sealer, newest.decision.item, is_ordered(wanted)
        event = msgspec.structs.replace(newest.event, id=sealer.id("evt", now), type=RESUMED, at=now, source="clock")
        case = case_of_an_order(sealer, item, now) if ordered else None
        bare = Decision(
            id=sealer.id("dec", now), event=event.id, item=item, measure=Measure.ALLOW, policy=wanted.policy,
            actor=AUTOMATION, at=now, content=content_of(event), case=case.id if case else wanted.case,
            replaces=holds.decision.id,
        )  # fmt: skip
        gag = gag_of(unit, orders, now)
        sealed = sealer.seal(
            self._internal(event), resume(bare, wanted, sealer.id("stm", now)),
            clauses_after(force.own, policy.clauses),
            detection="order" if ordered else "rules", language=policy.language, case=case, undone=holds.decision,
            person=unit.records.authors([item]).get(item), gag_until=gag.until, gag_basis=gag.basis,
        )  # fmt: skip
        return Made(sealed, holds, orders=orders)


def _changes(made: Made) -> bool:
    """Whether something may have ended by it. What an order does when it comes goes with all that is there."""
    given_effect = made.sealed.arrival.event.type == "order.given_effect"
    return made.held is not None and not made.stands and not given_effect


def _wanted(unit: Unit, holds: DecisionView, force: InForce, now: datetime) -> list[tuple[Decision, tuple[str, ...]]]:
    """What should hold beside what does, one after the other, and the orders that each carries out."""
    held, own = holds.decision, force.own
    if own is not None and (own.decision.measure in AWAY or not force.orders):
        return [] if what_holds(unit, own).decision.id == held.id else [(own.decision, ())]
    steps = [(together(unit, orders, held), orders) for orders in by_gags(unit, force.orders, now)]
    led = {action.order for action in unit.orders.of_item(held.item)}
    done = [n for n, (wanted, orders) in enumerate(steps, 1) if _is_so(held, wanted) and led.issuperset(orders)]
    return steps[max(done, default=0) :]


def _is_so(held: Decision, wanted: Decision) -> bool:
    return is_ordered(held) and (held.countries, held.ends_at) == (wanted.countries, wanted.ends_at)
