"""Appeals: filed by the person concerned, heard by somebody else, carried out at once.

That somebody else hears it is not checked here: the database refuses, and `Appeals.decide` passes its refusal on.
"""

import hashlib

from ombud.model import (
    Actor,
    Appeal,
    AppealOutcome,
    Conflict,
    Decision,
    Entry,
    Measure,
    NotFound,
    Outcome,
    Sealed,
    Task,
    User,
    canonical,
    restricts,
    to_plain,
)  # fmt: skip
from ombud.pipeline.context import Context
from ombud.pipeline.judge import follow_up
from ombud.pipeline.receipts import outcome_entry
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import check_appeal, check_reasons, measure_after
from ombud.review import pseudonym

__all__ = ["AppealDesk"]


class AppealDesk:
    """Takes appeals in and has them heard."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def file(self, token: str, text: str) -> Appeal:
        """File an appeal through a notice's link, against what is being done to the item now.

        Raises NotFound for an unknown link, Conflict when there is nothing to appeal, it is too late, or an appeal was
        filed before; BadInput for the text.
        """
        context = self._context
        with context.store.write() as unit:
            notice = unit.notices.by_token(hashlib.sha256(token.encode()).digest())
            noticed = unit.records.decision(notice.decision) if notice else None
            if noticed is None:
                raise NotFound("no_such_notice", "There is no notice behind this link.")
            against = _origin(unit, unit.records.latest([noticed.decision.item])[noticed.decision.item])
            now = context.clock.now()
            words = check_appeal(against.decision, text, now)
            if unit.appeals.of_decision(against.decision.id) is not None or against.decision.appeal is not None:
                raise Conflict(
                    "appealed_before",
                    "This decision was appealed before, and can be appealed once.",
                    advice="A court or a certified out-of-court body may still hear you.",
                )
            appeal = Appeal(
                id=context.sealer.id("apl", now),
                decision=against.decision.id,
                case=_case_of(against),
                item=against.decision.item,
                text=words,
                filed_at=now,
                event=context.sealer.id("evt", now),
            )
            event = follow_up(against.event, appeal.event, "decision.appealed", now, "portal")
            unit.records.receive(context.internal(event), now)
            unit.appeals.file(appeal)
            unit.ledger.put([context.sealer.entry(appeal.id, "appeal_filed", canonical(to_plain(appeal)), now)])
        context.wake()
        return appeal

    def hear(
        self, appeal_id: str, user: User, outcome: Outcome, reasons: str, measure: Measure | None = None
    ) -> Decision:
        """Decide an appeal. ``partly`` needs the lighter `measure` that holds from now on.

        Raises Forbidden (``same_reviewer``) when the database refuses because `user` decided in this case before,
        Conflict when it was heard already, BadInput without reasons.
        """
        context = self._context
        with context.store.write() as unit:
            view = unit.appeals.get(appeal_id)
            if view is None:
                raise NotFound("no_such_appeal", "There is no such appeal.")
            if view.outcome is not None:
                raise Conflict("appeal_decided", "Somebody has heard this appeal already.")
            words = check_reasons(reasons, "reasons")
            sealed, result = self._outcome(unit, view, user, outcome, words, measure)
            unit.records.append([sealed])
            unit.appeals.decide(result)
            self._close_case(unit, view)
        context.wake()
        return sealed.decision

    def eligible(self, view: AppealView, user: User) -> bool:
        """Whether the database would let `user` hear this appeal: nobody who decided in the case or on the item."""
        with self._context.store.read() as unit:
            return user.id not in unit.appeals.involved(view.appeal.case, view.appeal.item)

    def _outcome(
        self, unit: Unit, view: AppealView, user: User, outcome: Outcome, words: str, lighter: Measure | None
    ) -> tuple[Sealed, AppealOutcome]:
        context, appeal, against = self._context, view.appeal, view.against.decision
        now = context.clock.now()
        policy = context.policy_of(unit, against.policy)
        event_id = context.sealer.id("evt", now)
        after = measure_after(outcome, against.measure, lighter)
        decision = Decision(
            id=context.sealer.id("dec", now),
            event=event_id,
            item=against.item,
            measure=after,
            policy=against.policy,
            actor=Actor(kind="human", pseudonym=pseudonym(context.sealer.secret, appeal.case, user.id)),
            at=now,
            matches=against.matches if restricts(after) else (),
            labels=against.labels if after is Measure.LABEL else (),
            statement=context.sealer.id("stm", now) if restricts(after) else None,
            case=appeal.case,
            replaces=against.id,
            appeal=appeal.id,
            reason=words,
        )
        result = AppealOutcome(
            appeal=appeal.id, outcome=outcome, reasons=words, decided_by=user.id, decision=decision.id, at=now
        )
        arrival = context.internal(follow_up(view.against.event, event_id, "appeal.decided", now, "console"))
        sealed = context.sealer.seal(
            arrival, decision, policy.clauses, detection="appeal", language=policy.language, by=user.id,
            entries=(self._entry(result, decision),), tasks=self._message(result, decision),
        )  # fmt: skip
        return sealed, result

    def _entry(self, result: AppealOutcome, decision: Decision) -> Entry:
        """The outcome for the ledger, the hearer under the pseudonym of this case."""
        record = {**to_plain(result), "decided_by": decision.actor.pseudonym}
        return self._context.sealer.entry(outcome_entry(result.appeal), "appeal_decided", canonical(record), result.at)

    def _message(self, result: AppealOutcome, decision: Decision) -> tuple[Task, ...]:
        data = {
            "appeal": result.appeal,
            "decision": decision.id,
            "against": decision.replaces,
            "item": decision.item,
            "outcome": str(result.outcome),
            "reasons": result.reasons,
            "measure": str(decision.measure),
        }
        return self._context.sealer.webhook("appeal.decided", result.appeal, data, result.at)

    def _close_case(self, unit: Unit, view: AppealView) -> None:
        """A machine's hold may be appealed before anybody has judged it: the appeal is then the judgement."""
        waiting = unit.cases.open_of([view.appeal.item]).get(view.appeal.item)
        if waiting is not None and waiting.id == view.appeal.case:
            unit.cases.close(waiting.id, waiting.version, self._context.clock.now())


def _origin(unit: Unit, view: DecisionView) -> DecisionView:
    """The decision that a machine only carried on when the item was edited: that is the one to appeal, once."""
    while view.decision.actor.kind == "automation" and view.decision.replaces is not None:
        earlier = unit.records.decision(view.decision.replaces)
        if earlier is None:
            break
        view = earlier
    return view


def _case_of(against: DecisionView) -> str:
    if against.decision.case is None:
        raise Conflict("nothing_to_appeal", "Nothing is being done to this post, so there is nothing to appeal.")
    return against.decision.case
