"""The courier: brings about what the outbox says, again and again until it is done or parked."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from ombud.model import Conflict, Task
from ombud.pipeline.background.worker import Worker
from ombud.ports import Clock, Sender, Store, Undeliverable, Unit

__all__ = ["WEBHOOK", "Courier", "Ended"]

WEBHOOK = "webhook"
_AT_ONCE = 16
_A_ROUND = 64  # one transaction to claim so many, one to write down how it went
_LEASE = timedelta(seconds=60)  # longer than a round of slow tries: a task whose courier died comes back after this
_LONGEST_PAUSE = 60.0
_log = structlog.get_logger("ombud.courier")

Ended = Sequence[tuple[Task, bool]]


class Courier:
    """Sends what is due. `retry_at(attempts, first_try, now)` says when to try again, or None: park it.

    `first` is done at the beginning of every round, and makes the tasks that it then sends. `note` is told, in the
    transaction in which they are written down, which tasks have ended: delivered, or parked.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Clock,
        retry_at: Callable[[int, datetime, datetime], datetime | None],
        *,
        topic: str = WEBHOOK,
        first: Callable[[], int] = lambda: 0,
        note: Callable[[Unit, Ended, datetime], None] | None = None,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._retry_at = retry_at
        self._topic = topic
        self._first = first
        self._note = note
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix=f"courier-{topic}")
        self.worker = Worker(f"courier-{topic}", self.run_once, self._pause)

    def run_once(self) -> int:
        """One round: claim what is due, send it, write down how it went. Returns how many were tried."""
        begun, now = self._first(), self._clock.now()
        with self._store.write() as unit:
            tasks = unit.outbox.claim(self._topic, _A_ROUND, now, now + _LEASE)
        if not tasks:
            return begun
        errors = list(self._pool.map(self._send, tasks))
        while not self._written_down(tasks, errors):
            pass
        return len(tasks)

    def close(self) -> None:
        """Let the tries under way finish."""
        self._pool.shutdown()

    def _send(self, task: Task) -> str | None:
        """What the sender says; a fault in it is one task's, and the others of the round go out all the same."""
        try:
            return self._sender.send(task, self._clock.now())
        except Exception:  # noqa: BLE001 - logged whole, and tried again like everything that was not taken
            _log.exception("not_sent", task=task.id, topic=self._topic)
            return "it could not be sent: the log says why"

    def _written_down(self, tasks: list[Task], errors: list[str | None]) -> bool:
        """False when somebody moved one of their processes on at the same moment: look again, and write again."""
        try:
            with self._store.write() as unit:
                at = self._clock.now()
                ended = [
                    (task, error is None)
                    for task, error in zip(tasks, errors, strict=True)
                    if self._settled(unit, task, error, at)
                ]
                if self._note is not None:
                    self._note(unit, ended, at)
        except Conflict as conflict:
            if conflict.code != "process_moved_on":
                raise
            return False
        return True

    def _settled(self, unit: Unit, task: Task, error: str | None, at: datetime) -> bool:
        """Whether there will be no other try."""
        if error is None:
            unit.outbox.done(task.id, at)
            return True
        hopeless = isinstance(error, Undeliverable)
        again = None if hopeless else self._retry_at(task.attempts + 1, task.created_at, at)
        _log.warning("not_delivered", task=task.id, attempts=task.attempts + 1, error=error, parked=again is None)
        if again is None:
            unit.outbox.park(task.id, error)
            return True
        unit.outbox.retry(task.id, again, error)
        return False

    def _pause(self) -> float:
        with self._store.read() as unit:
            due = unit.outbox.next_due(self._topic)
        if due is None:
            return _LONGEST_PAUSE
        return max(0.0, (due - self._clock.now()).total_seconds())
