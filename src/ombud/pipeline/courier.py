"""The courier: brings about what the outbox says, again and again until it is done or parked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from ombud.model import Task
from ombud.pipeline.worker import Worker
from ombud.ports import Clock, Sender, Store

__all__ = ["Courier"]

TOPIC = "webhook"
_AT_ONCE = 16
_A_ROUND = 64  # one transaction to claim so many, one to write down how it went
_LEASE = timedelta(seconds=60)  # longer than a round of slow tries: a task whose courier died comes back after this
_log = structlog.get_logger("ombud.courier")


class Courier:
    """Sends what is due. `retry_at(attempts, first_try, now)` says when to try again, or None: park it."""

    def __init__(
        self, store: Store, sender: Sender, clock: Clock, retry_at: Callable[[int, datetime, datetime], datetime | None]
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._retry_at = retry_at
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="courier")
        self.worker = Worker("courier", self.run_once, self._pause)

    def run_once(self) -> int:
        """One round: claim what is due, send it, write down how it went. Returns how many were tried."""
        now = self._clock.now()
        with self._store.write() as unit:
            tasks = unit.outbox.claim(TOPIC, _A_ROUND, now, now + _LEASE)
        if not tasks:
            return 0
        errors = list(self._pool.map(self._send, tasks))
        with self._store.write() as unit:
            for task, error in zip(tasks, errors, strict=True):
                at = self._clock.now()
                if error is None:
                    unit.outbox.done(task.id, at)
                    continue
                again = self._retry_at(task.attempts + 1, task.created_at, at)
                _log.warning(
                    "not_delivered", task=task.id, attempts=task.attempts + 1, error=error, parked=again is None
                )
                if again is None:
                    unit.outbox.park(task.id, error)
                else:
                    unit.outbox.retry(task.id, again, error)
        return len(tasks)

    def close(self) -> None:
        """Let the tries under way finish."""
        self._pool.shutdown()

    def _send(self, task: Task) -> str | None:
        return self._sender.send(task, self._clock.now())

    def _pause(self) -> float:
        with self._store.read() as unit:
            due = unit.outbox.next_due(TOPIC)
        if due is None:
            return 60.0
        return max(0.0, (due - self._clock.now()).total_seconds())
