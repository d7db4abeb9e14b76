"""What is kept of learning from a community: corrections on offer, and what was tuned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ombud.model import Correction, CorrectionState, Tuning, TuningStep

__all__ = ["Corrections", "Tunings"]


class Corrections(Protocol):
    """What others say a text should have been scored as. A queue, not the record: it forgets."""

    def add(self, correction: Correction) -> None:
        """A new one; where the same one came to wait meanwhile, that is counted, as by `again`. Raises BadInput for
        a text that no database can keep."""
        ...

    def again(self, correction: Correction) -> Correction | None:
        """The one that waits already, of the same key, community, text and labels, counted once more; None where there
        is none. Its `at` becomes this one's where that is later, and its `lang` where it had none."""
        ...

    def get(self, correction_id: str) -> Correction | None: ...
    def waiting(self, limit: int = 50, offset: int = 0) -> list[Correction]:
        """By when each was first sent, oldest first: what is sent again keeps its place."""
        ...

    def accepted(self, after: str = "", limit: int = 1000) -> list[Correction]:
        """What may be learnt from, by when each was first sent, oldest first, from the one after this id on."""
        ...

    def judge(self, correction_id: str, state: CorrectionState, by: str | None, at: datetime) -> None:
        """Accept or reject one that waits. Raises NotFound, and Conflict when somebody was faster."""
        ...

    def counts(self) -> Mapping[str, int]:
        """By state."""
        ...

    def waiting_by_key(self) -> Mapping[str, int]:
        """How many wait, by the id of the API key that sent them."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was last sent before then, judged or not; how many they were."""
        ...


class Tunings(Protocol):
    """What a community's own decisions changed about signals. Append-only; the database keeps the steps in line."""

    def add(self, tuning: Tuning) -> None:
        """Keep one; it is not in force by that. The same one again changes nothing."""
        ...

    def take(self, step: TuningStep) -> None:
        """Put a change of what is in force on the record.

        Its `entry` is a ledger entry that says the same and belongs to no other step. Raises Conflict:
        ``tuning_moved_on`` unless it takes the next place, ``no_such_tuning``, ``not_in_ledger``; Forbidden
        (``not_an_author``) for anybody but the operator, a lead or an admin.
        """
        ...

    def get(self, tuning_id: str) -> Tuning | None: ...
    def in_force(self) -> list[Tuning]:
        """At most one of each kind for each signal, by signal and kind."""
        ...

    def steps(self) -> list[TuningStep]:
        """Every change, oldest first."""
        ...
