"""Tells people: turns a notice into messages, follows what becomes of them, and lets go what was held back by a gag."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.model import Entry, Notice, ProcessState, ProcessStep, Task, TaskState, Withholding, canonical, to_plain
from ombud.pipeline.deciding.sealer import LETTER, TELLING, Sealer
from ombud.pipeline.telling.letters import Addressed, Letters
from ombud.ports import Clock, Store, Unit
from ombud.process import NOTICE, may_release, outcome_of
from ombud.process.passes import SENT_ALONG

__all__ = ["Teller", "notice_named"]

_A_ROUND = 100
_LEASE = timedelta(seconds=60)
_MOST_AT_ONCE = 200  # notices that a new address brings on their way together


class _Told(msgspec.Struct):
    notice: str | None = None


class _Payload(msgspec.Struct):
    """What of a task names its notice: a webhook's ``data.notice``, or a letter's ``notice``."""

    type: str = ""
    data: _Told = msgspec.field(default_factory=_Told)
    notice: str | None = None


_PAYLOAD = msgspec.json.Decoder(_Payload)


def notice_named(task: Task) -> str | None:
    """The notice that a task takes to somebody; None for every other task."""
    try:
        payload = _PAYLOAD.decode(task.payload)
    except msgspec.DecodeError:  # a task of somebody else's, such as a plug-in's: not a notice
        return None
    return payload.notice or (payload.data.notice if payload.type == "notice.created" else None)


class Teller:
    """Everything about a notice after the decision's own transaction."""

    def __init__(self, store: Store, clock: Clock, sealer: Sealer, letters: Letters) -> None:
        self._store = store
        self._clock = clock
        self.sealer = sealer
        self.letters = letters

    def run_once(self) -> int:
        """One round: whoever is to be told now is, on every way there is to them. Returns how many notices it took."""
        now = self._clock.now()
        with self._store.write() as unit:
            tasks = unit.outbox.claim(TELLING, _A_ROUND, now, now + _LEASE)
            named = {task.id: notice_named(task) or "" for task in tasks}
            states = unit.processes.states("notice", list(named.values()))
            notices = unit.notices.get(list(named.values()))
            for task in tasks:
                state, notice = states.get(named[task.id]), notices.get(named[task.id])
                if notice is not None and state is not None and state.state in ("created", "undeliverable"):
                    self._tell(unit, notice, state, now)
                unit.outbox.done(task.id, now)
        return len(tasks)

    def _tell(self, unit: Unit, notice: Notice, state: ProcessState, now: datetime) -> None:
        told = self.letters.of(unit, notice)
        tasks = self.sealer.webhook("notice.created", notice.decision, _data(notice, told, self.sealer, now), now)
        if told.contact is not None and told.contact.email is not None and self.sealer.mails:
            payload = canonical({"notice": notice.id})
            tasks += self.sealer.task(LETTER, notice.decision, payload, now)
        if not tasks:
            return  # there is no way to them: it stays `created`, where people can see it
        unit.outbox.put(tasks)
        unit.processes.take([NOTICE.step(state, notice.id, "send", now, role="automation")])

    def note(self, unit: Unit, ended: Sequence[tuple[Task, bool]], at: datetime) -> None:
        """What became of tasks that have ended: delivered, or given up. Called in the courier's own transaction.

        The step does not quote what a mail server answered: it likes to repeat the address, and steps are for good.
        """
        named = [(notice, task, delivered) for task, delivered in ended if (notice := notice_named(task))]
        states = unit.processes.states("notice", [notice for notice, _, _ in named])
        for notice, task, delivered in named:
            state = states.get(notice)
            if state is None:
                continue
            more = not delivered and any(
                other.state is TaskState.WAITING and notice_named(other) == notice
                for other in unit.outbox.about(task.subject)
            )
            move = outcome_of(state.state, delivered=delivered, more=more)
            if move is not None:
                role = "platform" if delivered and task.topic != LETTER else "automation"
                step = NOTICE.step(state, notice, move, at, role=role, note=task.topic)
                unit.processes.take([step])
                states[notice] = _after(step)

    def due(self, unit: Unit, states: Sequence[ProcessState], now: datetime) -> None:
        """`WhenDue`: gags whose date has come."""
        for state in states:
            may_release(state, now)
        self._release(unit, states, now, role="clock", by=None, note="")

    def release(self, unit: Unit, notice_id: str, now: datetime, *, role: str, by: str | None, note: str) -> None:
        """Before its date, by somebody who answers for it: an order was lifted, or the ground was none.

        Raises Conflict (``not_withheld``).
        """
        state = unit.processes.state("notice", notice_id)
        may_release(state, now, early=True)
        assert state is not None  # noqa: S101 - may_release has just said so
        self._release(unit, [state], now, role=role, by=by, note=note)

    def _release(
        self, unit: Unit, states: Sequence[ProcessState], now: datetime, *, role: str, by: str | None, note: str
    ) -> None:
        withheld = unit.notices.withheld([state.subject for state in states])
        entries: list[Entry] = []
        steps: list[ProcessStep] = []
        tasks: list[Task] = []
        for state in states:
            ground = withheld[state.subject]
            record = canonical(_released(ground, role, now))
            entry = self.sealer.entry(self.sealer.id("rel", now), "notice_released", record, now)
            entries.append(entry)
            steps.append(NOTICE.step(state, state.subject, "release", now, role=role, by=by, note=note, entry=entry.id))
            tasks += self.sealer.telling(state.subject, ground.decision, now)
        unit.ledger.put(entries)
        unit.processes.take(steps)
        unit.outbox.put(tasks)

    def reached(self, unit: Unit, person: str, now: datetime) -> int:
        """Somebody can be reached now: what never went out to them, or never arrived, goes. Returns how many."""
        waiting = unit.notices.untold(person, _MOST_AT_ONCE)
        notices = unit.notices.get(waiting)
        tasks: Iterable[Task] = (
            task for one in waiting for task in self.sealer.telling(one, notices[one].decision, now)
        )
        unit.outbox.put(list(tasks))
        return len(waiting)


def _after(step: ProcessStep) -> ProcessState:
    return ProcessState(step.kind, step.subject, step.n, step.state, step.at, step.due)


def _released(withheld: Withholding, role: str, at: datetime) -> dict[str, object]:
    return {**to_plain(withheld), "released_at": to_plain(at), "released_by": role}


def _data(notice: Notice, told: Addressed, sealer: Sealer, now: datetime) -> dict[str, str]:
    decision = told.view.decision
    return {
        "notice": notice.id,
        "decision": decision.id,
        "item": decision.item,
        "person": notice.person,
        "url": sealer.notice_url(notice.id),
        "own_page": sealer.person_url(notice.person, now, SENT_ALONG),
        "measure": str(decision.measure),
        "language": told.language,
        "subject": told.letter.subject,
        "text": told.letter.text,
    }
