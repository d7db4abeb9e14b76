"""What an order does to one post: a person's decision like any other, in a country, with reasons, open to appeal."""

from datetime import datetime

from msgspec import UNSET

from ombud.decisions import content_of, is_ordered, resume
from ombud.model import Actor, Case, CaseState, Decision, Measure, Order, User, restricts
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.recording import Made
from ombud.pipeline.deciding.standing import clauses_after, what_holds
from ombud.pipeline.measures.beneath import beneath, going_on, reasons_of
from ombud.pipeline.reviewing.judge import follow_up
from ombud.pipeline.telling.hidden import Gag, gag_on
from ombud.ports import DecisionView, Unit
from ombud.process.orders import is_gagged
from ombud.review import pseudonym

__all__ = ["ORDER_QUEUE", "put_back", "restrict"]

ORDER_QUEUE = "orders"
"""Where the cases of what orders led to stand. They are closed from the start: an appeal opens them again."""


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

    Where other orders go on it is not shown in their countries either, until the first of all of them ends.
    """
    sealer, now = context.sealer, context.clock.now()
    case = Case(
        id=sealer.id("case", now), item=holds.decision.item, queue=ORDER_QUEUE, severity="high", opened_at=now,
        state=CaseState.CLOSED, closed_at=now,
    )  # fmt: skip
    others, reasons = going_on(unit, holds.decision.item, now, but=order.id), reasons_of(order, words)
    if others is not None and is_ordered(holds.decision):
        territory = tuple(sorted({*territory, *others.countries}))
        until = min((end for end in (until, others.ends_at) if end is not None), default=None)
        reasons = f"{others.reason}\n\n{reasons}"
    return _decide(context, unit, order, user, holds, case, Measure.GEO_RESTRICT, reasons, territory, until)


def put_back(context: Context, unit: Unit, order: Order, user: User, holds: DecisionView, words: str) -> Decision:
    """As it was before the order: shown, or as far as it was restricted then and would be still."""
    return _decide(context, unit, order, user, holds, None, Measure.RESTORE, words, (), None)


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
    gag = Gag(order.gag_until, order.id) if is_gagged(order, now) else gag_on(unit, holds.decision)
    below = beneath(unit, holds, newest, now, but=order.id) if measure is Measure.RESTORE else None
    if below is not None:
        decision = resume(decision, below, sealer.id("stm", now))
    sealed = sealer.seal(
        arrival, decision, clauses_after(holds, policy.clauses), detection="order", language=policy.language,
        by=user.id, case=case, undone=holds.decision,
        person=unit.records.authors([decision.item]).get(decision.item),
        gag_until=gag.until, gag_basis=gag.basis,
    )  # fmt: skip
    context.recorder.record(unit, policy, [Made(sealed, what_holds(unit, holds))])
    return decision
