"""Where reports are kept, and whose come first: parts of a `Unit`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ombud.model import CaseReports, Flagger, Report, ReportContact, Standing

__all__ = ["Flaggers", "Reports"]


class Reports(Protocol):
    """What was reported. Append-only, but for who it was; where a report is, its process says (``report``)."""

    def file(self, report: Report, contact: ReportContact | None = None) -> None:
        """Keep it; its process has to begin too. Raises Conflict (``not_trusted``) for a flagger who is not."""
        ...

    def get(self, report_id: str) -> Report | None: ...
    def by_token(self, token_hash: bytes) -> Report | None: ...
    def join(self, report_id: str, case_id: str, item: str) -> None:
        """Put a report into its item's case. Raises Conflict (``case_moved_on``) when that is not open any more."""
        ...

    def case_of(self, report_id: str) -> str | None: ...
    def in_case(self, case_id: str, limit: int = 50) -> list[Report]:
        """Those of trusted flaggers first, then oldest first."""
        ...

    def waiting(self, case_id: str) -> list[Report]:
        """Those of a case that nobody has answered, oldest first."""
        ...

    def acted_on(self, case_id: str) -> list[Report]:
        """Those of a case that something was done about, oldest first."""
        ...

    def waited_for(self, case_ids: Collection[str]) -> set[str]:
        """Of these cases, those in which somebody's report is not answered yet."""
        ...

    def complained(self, item: str) -> list[Report]:
        """Those about an item whose answer was complained about and not heard yet, oldest first."""
        ...

    def looked_at(self, item: str, content: str, clause: str | None) -> bool:
        """Whether a report of these words under this clause (None: a law) was answered before."""
        ...

    def of_reporter(self, reporter: str, limit: int = 50) -> list[Report]:
        """Newest first."""
        ...

    def answer(self, answers: Sequence[tuple[str, int, str]]) -> None:
        """(report, number of the step that answers it, decision that it rests on)."""
        ...

    def decision_of(self, report_id: str) -> str | None:
        """The decision that its newest answer rests on."""
        ...

    def replied(self, decision_id: str) -> str | None:
        """What a reviewer wrote, with this decision, to those who had reported its item; None where nobody had."""
        ...

    def standings(self, reporters: Collection[str], since: datetime | None = None) -> dict[str, Standing]:
        """By reporter; `since` counts only what was answered from then on. Who never reported is absent."""
        ...

    def standings_since(self, since: Mapping[str, datetime]) -> dict[str, Standing]:
        """By reporter, each from a time of their own on."""
        ...

    def found_baseless_by(self, reporters: Collection[str]) -> dict[str, frozenset[str]]:
        """By reporter: who has marked reports of theirs as manifestly unfounded. Absent where nobody has."""
        ...

    def flagger_standings(self) -> dict[str, Standing]:
        """The same of every trusted flagger, by id, of all time."""
        ...

    def summaries(self, case_ids: Collection[str]) -> dict[str, CaseReports]:
        """By case; those without reports are absent."""
        ...

    def paused(self, reporter: str) -> int:
        """How many of a reporter's reports are set aside."""
        ...

    def contact(self, report_id: str) -> ReportContact | None: ...
    def forget_contacts(self, before: datetime) -> int:
        """Delete who made reports that have been over since before then; how many they were."""
        ...

    def network_secret(self, day: str, fresh: bytes) -> bytes:
        """The secret that a day's networks are hashed with: `fresh`, for the first who asks. Those of earlier days are
        deleted."""
        ...

    def answered_by(self, since: datetime) -> Mapping[str, int]:
        """Reports per state, of those filed since."""
        ...


class Flaggers(Protocol):
    """The register of trusted flaggers. Append-only; whether one is trusted, its process says (``flagger``)."""

    def add(self, flagger: Flagger) -> None: ...
    def get(self, flagger_id: str) -> Flagger | None: ...
    def by_key(self, key_hash: bytes) -> Flagger | None: ...
    def all(self) -> list[Flagger]:
        """Oldest first."""
        ...
