"""Where due process is kept: one Protocol for each noun, as parts of a `Unit`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ombud.model import ProcessState, ProcessStep, Strike

__all__ = ["Counts", "Processes", "Strikes"]


class Processes(Protocol):
    """The steps of reports, notices, measures, strikes, appeals and orders.

    Append-only. The database itself refuses a step that no arrow of the machine allows, or that is not the next one.
    """

    def take(self, steps: Sequence[ProcessStep]) -> None:
        """Put them on the record, in order.

        Raises Conflict (``process_moved_on``: somebody was faster; ``process_wrong_step``).
        """
        ...

    def state(self, kind: str, subject: str) -> ProcessState | None: ...
    def states(self, kind: str, subjects: Collection[str]) -> dict[str, ProcessState]:
        """By subject; what never began is absent."""
        ...

    def steps(self, kind: str, subject: str) -> list[ProcessStep]:
        """Oldest first."""
        ...

    def steps_of(self, kind: str, subjects: Collection[str]) -> dict[str, list[ProcessStep]]:
        """The same for several; what never began is absent."""
        ...

    def due(self, kind: str, now: datetime, limit: int, *, but: Collection[str] = ()) -> list[ProcessState]:
        """Those whose `due` has come, the longest overdue first, without those in `but`.

        For a unit that writes: nobody else is given them before it ends.
        """
        ...

    def next_due(self) -> datetime | None:
        """When the clock must act next, in any process."""
        ...

    def overdue(self, now: datetime) -> Mapping[str, int]:
        """Kind -> how many the clock should have acted on before `now`, of each kind of which there are any."""
        ...

    def at(
        self, kind: str, states: Collection[str], limit: int = 50, offset: int = 0, *, newest: bool = False
    ) -> list[ProcessState]:
        """Those in one of these states, the longest in it first, or the latest."""
        ...

    def counts(self, kind: str) -> Mapping[str, int]:
        """How many are in each state."""
        ...


class Counts(Protocol):
    """How many there are, kept by the database as it changes: exact, and as quick for millions as for one."""

    def of(self, kind: str) -> Mapping[str, int]:
        """State -> how many of a process are in it; or of ``outbox`` tasks; of ``case``, the open ones, by
        ``SEVERITY/QUEUE``."""
        ...

    def scattered(self) -> bool:
        """Whether reading gets slow until somebody gathers."""
        ...

    def gather(self) -> None:
        """Add up what was noted change by change. Changes nothing that is read."""
        ...


class Strikes(Protocol):
    """What restrictions count against their authors. Append-only; whether one stands, its process says (``strike``)."""

    def count(self, strikes: Sequence[Strike]) -> None:
        """Keep them; their processes have to begin too. Raises Conflict where there is nothing to count."""
        ...

    def get(self, ids: Collection[str]) -> dict[str, Strike]: ...
    def of_person(self, person: str) -> list[Strike]:
        """All that were ever counted, oldest first."""
        ...

    def standing(self, person: str) -> list[Strike]:
        """Those that count now, oldest first."""
        ...

    def totals(self, people: Collection[str]) -> dict[str, int]:
        """What counts now against each of these, zero included."""
        ...

    def standing_on(self, items: Collection[str]) -> list[Strike]:
        """Those that count now for one of these items, oldest first."""
        ...
