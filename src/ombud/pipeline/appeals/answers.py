"""What an appeal leads to: a new decision, sealed with everything that goes with it."""

from datetime import datetime

from msgspec import UNSET

from ombud.decisions import carried_matches, content_of, ending, is_ordered, territory_of
from ombud.model import (
    Actor,
    AppealOutcome,
    Decision,
    Entry,
    Measure,
    Outcome,
    Task,
    User,
    canonical,
    gravest,
    restricts,
    to_plain,
)  # fmt: skip
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.recording import Made
from ombud.pipeline.deciding.standing import clauses_after, same_text, what_holds
from ombud.pipeline.log.receipts import outcome_entry
from ombud.pipeline.reviewing.judge import follow_up
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import measure_after
from ombud.process.measures import MEASURE
from ombud.review import pseudonym

__all__ = ["Answers"]


class Answers:
    """Writes them, and puts them on the record."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def heard(
        self,
        unit: Unit,
        view: AppealView,
        newest: DecisionView,
        user: User,
        outcome: Outcome,
        reasons: str,
        lighter: Measure | None,
        *,
        outside: bool,
    ) -> tuple[Decision, AppealOutcome]:
        """What `user` made of it, on the record. Raises BadInput when `lighter` is not lighter."""
        context, appeal, against = self._context, view.appeal, view.against.decision
        now = context.clock.now()
        name = pseudonym(context.sealer.secret, appeal.case, user.id)
        actor = Actor(kind="human", pseudonym=f"o{name[1:]}" if outside else name)
        force = unit.processes.state(MEASURE.kind, against.id)
        over = force is not None and MEASURE.is_over(force.state) and force.state != "replaced"
        over = over or _no_order_left(unit, against)
        after = _not_again(against, measure_after(outcome, against.measure, lighter), now, over=over)
        decision = self._decision(view, newest, after, actor, now, reasons)
        result = AppealOutcome(
            appeal=appeal.id, outcome=outcome, reasons=reasons, decided_by=user.id, decision=decision.id, at=now
        )
        record = {**to_plain(result), "decided_by": decision.actor.pseudonym}
        entry = context.sealer.entry(outcome_entry(appeal.id), "appeal_decided", canonical(record), now)
        told = {"outcome": str(outcome), "reasons": reasons}
        tasks = self._message("appeal.decided", view, decision, told)
        author = unit.records.authors([decision.item]).get(decision.item)
        held = what_holds(unit, newest)
        context.record(unit, [self._made(unit, view, newest, held, decision, author, user.id, entry, tasks)])
        return decision, result

    def given_back(
        self,
        unit: Unit,
        view: AppealView,
        newest: DecisionView,
        held: DecisionView,
        author: str | None,
        now: datetime,
    ) -> Made:
        """Nobody eligible heard it in time: a machine puts back what was taken (charter, article 3).

        Sealed, and not yet on the record. `held` is what holds until then.
        """
        decision = self._decision(view, newest, Measure.RESTORE, Actor(kind="automation"), now, None)
        record = {
            "appeal": view.appeal.id, "decision": decision.id, "item": decision.item, "restored": True,
            "at": now.isoformat(),
        }  # fmt: skip
        entry = self._context.sealer.entry(outcome_entry(view.appeal.id), "appeal_lapsed", canonical(record), now)
        tasks = self._message("appeal.lapsed", view, decision, {})
        return self._made(unit, view, newest, held, decision, author, None, entry, tasks)

    def _decision(
        self,
        view: AppealView,
        newest: DecisionView,
        after: Measure,
        actor: Actor,
        now: datetime,
        reasons: str | None,
    ) -> Decision:
        sealer, against = self._context.sealer, view.against.decision
        event_id = sealer.id("evt", now)
        event = follow_up(newest.event, event_id, "appeal.decided", now, "console")
        matches = carried_matches((), against, same_text=same_text(view.against, newest)) if restricts(after) else ()
        same = after is against.measure
        until = against.ends_at if same else ending(after, matches, None, now)
        if against.ends_at is not None and gravest([after, against.measure]) is against.measure:
            until = min(against.ends_at, until or against.ends_at)  # what is milder does not last longer either
        territory = against.countries if same else territory_of(after, matches)
        return Decision(
            id=sealer.id("dec", now),
            event=event_id,
            item=against.item,
            measure=after,
            policy=against.policy,
            actor=actor,
            at=now,
            content=content_of(event),
            matches=matches,
            labels=against.labels if after is Measure.LABEL else (),
            statement=sealer.id("stm", now) if restricts(after) else None,
            case=view.appeal.case,
            replaces=against.id,
            appeal=view.appeal.id,
            reason=reasons,
            until=until or UNSET,
            territory=territory or UNSET,
        )

    def _made(
        self,
        unit: Unit,
        view: AppealView,
        newest: DecisionView,
        held: DecisionView,
        decision: Decision,
        author: str | None,
        by: str | None,
        entry: Entry,
        tasks: tuple[Task, ...],
    ) -> Made:
        context = self._context
        policy = context.policy_of(unit, decision.policy)
        arrival = context.internal(follow_up(newest.event, decision.event, "appeal.decided", decision.at, "console"))
        sealed = context.sealer.seal(
            arrival, decision, clauses_after(view.against, policy.clauses),
            detection="appeal", language=policy.language, by=by, undone=view.against.decision,
            person=author, entries=(entry,), tasks=tasks,
        )  # fmt: skip
        return Made(sealed, held)

    def _message(self, kind: str, view: AppealView, decision: Decision, more: dict[str, str]) -> tuple[Task, ...]:
        data = {
            "appeal": view.appeal.id,
            "decision": decision.id,
            "against": decision.replaces,
            "item": decision.item,
            "measure": str(decision.measure),
            **more,
        }
        return self._context.sealer.webhook(kind, view.appeal.id, data, decision.at)


def _no_order_left(unit: Unit, against: Decision) -> bool:
    """Whether it did what orders demanded, and none of them is in effect any more: each may have ended on its own."""
    led = [one.order for one in unit.orders.of_item(against.item) if one.decision == against.id]
    states = unit.processes.states("order", led) if is_ordered(against) else {}
    return bool(states) and all(one.state != "in_effect" for one in states.values())


def _not_again(against: Decision, after: Measure, now: datetime, *, over: bool) -> Measure:
    """What had run out before anybody heard the appeal, or was lifted with its order, is not put on again, even where
    it was right.

    Of several orders, the first may be over and the others run on: found too grave, they end, as they would have while
    all of them ran; and what was to hold in their place would be over too.
    """
    over = over or (against.ends_at is not None and against.ends_at <= now)
    if not over or not restricts(after):
        return after
    return Measure.RESTORE if is_ordered(against) and after is not against.measure else Measure.ALLOW
