"""The filer: files in a public database what the outbox says, until it is there or was turned down."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from ombud.model import Task
from ombud.pipeline.background.worker import Worker
from ombud.ports import Clock, Store, Unit
from ombud.ports.registry import Deferred, Filed, Registry, Rejected

__all__ = ["FILING", "Filer"]

FILING = "dsa-tdb"
"""The topic of a statement on its way to the DSA Transparency Database. `Task.payload` is the statement as JSON."""

_A_ROUND = 100
_LEASE = timedelta(minutes=10)  # a batch that is taken apart is many requests
_PATIENCE = timedelta(hours=8)
_log = structlog.get_logger("ombud.filer")


class Filer:
    """Files what is due. `retry_at(attempts, first_try, now)` says when to try again what nobody has answered for.

    Where it says None, it is tried again all the same, a few times a day: the law does not lapse because a database was
    away for a day. Only what the database has read and turned down is parked.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        clock: Clock,
        retry_at: Callable[[int, datetime, datetime], datetime | None],
    ) -> None:
        self._store = store
        self._registry = registry
        self._clock = clock
        self._retry_at = retry_at
        self.worker = Worker("filer", self.run_once, self._pause)

    def run_once(self) -> int:
        """One round: claim what is due, file it, write down how it went. Returns how many were tried."""
        now = self._clock.now()
        with self._store.write() as unit:
            tasks = unit.outbox.claim(FILING, _A_ROUND, now, now + _LEASE)
        if not tasks:
            return 0
        outcomes = self._registry.file([task.payload for task in tasks])
        with self._store.write() as unit:
            for task, outcome in zip(tasks, outcomes, strict=True):
                self._note(unit, task, outcome)
        return len(tasks)

    def _note(self, unit: Unit, task: Task, outcome: Filed | Rejected | Deferred) -> None:
        at = self._clock.now()
        match outcome:
            case Filed(already):
                unit.outbox.done(task.id, at)
                _log.info("filed", task=task.id, decision=task.subject, already=already)
            case Rejected(why):
                unit.outbox.park(task.id, why)
                _log.warning("filing_rejected", task=task.id, decision=task.subject, why=why)
            case Deferred(why, wait):
                again = self._again(task, at) if wait is None else at + timedelta(seconds=wait)
                unit.outbox.retry(task.id, again, why)
                _log.warning("filing_deferred", task=task.id, attempts=task.attempts + 1, why=why)

    def _again(self, task: Task, at: datetime) -> datetime:
        return self._retry_at(task.attempts + 1, task.created_at, at) or at + _PATIENCE

    def _pause(self) -> float:
        with self._store.read() as unit:
            due = unit.outbox.next_due(FILING)
        return 60.0 if due is None else max(0.0, (due - self._clock.now()).total_seconds())
