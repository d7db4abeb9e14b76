"""The clock of appeals: reminds, takes back what somebody let lie, and ends what nobody heard in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ombud.model import ProcessState, Task, Waiting, canonical
from ombud.pipeline.appeal_answers import Answers
from ombud.pipeline.appeal_routing import Reviewers
from ombud.pipeline.appeal_steps import the_appeal, took
from ombud.pipeline.context import Context
from ombud.pipeline.receipts import outcome_entry
from ombud.pipeline.standing import same_text
from ombud.ports import AppealView, Unit
from ombud.process import OUTSIDE, too_grave, what_is_due

__all__ = ["AppealClock"]

_A_BATCH = 500
_SKEW = timedelta(minutes=5)


class AppealClock:
    """`when_due` and `outside_when_due` are handlers of `Deadlines`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._answers = Answers(context)

    def when_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """Take the next step of each appeal."""
        board, reviewers = unit.board.of([one.subject for one in due]), Reviewers(unit, now)
        for state in due:
            waiting = board.get(state.subject)
            if waiting is None:
                continue
            match what_is_due(waiting, now, overdue=state.state == "overdue"):
                case "lapse":
                    self._lapse(unit, waiting, now)
                case "give_back":
                    self._give_back(unit, reviewers, waiting, now)
                case _:
                    self._remind(unit, reviewers, waiting, now)

    def outside_when_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """An invitation that nobody answered in time, or that led to nothing, is over."""
        for state in due:
            unit.processes.take([OUTSIDE.step(state, state.subject, "expire", now, role="clock")])
            unit.people.disable_user(state.subject, now)

    def mend(self) -> int:
        """After the clock was set back: what it had put far ahead is looked at as of now. How many there were."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            ahead, reviewers = unit.board.ahead(now + _SKEW, _A_BATCH), Reviewers(unit, now)
            for waiting in ahead:
                self._remind(unit, reviewers, waiting, now)
        return len(ahead)

    def _remind(self, unit: Unit, reviewers: Reviewers, waiting: Waiting, now: datetime) -> None:
        unit.board.reminded(waiting.appeal, now)
        took(unit, waiting.appeal, "remind", now, role="clock")
        if waiting.holder is None:
            reviewers.assign(unit, waiting, now)
        unit.outbox.put(self._reminder(waiting, now))

    def _give_back(self, unit: Unit, reviewers: Reviewers, waiting: Waiting, now: datetime) -> None:
        unit.board.hold(waiting.appeal, None, None)
        took(unit, waiting.appeal, "give_back", now, role="clock")
        reviewers.assign(unit, waiting, now, but=(waiting.holder or "",))

    def _lapse(self, unit: Unit, waiting: Waiting, now: datetime) -> None:
        view = the_appeal(unit, waiting.appeal)
        case = unit.cases.get(waiting.case)
        severity = case.case.severity if case is not None else ""
        if too_grave(view.against.decision, severity):
            self._except(unit, waiting, view, now)
            return
        newest = unit.records.latest([waiting.item])[waiting.item]
        self._answers.given_back(unit, view, newest, now)
        took(unit, waiting.appeal, "restore", now, role="clock", entry=outcome_entry(waiting.appeal))
        open_case = unit.cases.open_of([waiting.item]).get(waiting.item)
        if open_case is not None and same_text(view.against, newest) and not unit.reports.waiting(open_case.id):
            # other words, and who reported them, wait for a person still
            unit.cases.close(open_case.id, open_case.version, now)

    def _except(self, unit: Unit, waiting: Waiting, view: AppealView, now: datetime) -> None:
        """Too grave to be put back unheard: it goes on waiting, and that is counted in public."""
        sealer = self._context.sealer
        record = {"appeal": view.appeal.id, "item": waiting.item, "restored": False, "at": now.isoformat()}
        entry = sealer.entry("exc_" + view.appeal.id.removeprefix("apl_"), "appeal_lapsed", canonical(record), now)
        unit.ledger.put([entry])
        took(unit, waiting.appeal, "except", now, role="clock", entry=entry.id)
        unit.outbox.put(sealer.webhook("appeal.overdue", view.appeal.id, {"appeal": view.appeal.id}, now))

    def _reminder(self, waiting: Waiting, now: datetime) -> tuple[Task, ...]:
        data = {
            "appeal": waiting.appeal,
            "item": waiting.item,
            "lane": str(waiting.lane),
            "target": waiting.target.isoformat(),
            "deadline": waiting.deadline.isoformat(),
            "url": f"{self._context.sealer.public_url}/console/appeals/{waiting.appeal}",
        }
        return self._context.sealer.webhook("appeal.reminder", waiting.appeal, data, now)
