"""Complaints about the answer to a report (DSA Art. 20(1)): heard by somebody who had no part in it.

That it is somebody else is not checked here: the database refuses, and `hear` passes its refusal on.
"""

from collections.abc import Sequence

from ombud.model import BadInput, Conflict, Decision, Measure, NotFound, Outcome, Report, User, restricts
from ombud.pipeline.context import Context
from ombud.pipeline.reports.answers import answer_reports, put_answers
from ombud.pipeline.reviewing.judge import Review, must_have_seen
from ombud.ports import CaseView, DecisionView, Unit
from ombud.process import check_reasons
from ombud.process.report_letters import DONE
from ombud.review import pseudonym

__all__ = ["ComplaintDesk"]


class ComplaintDesk:
    """Has complaints heard. Several about one item, and the same words, are one question and get one answer."""

    def __init__(self, context: Context, review: Review) -> None:
        self._context = context
        self._review = review

    def hear(
        self,
        report_id: str,
        user: User,
        outcome: Outcome,
        reasons: str,
        measure: Measure | None = None,
        clauses: Sequence[str] = (),
        *,
        seen: str | None = None,
    ) -> Decision:
        """Decide whether the answer stays (``uphold``) or whoever reported was right (``overturn``).

        To overturn, `measure` and `clauses` say what is done about the item now; without a measure something must be
        done about it already. `seen` is the newest decision on the item that the hearer had before them. Returns the
        decision that the new answer rests on. Raises Forbidden (``same_reviewer``) when the database refuses `user`,
        NotFound, Conflict (``complaint_heard``, ``case_moved_on``, ``appeal_pending``), BadInput.
        """
        context = self._context
        with context.store.write() as unit:
            report = unit.reports.get(report_id)
            if report is None:
                raise NotFound("no_such_report", "There is no such report.")
            together = [one for one in unit.reports.complained(report.item) if one.content == report.content]
            if report not in together:
                raise Conflict("complaint_heard", "No complaint about this report waits to be heard.")
            words = check_reasons(reasons, "reasons")
            latest = unit.records.latest([report.item])[report.item]
            must_have_seen(unit, latest, seen)
            if outcome is Outcome.UPHOLD:
                decision = self._answered(unit, together, user, "uphold", words, latest)
                unit.appeal_files.involve(report.item, decision.case or "", user.id, "confirmed", context.clock.now())
            elif outcome is Outcome.OVERTURN and measure is not None and restricts(measure):
                decision = self._act(unit, together, user, measure, words, clauses)
            elif outcome is Outcome.OVERTURN and measure is None and restricts(latest.decision.measure):
                decision = self._answered(unit, together, user, "overturn", words, latest)
            else:
                raise BadInput("measure_missing", "Choose what should happen to the post.", field="measure")
        context.wake()
        return decision

    def eligible(self, report: Report, user: User) -> bool:
        """Whether the database would let `user` hear a complaint about this report's answer."""
        with self._context.store.read() as unit:
            theirs = [step.by for step in unit.processes.steps("report", report.id)]
            return user.id not in {*theirs, *(view.by for view in unit.records.of_item(report.item))}

    def _answered(
        self, unit: Unit, reports: Sequence[Report], user: User, move: str, words: str, rests_on: DecisionView
    ) -> Decision:
        """The new answer, resting on what holds for the item already."""
        sealer, now = self._context.sealer, self._context.clock.now()
        put_answers(
            sealer, unit, reports, dict.fromkeys((one.id for one in reports), move), words, now,
            decision=rests_on.decision.id, user=user, by=pseudonym(sealer.secret, reports[0].id, user.id),
        )  # fmt: skip
        return rests_on.decision

    def _act(
        self,
        unit: Unit,
        reports: Sequence[Report],
        user: User,
        measure: Measure,
        words: str,
        clauses: Sequence[str],
    ) -> Decision:
        """The new answer, and the decision that carries it out. The answer is stored first: until then the hearer has
        had no part in it, and the database looks."""
        context = self._context
        view = self._case(unit, reports[0])
        policy, made = self._review.judgement(unit, view, user, measure, words, clauses, reports)
        decision = made.sealed.decision
        put_answers(
            context.sealer, unit, reports, dict.fromkeys((one.id for one in reports), "overturn"), words, decision.at,
            decision=decision.id, user=user, by=decision.actor.pseudonym,
            record=lambda: context.recorder.record(unit, policy, [made]),
        )  # fmt: skip
        waiting = unit.cases.open_of([decision.item]).get(decision.item)
        if waiting is not None:
            # whoever else reported it reads what came of it; `words` are for those who complained
            answer_reports(context.sealer, unit, waiting.id, decision, user=user, reply=DONE)
            unit.cases.close(waiting.id, waiting.version, decision.at)
        return decision

    def _case(self, unit: Unit, report: Report) -> CaseView:
        """The case that the report was in; without one, the case of the decision that it was answered with."""
        case_id = unit.reports.case_of(report.id)
        if case_id is None:
            rests_on = unit.records.decision(unit.reports.decision_of(report.id) or "")
            case_id = rests_on.decision.case if rests_on else None
        view = unit.cases.get(case_id) if case_id else None
        if view is None:
            raise Conflict("complaint_heard", "No complaint about this report waits to be heard.")
        return view
