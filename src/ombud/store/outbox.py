"""Effects still to bring about.

A lease is a due time: whoever claims a task moves `due_at` to when the lease ends, so a task whose courier died is
simply due again. `attempts` counts the tries that have ended.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from ombud.model import NotFound, Task, TaskState
from ombud.store.counts import SqlCounts
from ombud.store.engine import Db
from ombud.store.tables import outbox

__all__ = ["SqlOutbox", "task_row"]

_WAITING = outbox.c.state == "waiting"


class SqlOutbox:
    """`ports.Outbox`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def put(self, tasks: Sequence[Task]) -> None:
        """Something else to bring about."""
        self._db.insert(outbox, [task_row(task) for task in tasks])

    def claim(self, topic: str, limit: int, now: datetime, lease_until: datetime) -> list[Task]:
        """Up to `limit` tasks that are due, longest due first; nobody else gets them before `lease_until`."""
        due = (
            select(outbox)
            .where(_WAITING, outbox.c.topic == topic, outbox.c.due_at <= now)
            .order_by(outbox.c.due_at, outbox.c.seq)
            .limit(limit)
            .with_for_update(skip_locked=True)  # on SQLite nothing: there the writer is alone
        )
        rows = self._db.all(due)
        if rows:
            mine = [row.seq for row in rows]
            self._db.run(update(outbox).where(outbox.c.seq.in_(mine)).values(due_at=lease_until))
        return [_task(row) for row in rows]

    def done(self, task_id: str, at: datetime) -> None:
        """It happened."""
        self._end(task_id, state=TaskState.DONE, done_at=at)

    def retry(self, task_id: str, due_at: datetime, error: str) -> None:
        """It did not: again at `due_at`."""
        self._end(task_id, due_at=due_at, last_error=error)

    def park(self, task_id: str, error: str) -> None:
        """It did not, and will not be tried again unless somebody says so."""
        self._end(task_id, state=TaskState.PARKED, last_error=error)

    def resend(self, task_id: str, now: datetime) -> None:
        """A parked task waits again, with its retries counted from nothing. Raises NotFound."""
        parked = (outbox.c.id == task_id, outbox.c.state == "parked")
        if not self._db.run(update(outbox).where(*parked).values(state=TaskState.WAITING, due_at=now, attempts=0)):
            raise NotFound("no_such_task", "No parked delivery goes by this id.", advice="It may be on its way again.")

    def page(self, state: TaskState | None = None, limit: int = 50, offset: int = 0) -> list[Task]:
        """Newest first."""
        places = select(outbox.c.seq).order_by(outbox.c.seq.desc()).limit(limit).offset(offset)
        if state is not None:
            places = places.where(outbox.c.state == state)  # found in the index: no payload is read to be passed over
        asked = select(outbox).where(outbox.c.seq.in_(places)).order_by(outbox.c.seq.desc())
        return [_task(row) for row in self._db.all(asked)]

    def about(self, subject: str) -> list[Task]:
        """Everything to do with a decision or an appeal, oldest first."""
        asked = select(outbox).where(outbox.c.subject == subject).order_by(outbox.c.seq)
        return [_task(row) for row in self._db.all(asked)]

    def counts(self) -> dict[str, int]:
        """Tasks per state; every state is named."""
        return {**dict.fromkeys(map(str, TaskState), 0), **SqlCounts(self._db).of("outbox")}

    def next_due(self, topic: str) -> datetime | None:
        """When the next task can be claimed."""
        row = self._db.one(select(func.min(outbox.c.due_at)).where(_WAITING, outbox.c.topic == topic))
        return None if row is None else row[0]

    def _end(self, task_id: str, **values: Any) -> None:
        """A try has ended. A task that is done stays done, whatever a courier with a lapsed lease says."""
        mine = (outbox.c.id == task_id, _WAITING)
        self._db.run(update(outbox).where(*mine).values(attempts=outbox.c.attempts + 1, **values))


def task_row(task: Task) -> dict[str, Any]:
    """A task as it is inserted."""
    return {
        "id": task.id,
        "topic": task.topic,
        "subject": task.subject,
        "payload": task.payload,
        "created_at": task.created_at,
        "due_at": task.due_at,
        "state": task.state,
        "attempts": task.attempts,
        "last_error": task.last_error,
        "done_at": task.done_at,
    }


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        topic=row.topic,
        subject=row.subject,
        payload=bytes(row.payload),
        created_at=row.created_at,
        due_at=row.due_at,
        state=TaskState(row.state),
        attempts=row.attempts,
        last_error=row.last_error,
        done_at=row.done_at,
    )
