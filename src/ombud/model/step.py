"""The steps of a process that answers to people: a report, a notice, a measure, a strike, an appeal, an order."""

from datetime import datetime

import msgspec

__all__ = ["ProcessState", "ProcessStep"]


class ProcessStep(msgspec.Struct, frozen=True):
    """One thing that happened in a process; append-only.

    `kind` names the machine, `subject` what went through it; `n` counts from 1. `move` led to `state`. `by` is a user
    id when somebody of the console did it; `role` who it was: ``reviewer lead admin operator person platform outsider
    automation`` (the rules) or ``clock``. `note` is what they said. `due` is when the clock must act next, None when
    nothing is waited for. `entry` is the step's own entry in the ledger, where it has one.
    """

    kind: str
    subject: str
    n: int
    move: str
    state: str
    at: datetime
    role: str
    by: str | None = None
    note: str = ""
    due: datetime | None = None
    entry: str | None = None


class ProcessState(msgspec.Struct, frozen=True):
    """Where something is: the `state` that step `n` led to, `since` when, and until when (`due`) it may stay so."""

    kind: str
    subject: str
    n: int
    state: str
    since: datetime
    due: datetime | None = None
