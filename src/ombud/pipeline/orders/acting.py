"""What an order does to one post: a person's decision like any other, in a country, with reasons, open to appeal."""

from datetime import datetime

from msgspec import UNSET

from ombud.decisions import content_of, is_ordered, resume
from ombud.model import Actor, Case, Decision, Measure, Order, User, restricts
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.recording import Made
from ombud.pipeline.deciding.standing import clauses_after, what_holds
from ombud.pipeline.measures.again import case_of_an_order
from ombud.pipeline.measures.beneath import (
    beneath,
    by_gags,
    gag_of,
    in_force,
    known_beneath,
    reasons_of,
    together,
)
from ombud.pipeline.reviewing.judge import follow_up
from ombud.pipeline.telling.hidden import Gag
from ombud.ports import DecisionView, Unit
from ombud.review import pseudonym

__all__ = ["put_back", "restrict"]


def restrict(
    context: Context,
    unit: Unit,
    order: Order,
    user: User,
    holds: DecisionView,
    territory: tuple[str, ...],
    until: datetime | None,
    words: str,
) -> Decision:
    """Not shown in `territory` from now on; the author is told by whose order, unless a law with a date forbids it.

    Where other orders go on it is not shown in their countries either, until the first of all of them ends. Where a law
    keeps some of those hidden longer, the author is told of this one without them, and all hold together after that.
    """
    now = context.clock.now()
    case, reasons = case_of_an_order(context.sealer, holds.decision.item, now), reasons_of(order, words)
    going_on = in_force(unit, holds, now, but=order.id).orders
    told = next(some for some in by_gags(unit, (*going_on, order.id), now) if order.id in some)
    gag, named = gag_of(unit, told, now), tuple(one for one in told if one != order.id)
    if named:
        others = together(unit, named, holds.decision)
        territory = tuple(sorted({*territory, *others.countries}))
        until = min((end for end in (until, others.ends_at) if end is not None), default=None)
        reasons = f"{others.reason}\n\n{reasons}"
    return _decide(context, unit, order, user, holds, case, Measure.GEO_RESTRICT, reasons, territory, until, gag, named)


def put_back(context: Context, unit: Unit, order: Order, user: User, holds: DecisionView, words: str) -> Decision:
    """As it was before the order: shown, or as far as it was restricted then and would be still.

    Whoever was told of the order is told of its end at once. Where a law hides what goes on beside it, they are told
    as if there were nothing of that; in the same transaction it is put on again, hidden.
    """
    return _decide(context, unit, order, user, holds, None, Measure.RESTORE, words, (), None, Gag())


def _decide(
    context: Context,
    unit: Unit,
    order: Order,
    user: User,
    holds: DecisionView,
    case: Case | None,
    measure: Measure,
    words: str,
    territory: tuple[str, ...],
    until: datetime | None,
    gag: Gag,
    named: tuple[str, ...] | None = None,
) -> Decision:
    sealer, now = context.sealer, context.clock.now()
    newest = unit.records.latest([holds.decision.item])[holds.decision.item]
    kind = "order.given_effect" if restricts(measure) else "order.lifted"
    event = follow_up(newest.event, sealer.id("evt", now), kind, now, "console")
    arrival = context.internal(event)
    case_id = case.id if case else holds.decision.case
    policy = context.policy_of(unit, holds.decision.policy)
    decision = Decision(
        id=sealer.id("dec", now),
        event=event.id,
        item=holds.decision.item,
        measure=measure,
        policy=holds.decision.policy,
        actor=Actor(kind="human", pseudonym=pseudonym(sealer.secret, case_id or order.id, user.id)),
        at=now,
        content=content_of(event),
        statement=sealer.id("stm", now) if restricts(measure) else None,
        case=case_id,
        replaces=holds.decision.id,
        reason=words,
        territory=territory or UNSET,
        until=until or UNSET,
    )
    if measure is Measure.RESTORE:
        below, gag, named = _below(unit, order, holds, newest, now)
        decision = resume(decision, below, sealer.id("stm", now)) if below is not None else decision
    sealed = sealer.seal(
        arrival, decision, clauses_after(holds, policy.clauses),
        detection="order" if is_ordered(decision) else "rules", language=policy.language,
        by=user.id, case=case, undone=holds.decision,
        person=unit.records.authors([decision.item]).get(decision.item),
        gag_until=gag.until, gag_basis=gag.basis,
    )  # fmt: skip
    context.recorder.record(unit, policy, [Made(sealed, what_holds(unit, holds), orders=named)])
    return decision


def _below(
    unit: Unit, order: Order, holds: DecisionView, newest: DecisionView, now: datetime
) -> tuple[Decision | None, Gag, tuple[str, ...] | None]:
    """What holds again, for the author at least, when an order is lifted; until when that is hidden; and which orders
    it carries out, where it is told beside hidden ones."""
    below, gag = beneath(unit, holds, newest, now, but=order.id)
    known = known_beneath(unit, holds, newest, now, but=order.id) if gag.until is not None else None
    if known is None:
        return below, gag, None
    if known.orders:
        return together(unit, known.orders, holds.decision), Gag(), known.orders
    return known.own.decision if known.own is not None else None, Gag(), ()
