"""Measures that end: by the clock, which gives back exactly what was taken; and warnings that were read."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from ombud.decisions import is_ordered, resume, seal_expiry
from ombud.model import NotFound, ProcessState
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.recording import Made
from ombud.pipeline.deciding.standing import clauses_after, what_holds
from ombud.pipeline.measures.beneath import beneath
from ombud.pipeline.measures.warnings import warned
from ombud.pipeline.reviewing.judge import follow_up
from ombud.pipeline.telling.hidden import without_hidden
from ombud.ports import DecisionView, Unit
from ombud.process.measures import MEASURE, may_acknowledge

__all__ = ["Acknowledged", "Asked", "Measures"]


class Acknowledged(msgspec.Struct, frozen=True):
    """That a person has read the warning in `decision`, and when they said so."""

    decision: str
    item: str
    at: datetime


class Asked(msgspec.Struct, frozen=True):
    """What a decision asks of the person: whether a warning waits to be acknowledged, or when it was."""

    waits: bool = False
    at: datetime | None = None


class Measures:
    """What is in force, and how it ends."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def expire(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """Give back what these decisions took: their time has run out. One decision of the machine's for each.

        What somebody else has ended in the meantime is over.
        """
        over = unit.records.decisions([one.subject for one in due])
        items = {view.decision.item for view in over.values()}
        unit.records.one_at_a_time(items)
        found, states = {one.subject: one.n for one in due}, unit.processes.states(MEASURE.kind, list(over))
        over = {name: view for name, view in over.items() if states[name].n == found[name]}
        newest, authors = unit.records.latest(items), unit.records.authors(items)
        made = [self._made(unit, view, newest[view.decision.item], authors, now) for view in over.values()]
        self._context.record(unit, made)

    def _made(
        self, unit: Unit, over: DecisionView, newest: DecisionView, authors: Mapping[str, str], now: datetime
    ) -> Made:
        context = self._context
        policy = context.policy_of(unit, over.decision.policy)
        event = follow_up(newest.event, context.sealer.id("evt", now), "measure.expired", now, "clock")
        arrival = context.internal(event)
        decision = seal_expiry(arrival, over.decision, decision_id=context.sealer.id("dec", now))
        below, gag = beneath(unit, over, newest, now)
        if below is not None:
            decision = resume(decision, below, context.sealer.id("stm", now))
        sealed = context.sealer.seal(
            arrival, decision, clauses_after(over, policy.clauses),
            detection="order" if is_ordered(decision) else "rules", language=policy.language,
            undone=over.decision, person=authors.get(decision.item), gag_until=gag.until, gag_basis=gag.basis,
        )  # fmt: skip
        return Made(sealed, over)

    def asked(self, unit: Unit, item: str) -> Asked:
        """What is asked of an item's author: nothing, unless a warning is in force that they may know of."""
        found = warned(unit, unit.records.latest([item])[item], self._context.clock.now())
        if found is None:
            return Asked()
        shown = without_hidden(unit, unit.records.of_item(item))
        if all(view.decision.id not in found.decisions for view in shown):
            return Asked()
        return Asked(waits=found.at is None, at=found.at)

    def acknowledge(self, token: str) -> Acknowledged:
        """The person behind a notice's link says that they have read the warning. Saying it twice changes nothing.

        Raises NotFound for an unknown link, Conflict (``nothing_to_acknowledge``) where there is no warning in force.
        """
        context = self._context
        with context.store.write() as unit:
            notice = unit.notices.by_token(hashlib.sha256(token.encode()).digest())
            view = unit.records.decision(notice.decision) if notice else None
            if view is None:
                raise NotFound("no_such_notice", "There is no notice behind this link.")
            said, is_new = _acknowledge(unit, view, context.clock.now())
            if not is_new:
                return said
            unit.outbox.put(context.sealer.webhook("measure.acknowledged", said.decision, _told(said), said.at))
        context.wake()
        return said


def _acknowledge(unit: Unit, view: DecisionView, now: datetime) -> tuple[Acknowledged, bool]:
    """What is on the record then about the warning of the notice's item, and whether that is new.

    The step is one of the decision that holds; its note names the warning, where an order is on top of it.
    """
    item = view.decision.item
    newest = unit.records.latest([item])[item]
    found = warned(unit, newest, now)
    if found is None:
        may_acknowledge(view.decision)
    holds = what_holds(unit, newest).decision.id if found is not None else view.decision.id
    state = unit.processes.state(MEASURE.kind, holds)
    warning = view.decision.id if found is None or view.decision.id in found.decisions else found.decisions[0]
    known = found.at if found is not None else state.since if state and state.state == "acknowledged" else None
    if known is not None:
        return Acknowledged(warning, item, known), False
    step = MEASURE.step(
        state, holds, "acknowledge", now, role="person", note="" if holds == warning else warning,
        due=state.due if state else None,
    )  # fmt: skip
    unit.processes.take([step])
    return Acknowledged(warning, item, now), True


def _told(said: Acknowledged) -> dict[str, str]:
    return {"decision": said.decision, "item": said.item, "at": said.at.isoformat().replace("+00:00", "Z")}
