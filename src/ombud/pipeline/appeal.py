"""Appeals: filed by the person concerned, heard by somebody else, carried out at once.

That somebody else hears it is not checked here: the database refuses, and `Appeals.decide` passes its refusal on.
"""

import hashlib

from ombud.decisions import carried_matches, content_of
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
from ombud.pipeline.judge import follow_up, must_have_seen
from ombud.pipeline.receipts import outcome_entry
from ombud.pipeline.standing import appealable, clauses_after, same_text
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import check_reasons, check_words, measure_after
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
            now = context.clock.now()
            words = check_words(text)
            against = appealable(unit, noticed.decision.item, now)
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
        self,
        appeal_id: str,
        user: User,
        outcome: Outcome,
        reasons: str,
        measure: Measure | None = None,
        *,
        seen: str | None = None,
    ) -> Decision:
        """Decide an appeal, for the item as it is now. ``partly`` needs the lighter `measure` that holds from now on.

        `seen` is the newest decision on the item that the hearer had before them; it is needed when the words have
        changed since the decision appealed (Conflict ``edited_since``): nobody puts back what they have not read.
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
            newest = unit.records.latest([view.appeal.item])[view.appeal.item]
            _must_have_read(unit, view, newest, seen)
            sealed, result = self._outcome(unit, view, newest, user, outcome, words, measure)
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
        self,
        unit: Unit,
        view: AppealView,
        newest: DecisionView,
        user: User,
        outcome: Outcome,
        words: str,
        lighter: Measure | None,
    ) -> tuple[Sealed, AppealOutcome]:
        context, appeal, against = self._context, view.appeal, view.against.decision
        now = context.clock.now()
        policy = context.policy_of(unit, against.policy)
        event_id = context.sealer.id("evt", now)
        after = measure_after(outcome, against.measure, lighter)
        arrival = context.internal(follow_up(newest.event, event_id, "appeal.decided", now, "console"))
        unchanged = same_text(view.against, newest)
        decision = Decision(
            id=context.sealer.id("dec", now),
            event=event_id,
            item=against.item,
            measure=after,
            policy=against.policy,
            actor=Actor(kind="human", pseudonym=pseudonym(context.sealer.secret, appeal.case, user.id)),
            at=now,
            content=content_of(arrival.event),
            matches=carried_matches((), against, same_text=unchanged) if restricts(after) else (),
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
        sealed = context.sealer.seal(
            arrival, decision, clauses_after(view.against, policy.clauses),
            detection="appeal", language=policy.language, by=user.id,
            undone=against.measure,
            person=unit.records.authors([appeal.item]).get(appeal.item),
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
        """Whatever waits for a human about this item has had its judgement: the hearer read it as it is now."""
        waiting = unit.cases.open_of([view.appeal.item]).get(view.appeal.item)
        if waiting is not None:
            unit.cases.close(waiting.id, waiting.version, self._context.clock.now())


def _must_have_read(unit: Unit, view: AppealView, newest: DecisionView, seen: str | None) -> None:
    if seen is None and not same_text(view.against, newest):
        raise Conflict(
            "edited_since",
            "The post was edited after the decision that is appealed.",
            advice="Read it as it is now: your answer is about that.",
        )
    must_have_seen(unit, newest, seen)


def _case_of(against: DecisionView) -> str:
    if against.decision.case is None:
        raise Conflict("nothing_to_appeal", "Nothing is being done to this post, so there is nothing to appeal.")
    return against.decision.case
