"""A decision with everything that must be stored with it in one transaction, or not at all."""

from datetime import datetime

import msgspec

from ombud.model.arrival import Arrival
from ombud.model.decision import Decision
from ombud.model.entry import Entry
from ombud.model.process import Case, Notice, Statement, Withholding
from ombud.model.step import ProcessStep
from ombud.model.task import Task

__all__ = ["Known", "Sealed"]


class Sealed(msgspec.Struct, frozen=True):
    """`by` is the user id of a human actor, None for automation. `case` is set when this decision opens one.

    `entries` holds the decision's own ledger entry first (same id as the decision), then any others. `steps` are of the
    processes that it begins or moves on; `withheld` is set when its notice does not go out.
    """

    arrival: Arrival
    received_at: datetime
    decision: Decision
    entries: tuple[Entry, ...]
    by: str | None = None
    statement: Statement | None = None
    case: Case | None = None
    notice: Notice | None = None
    tasks: tuple[Task, ...] = ()
    steps: tuple[ProcessStep, ...] = ()
    withheld: Withholding | None = None


class Known(msgspec.Struct, frozen=True):
    """An event id that is already on the record: its content digest and the canonical bytes of its decision."""

    digest: bytes
    record: bytes
