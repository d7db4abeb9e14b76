"""Appeals that wait, as one round of the clock changes them: worked out first, written in a few statements."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property

import msgspec

from ombud.model import ProcessState, ProcessStep, Task, Waiting
from ombud.pipeline.appeals.routing import Reviewers
from ombud.ports import Unit
from ombud.process import APPEAL, OPEN, next_due

__all__ = ["Docket"]


class Docket:
    """`states` says where each of the appeals in `waiting` is. Nothing is written before `write`."""

    def __init__(
        self, unit: Unit, waiting: Mapping[str, Waiting], states: Mapping[str, ProcessState], now: datetime
    ) -> None:
        self._unit = unit
        self._waiting = dict(waiting)
        self._states = dict(states)
        self._now = now
        self._changed: set[str] = set()
        self._steps: list[ProcessStep] = []
        self._tasks: list[Task] = []

    @cached_property
    def _reviewers(self) -> Reviewers:
        return Reviewers(self._unit, self._now)

    @cached_property
    def _touched(self) -> Mapping[str, set[str]]:
        return self._unit.appeals.touched(list(self._waiting))

    def __iter__(self) -> Iterator[tuple[Waiting, ProcessState]]:
        """Each appeal that waits, as it is now."""
        return iter([(self._waiting[name], self._states[name]) for name in self._waiting])

    def remind(self, waiting: Waiting, message: Collection[Task]) -> None:
        """Those who can hear it are told; somebody has it after that, if anybody can."""
        waiting = msgspec.structs.replace(waiting, reminded_at=self._now)
        self.take(waiting, "remind")
        self._tasks += message
        if waiting.holder is None:
            self._assign(waiting)

    def give_back(self, waiting: Waiting) -> None:
        """Whoever has it has let the time go by: somebody else has it after that, if anybody can."""
        free = msgspec.structs.replace(waiting, holder=None, held_until=None)
        self.take(free, "give_back")
        self._assign(free, but=(waiting.holder or "",))

    def _assign(self, waiting: Waiting, but: Collection[str] = ()) -> None:
        found = self._reviewers.choose(waiting, self._now, self._touched[waiting.appeal].union(but))
        if found is not None:
            self.take(found, "assign")

    def take(self, waiting: Waiting, move: str, *, entry: str | None = None, message: Collection[Task] = ()) -> None:
        """The clock's next step of an appeal that is then as `waiting` says, or waits no more. Raises Conflict."""
        before = self._states[waiting.appeal]
        after = APPEAL.after(before.state, move)
        due = next_due(waiting, self._now, overdue=after == "overdue") if after in OPEN else None
        step = APPEAL.step(before, waiting.appeal, move, self._now, role="clock", due=due, entry=entry)
        self._steps.append(step)
        self._tasks += message
        self._states[waiting.appeal] = ProcessState(step.kind, step.subject, step.n, step.state, step.at, step.due)
        self._waiting[waiting.appeal] = waiting
        self._changed.add(waiting.appeal)

    def write(self) -> None:
        """All of it: the board first, since it keeps appeals from those who had a part; then the record."""
        open_ = [name for name in self._changed if self._states[name].state in OPEN]
        self._unit.board.renew([self._waiting[name] for name in sorted(open_)])
        self._unit.board.remove(sorted(self._changed.difference(open_)))
        self._unit.processes.take(self._steps)
        self._unit.outbox.put(self._tasks)
