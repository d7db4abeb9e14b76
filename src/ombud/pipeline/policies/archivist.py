"""The archivist: writes what was decided into the history that policies are held against.

The record decides. How far the history has come is kept in the database, under a name of the folder's own; what lies in
the folder beyond that was written by somebody who died before saying so, and is written again.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Protocol

from ombud.decisions import is_ordered
from ombud.model import PLATFORM_EVENTS, Arrival, Event, restricts
from ombud.policy.backtest import Judgement, Past
from ombud.ports import Clock, DecisionView, Store

__all__ = ["Archivist", "HistoryFolder"]

_BATCH = 5000


class HistoryFolder(Protocol):
    """`history.HistoryFiles`."""

    @property
    def identity(self) -> str: ...
    def alone(self) -> AbstractContextManager[bool]: ...
    def write(self, past: Sequence[Past]) -> None: ...
    def judge(self, judgements: Sequence[Judgement]) -> None: ...
    def discard_after(self, seq: int) -> None: ...
    def discard_before(self, day: date) -> int: ...
    def compact(self, before: date) -> int: ...


class Archivist:
    """One per data folder; where several processes share one, the first that comes. `keep` is in days.

    `settle` is how old a decision must be before it is written: where several write at once, one stored later may have
    a lower place in the order.
    """

    def __init__(
        self, store: Store, folder: HistoryFolder, clock: Clock, internal: Callable[[Event], Arrival], *, keep: int,
        settle: timedelta = timedelta(0),
    ) -> None:  # fmt: skip
        self._store = store
        self._folder = folder
        self._clock = clock
        self._internal = internal
        self._keep = timedelta(days=keep)
        self._settle = settle
        self._resumed = False
        self._tidied: date | None = None

    def run_once(self) -> int:
        """Write what is new, at most one batch; how many decisions. Tidies up once a day, when there is nothing new."""
        with self._folder.alone() as ours:
            if not ours:
                return 0
            written = self._write()
            if not written:
                self._tidy()
            return written

    def catch_up(self) -> int:
        """Write everything that is new, and how many decisions that is."""
        total = 0
        while written := self.run_once():
            total += written
        return total

    def _write(self) -> int:
        key = f"history:{self._folder.identity}"
        now = self._clock.now()
        with self._store.read() as unit:
            done = unit.progress.get(key) or 0
            found = unit.records.decided(done, _BATCH, now - self._settle + timedelta(microseconds=1))
        if not self._resumed:
            self._folder.discard_after(done)
            self._resumed = True
        if not found:
            return 0
        oldest = now - self._keep
        kept = [(seq, view) for seq, view in found if view.decision.at >= oldest]
        self._folder.write([self._past(seq, view) for seq, view in kept if _by_rules(view)])
        self._folder.judge(list(_judgements(kept)))
        with self._store.write() as unit:
            unit.progress.set(key, found[-1][0])
        return len(found)

    def _past(self, seq: int, view: DecisionView) -> Past:
        return Past(seq, self._internal(view.event), view.decision)

    def _tidy(self) -> None:
        today = self._clock.now().date()
        if self._tidied != today:
            self._folder.discard_before((self._clock.now() - self._keep).date())
            self._folder.compact(today)
            self._tidied = today


def _by_rules(view: DecisionView) -> bool:
    return view.decision.actor.kind == "automation" and view.event.type in PLATFORM_EVENTS


def _judgements(found: Iterable[tuple[int, DecisionView]]) -> Iterable[Judgement]:
    for seq, view in found:
        decision = view.decision
        if decision.actor.kind == "human" and decision.replaces is not None and not is_ordered(decision):
            upheld = restricts(decision.measure)
            yield Judgement(seq, decision.id, decision.replaces, upheld, decision.at.date())
