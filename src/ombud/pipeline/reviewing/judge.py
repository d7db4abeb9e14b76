"""A reviewer judges a case. The judgement is a new decision; the one before it stays on the record as it was."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET

from ombud.decisions import content_of, ending, is_ordered, territory_of
from ombud.model import (
    Actor,
    Arrival,
    BadInput,
    CaseState,
    Conflict,
    Decision,
    Event,
    Measure,
    NotFound,
    Report,
    User,
    gravest,
    restricts,
)  # fmt: skip
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.recording import Made
from ombud.pipeline.deciding.standing import asked_about, clauses_after, pending_appeal, same_text, what_holds
from ombud.pipeline.measures.beneath import in_force
from ombud.pipeline.reports.answers import answer_reports, source_of
from ombud.pipeline.telling.hidden import Gag, gag_on
from ombud.ports import CaseView, DecisionView, Unit
from ombud.process import check_reasons
from ombud.review import check_reach, matches_kept, measure_of, pseudonym

__all__ = ["Review", "follow_up", "must_have_seen", "reach_of"]


class Review:
    """What happens when somebody decides in the console."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def reach(self, decision: Decision) -> Measure:
        """The gravest measure that the clauses of a decision carry; `allow` when it stands on none."""
        with self._context.store.read() as unit:
            reach = reach_of(self._context.policy_of(unit, decision.policy))
        return gravest([reach.get(match.clause, Measure.SUSPEND) for match in decision.matches])

    def judge(
        self,
        case_id: str,
        version: int,
        user: User,
        measure: Measure,
        reason: str,
        clauses: Sequence[str] = (),
        *,
        lasts: int | None = None,
        seen: str | None = None,
        reply: str = "",
        baseless: Collection[str] = (),
    ) -> Decision:
        """Close the case with a decision of `user`, and answer everybody who reported the item.

        `reason` is required when the measure restricts. It ends after `lasts` seconds; None: as the rules say. `seen`
        is the newest decision that the reviewer had before them: what came later, an edit above all, they have not
        read. Raises NotFound, Conflict (``case_closed``, ``case_moved_on``: somebody was faster), BadInput.
        """
        context = self._context
        with context.store.write() as unit:
            view = unit.cases.get(case_id)
            if view is None:
                raise NotFound("no_such_case", "There is no such case.")
            _must_be_open(view, version)
            before = view.latest
            must_have_seen(unit, before, seen)
            reports = unit.reports.waiting(case_id)
            policy, made = self.judgement(unit, view, user, measure, reason, clauses, reports, lasts=lasts)
            context.recorder.record(unit, policy, [made])
            decision = made.sealed.decision
            answer_reports(context.sealer, unit, case_id, decision, user=user, reply=reply, baseless=baseless)
            unit.cases.close(case_id, version, decision.at)
        context.wake()
        return decision

    def judgement(
        self,
        unit: Unit,
        view: CaseView,
        user: User,
        measure: Measure,
        reason: str,
        clauses: Sequence[str],
        reports: Sequence[Report],
        *,
        lasts: int | None = None,
    ) -> tuple[CompiledPolicy, Made]:
        """What `user` makes of the case, sealed and not yet on the record, and the policy that it is made under.

        It came up by a report when `reports` brought the case and no rule had found anything: then the statement says
        so (and never who), and the public database is told which kind of notice it was.
        """
        context, before = self._context, view.latest
        _must_not_be_appealed(unit, before.decision.item)
        policy = context.policy_of(unit, before.decision.policy)
        asked = asked_about(unit, before)
        citable = clauses_after(asked, policy.clauses)
        unknown = [name for name in clauses if name not in citable]
        if unknown:
            raise BadInput("no_such_clause", f"The policy has no clause {unknown[0]!r}.", field="clauses")
        decision, arrival = self._decision(view, asked.decision, policy, user, measure, reason, clauses, lasts)
        held = what_holds(unit, before)
        reported = bool(reports) and not asked.decision.matches
        ours, gag = None, Gag()
        if decision.measure is Measure.RESTORE:
            ours, gag = _put_back(unit, held, before, decision.at)
            decision = msgspec.structs.replace(decision, replaces=ours.id if ours else decision.replaces)
        sealed = context.sealer.seal(
            arrival, decision, citable, detection="report" if reported else "rules", language=policy.language,
            by=user.id, undone=ours or held.decision, source=source_of(reports) if reported else None,
            person=unit.records.authors([decision.item]).get(decision.item),
            gag_until=gag.until, gag_basis=gag.basis,
        )  # fmt: skip
        return policy, Made(sealed, held)

    def _decision(
        self,
        view: CaseView,
        found: Decision,
        policy: CompiledPolicy,
        user: User,
        measure: Measure,
        reason: str,
        clauses: Sequence[str],
        lasts: int | None,
    ) -> tuple[Decision, Arrival]:
        """The judgement, of what was `found`, as a decision, and as the event that it follows from."""
        sealer, before, now = self._context.sealer, view.latest, self._context.clock.now()
        chosen = measure_of(measure, before.decision.measure)
        words = check_reasons(reason, "reason") if restricts(chosen) else reason.strip()
        matches = matches_kept(found, chosen, clauses)
        check_reach(chosen, {match.clause for match in matches}, reach_of(policy))
        until, territory = ending(chosen, matches, lasts, now), territory_of(chosen, matches)
        if chosen is Measure.GEO_RESTRICT and not territory:
            raise BadInput("territory_missing", "No rule here says in which countries.", field="measure")
        event = follow_up(before.event, sealer.id("evt", now), "item.reviewed", now, "console")
        arrival = self._context.internal(event)
        decision = Decision(
            id=sealer.id("dec", now),
            event=event.id,
            item=before.decision.item,
            measure=chosen,
            policy=before.decision.policy,
            actor=Actor(kind="human", pseudonym=pseudonym(sealer.secret, view.case.id, user.id)),
            at=now,
            matches=matches,
            content=content_of(event),
            labels=found.labels if chosen is Measure.LABEL else (),
            statement=sealer.id("stm", now) if restricts(chosen) else None,
            case=view.case.id,
            replaces=before.decision.id,
            reason=words or None,
            until=until or UNSET,
            territory=territory or UNSET,
        )
        return decision, arrival


def reach_of(policy: CompiledPolicy) -> dict[str, Measure]:
    """The gravest measure that any rule of a clause asks for, by clause."""
    reach: dict[str, Measure] = {}
    for rule in policy.rules:
        reach[rule.clause] = gravest([rule.then, reach.get(rule.clause, rule.then)])
    return reach


def _put_back(unit: Unit, held: DecisionView, newest: DecisionView, now: datetime) -> tuple[Decision | None, Gag]:
    """Our own measure beneath what orders do, which is what a judgement undoes: they go on, and hide themselves. None
    where there is nothing of ours beneath, and until when a law hides what ends then."""
    own = in_force(unit, newest, now).own if is_ordered(held.decision) else None
    return (own.decision, Gag()) if own is not None else (None, gag_on(unit, held.decision))


def _must_be_open(view: CaseView, version: int) -> None:
    if view.case.state is CaseState.CLOSED:
        raise Conflict("case_closed", "Somebody has decided this case already.", advice="Look at what they decided.")
    if view.case.version != version:
        raise Conflict("case_moved_on", "This case has changed since you opened it.", advice="Open it again.")


def must_have_seen(unit: Unit, newest: DecisionView, seen: str | None) -> None:
    """Nobody judges words they have not read: `seen` must be about the same. Raises Conflict (``case_moved_on``)."""
    if seen is None or seen == newest.decision.id:
        return
    before_them = unit.records.decision(seen)
    if before_them is None or not same_text(before_them, newest):
        raise Conflict("case_moved_on", "The post has changed since you opened this.", advice="Read it again.")


def _must_not_be_appealed(unit: Unit, item: str) -> None:
    """An appeal is itself the human judgement that is asked for: two judgements of one question would cross."""
    if pending_appeal(unit, item) is not None:
        raise Conflict("appeal_pending", "The author has appealed this.", advice="Hear the appeal instead.")


def follow_up(before: Event, event_id: str, kind: str, at: datetime, source: str) -> Event:
    """What people did about an item, as a new event about the same item."""
    return msgspec.structs.replace(before, id=event_id, type=kind, at=at, source=source)
