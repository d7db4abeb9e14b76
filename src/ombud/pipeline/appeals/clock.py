"""The clock of appeals: reminds, takes back what somebody let lie, and ends what nobody heard in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ombud.model import Case, Entry, ProcessState, Task, Waiting, canonical
from ombud.pipeline.appeals.answers import Answers
from ombud.pipeline.appeals.docket import Docket
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.standing import all_that_hold, same_text
from ombud.pipeline.log.receipts import outcome_entry
from ombud.ports import Unit
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
        """Take the next step of each appeal that is still where it was found."""
        waiting, states = _alone(unit, {one.subject: one for one in due}, now)
        docket = Docket(unit, waiting, states, now)
        lapsed: list[Waiting] = []
        for one, state in docket:
            match what_is_due(one, now, overdue=state.state == "overdue"):
                case "lapse":
                    lapsed.append(one)
                case "give_back":
                    docket.give_back(one)
                case _:
                    docket.remind(one, self._reminder(one, now))
        given_back = self._lapse(unit, docket, lapsed, now)
        docket.write()
        unit.cases.close_all(given_back, now)

    def outside_when_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """An invitation that nobody answered in time, or that led to nothing, is over."""
        unit.processes.take([OUTSIDE.step(one, one.subject, "expire", now, role="clock") for one in due])
        for one in due:
            unit.people.disable_user(one.subject, now)

    def mend(self) -> int:
        """After the clock was set back: what it had put far ahead is looked at as of now. How many there were."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            ahead = {one.appeal: one for one in unit.board.ahead(now + _SKEW, _A_BATCH)}
            docket = Docket(unit, ahead, unit.processes.states("appeal", list(ahead)), now)
            for waiting, _ in docket:
                docket.remind(waiting, self._reminder(waiting, now))
            docket.write()
        return len(ahead)

    def _lapse(self, unit: Unit, docket: Docket, lapsed: Sequence[Waiting], now: datetime) -> list[Case]:
        """Nobody heard these in time: what was taken is given back. The cases in which nobody waits any more."""
        views = unit.appeals.named([one.appeal for one in lapsed])
        cases = unit.cases.named([one.case for one in lapsed])
        items = [one.item for one in lapsed]
        newest, authors = unit.records.latest(items), unit.records.authors(items)
        holds = all_that_hold(unit, newest.values())
        made, again, excepted = [], set(), []
        for one in lapsed:
            view, case, latest = views[one.appeal], cases.get(one.case), newest[one.item]
            if too_grave(view.against.decision, case.severity if case is not None else ""):
                excepted.append(self._except(docket, one, now))
                continue
            made.append(self._answers.given_back(unit, view, latest, holds[one.item], authors.get(one.item), now))
            docket.take(one, "restore", entry=outcome_entry(one.appeal))
            if same_text(view.against, latest):
                again.add(one.item)
        unit.ledger.put(excepted)
        self._context.record(unit, made)
        open_cases = unit.cases.open_of(again)
        asked = unit.reports.waited_for([case.id for case in open_cases.values()])
        # other words, and who reported them, wait for a person still
        return [case for case in open_cases.values() if case.id not in asked]

    def _except(self, docket: Docket, waiting: Waiting, now: datetime) -> Entry:
        """Too grave to be put back unheard: it goes on waiting, and that is counted in public, with this entry."""
        sealer, appeal = self._context.sealer, waiting.appeal
        record = {"appeal": appeal, "item": waiting.item, "restored": False, "at": now.isoformat()}
        entry = sealer.entry("exc_" + appeal.removeprefix("apl_"), "appeal_lapsed", canonical(record), now)
        docket.take(
            waiting, "except", entry=entry.id,
            message=sealer.webhook("appeal.overdue", appeal, {"appeal": appeal}, now),
        )  # fmt: skip
        return entry

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


def _alone(
    unit: Unit, found: Mapping[str, ProcessState], now: datetime
) -> tuple[Mapping[str, Waiting], Mapping[str, ProcessState]]:
    """Those that wait, and where they are, by appeal.

    What is given back is looked at anew once nobody else decides about its post: whoever heard the appeal meanwhile, or
    edited the post, was faster.
    """
    waiting = unit.board.of(list(found))
    unheard = [
        one.item
        for name, one in waiting.items()
        if what_is_due(one, now, overdue=found[name].state == "overdue") == "lapse"
    ]
    if not unheard:
        return waiting, found
    unit.records.one_at_a_time(unheard)
    states = unit.processes.states("appeal", list(waiting))
    same = {name: one for name, one in states.items() if one.n == found[name].n}  # the board changes with each step
    return {name: waiting[name] for name in same}, same
