"""Where appeals are kept beyond their words and outcomes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ombud.model import AppealTerms, Dispute, DisputeBody, Evidence, Lane, Outsider, Skills, User, Waiting

__all__ = ["AppealFiles", "Board", "Disputes", "Outsiders"]


class AppealFiles(Protocol):
    """What was promised, and what else was brought forward. Append-only."""

    def promise(self, terms: AppealTerms) -> None: ...
    def terms(self, appeal_id: str) -> AppealTerms | None: ...
    def bring(self, evidence: Evidence) -> None:
        """Raises Conflict (``appeal_decided``: it is over; ``process_moved_on``)."""
        ...

    def evidence(self, appeal_id: str) -> list[Evidence]:
        """In the order it was brought forward."""
        ...

    def evidence_of(self, appeal_ids: Collection[str]) -> dict[str, list[Evidence]]:
        """The same for several appeals; those to which nothing was added are absent."""
        ...

    def involve(self, item: str, case: str, user: str, how: str, at: datetime) -> None:
        """From now on `user` had a part in the case. Twice is as once."""
        ...

    def counts(self, since: datetime) -> Mapping[str, int]:
        """What is told in public, over appeals filed since: ``lapsed``, ``excepted``, ``withdrawn``, ``urgent``,
        ``expedited``, ``outside``."""
        ...


class Board(Protocol):
    """The appeals that wait, and who has them. Not the record; the database keeps it from those who had a part."""

    def put(self, waiting: Waiting) -> None: ...
    def get(self, appeal_id: str) -> Waiting | None: ...
    def of(self, appeal_ids: Collection[str]) -> dict[str, Waiting]: ...
    def remove(self, appeal_ids: Collection[str]) -> None:
        """They wait no more."""
        ...

    def page(
        self, limit: int, offset: int = 0, *, holder: str | None = None, languages: Collection[str] = ()
    ) -> list[Waiting]:
        """Expedited first, then those whose target is nearest. `holder`: what somebody has; `languages`: only these."""
        ...

    def count(self, holder: str | None = None) -> int: ...
    def hold(self, appeal_id: str, user: str | None, until: datetime | None) -> None:
        """Give it to somebody; None gives it back. Raises Forbidden (``same_reviewer``)."""
        ...

    def renew(self, waiting: Sequence[Waiting]) -> None:
        """Who has each now, until when, and when somebody was told that it waits. Raises as `hold`."""
        ...

    def lane(self, appeal_id: str, lane: Lane, target: datetime) -> None: ...
    def ahead(self, now: datetime, limit: int) -> list[Waiting]:
        """Those with a time in them that cannot be yet: the clock has been set back since."""
        ...

    def loads(self, now: datetime) -> Mapping[str, int]:
        """How many each user has before them."""
        ...

    def skills(self) -> dict[str, Skills]:
        """By user id."""
        ...

    def set_skills(self, skills: Skills) -> None: ...


class Outsiders(Protocol):
    """People asked from outside, one appeal each."""

    def invite(self, user: User, outsider: Outsider) -> None:
        """Raises Forbidden (``not_a_reviewer``), Conflict (``appeal_decided``)."""
        ...

    def get(self, user_id: str) -> Outsider | None: ...
    def by_token(self, token_hash: bytes) -> Outsider | None: ...
    def of_appeal(self, appeal_id: str) -> list[Outsider]:
        """Newest first."""
        ...


class Disputes(Protocol):
    """Certified out-of-court bodies, and decisions taken to them."""

    def add_body(self, body: DisputeBody) -> None: ...
    def remove_body(self, body_id: str, at: datetime) -> None:
        """People are not pointed to it any more. Raises NotFound."""
        ...

    def bodies(self, *, removed: bool = False) -> list[DisputeBody]:
        """By name; with those taken off the list when `removed`."""
        ...

    def open(self, dispute: Dispute) -> None: ...
    def get(self, dispute_id: str) -> Dispute | None: ...
    def page(self, limit: int = 50, offset: int = 0) -> list[Dispute]:
        """Newest first."""
        ...

    def of_decisions(self, decision_ids: Sequence[str]) -> list[Dispute]: ...
