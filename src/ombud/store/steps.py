"""The steps of every process. That each follows an arrow and is the next one, triggers see to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from ombud.model import ProcessState, ProcessStep
from ombud.store.counts import SqlCounts
from ombud.store.engine import Db
from ombud.store.tables import process_states, process_steps

__all__ = ["SqlProcesses", "step_row"]

_C = process_states.c


class SqlProcesses:
    """`ports.Processes`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def take(self, steps: Sequence[ProcessStep]) -> None:
        """Put them on the record, in order."""
        for wave in _waves(steps):
            self._db.insert(process_steps, [step_row(step) for step in wave])

    def state(self, kind: str, subject: str) -> ProcessState | None:
        """Where one is."""
        return self.states(kind, [subject]).get(subject)

    def states(self, kind: str, subjects: Collection[str]) -> dict[str, ProcessState]:
        """Where each is."""
        rows = self._db.among(select(process_states).where(_C.kind == kind), _C.subject, subjects)
        return {row.subject: _state(row) for row in rows}

    def steps(self, kind: str, subject: str) -> list[ProcessStep]:
        """Oldest first."""
        return self.steps_of(kind, [subject]).get(subject, [])

    def steps_of(self, kind: str, subjects: Collection[str]) -> dict[str, list[ProcessStep]]:
        """The same for several."""
        found: dict[str, list[ProcessStep]] = {}
        wanted = select(process_steps).where(process_steps.c.kind == kind).order_by(process_steps.c.n)
        for row in self._db.among(wanted, process_steps.c.subject, subjects):
            found.setdefault(row.subject, []).append(_step(row))
        return found

    def due(self, kind: str, now: datetime, limit: int, *, but: Collection[str] = ()) -> list[ProcessState]:
        """The longest overdue first. What another process on PostgreSQL works on is left to it."""
        wanted = select(process_states).where(_C.kind == kind, _C.due.is_not(None), _C.due <= now)
        if but:
            wanted = wanted.where(_C.subject.not_in(list(but)))
        ours = wanted.order_by(_C.due, _C.subject).limit(limit).with_for_update(skip_locked=True)
        return [_state(row) for row in self._db.all(ours)]

    def next_due(self) -> datetime | None:
        """When the clock must act next."""
        row = self._db.one(select(func.min(_C.due).label("due")).where(_C.due.is_not(None)))
        return None if row is None else row.due

    def overdue(self, now: datetime) -> Mapping[str, int]:
        """By kind, how many the clock should have acted on before `now`."""
        late = select(_C.kind, func.count().label("n")).where(_C.due.is_not(None), _C.due < now).group_by(_C.kind)
        return {row.kind: row.n for row in self._db.all(late)}

    def at(
        self, kind: str, states: Collection[str], limit: int = 50, offset: int = 0, *, newest: bool = False
    ) -> list[ProcessState]:
        """The longest in it first, or the latest."""
        order = (_C.since.desc(), _C.subject.desc()) if newest else (_C.since, _C.subject)
        wanted = select(process_states).where(_C.kind == kind, _C.state.in_(list(states)))
        return [_state(row) for row in self._db.all(wanted.order_by(*order).limit(limit).offset(offset))]

    def counts(self, kind: str) -> Mapping[str, int]:
        """How many are in each state."""
        return SqlCounts(self._db).of(kind)


def _waves(steps: Sequence[ProcessStep]) -> list[list[ProcessStep]]:
    """One step of each process at a time: PostgreSQL keeps where a process is at the end of a statement only."""
    waves: list[list[ProcessStep]] = []
    taken: dict[tuple[str, str], int] = {}
    for step in steps:
        place = taken[step.kind, step.subject] = taken.get((step.kind, step.subject), -1) + 1
        if place == len(waves):
            waves.append([])
        waves[place].append(step)
    return waves


def step_row(step: ProcessStep) -> dict[str, Any]:
    """A step as it is inserted."""
    return {
        "kind": step.kind,
        "subject": step.subject,
        "n": step.n,
        "move": step.move,
        "state": step.state,
        "at": step.at,
        "role": step.role,
        "by_user": step.by,
        "note": step.note,
        "due": step.due,
        "entry": step.entry,
    }


def _step(row: Row[Any]) -> ProcessStep:
    return ProcessStep(
        kind=row.kind,
        subject=row.subject,
        n=row.n,
        move=row.move,
        state=row.state,
        at=row.at,
        role=row.role,
        by=row.by_user,
        note=row.note,
        due=row.due,
        entry=row.entry,
    )


def _state(row: Row[Any]) -> ProcessState:
    return ProcessState(row.kind, row.subject, row.n, row.state, row.since, row.due)
