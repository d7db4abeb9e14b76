"""What must happen after a decision, written down in the decision's own transaction."""

from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["Task", "TaskState"]


class TaskState(StrEnum):
    """`waiting` until done; `parked` when every retry failed: visible, and sent again only when somebody says so."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Task(msgspec.Struct, frozen=True):
    """One effect to bring about. The `id` of a webhook task is its ``webhook-id`` on every try.

    `topic` is ``webhook`` or ``dsa-tdb``; `payload` the exact bytes to send; `subject` the decision or appeal it is
    about.
    """

    id: str
    topic: str
    subject: str
    payload: bytes
    created_at: datetime
    due_at: datetime
    state: TaskState = TaskState.WAITING
    attempts: int = 0
    last_error: str | None = None
    done_at: datetime | None = None
