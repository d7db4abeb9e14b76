"""Notices, why some of them wait, and how people can be reached."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from ombud.model import Contact, Notice, Withholding

__all__ = ["Contacts", "Notices"]


class Notices(Protocol):
    """Notices are stored with their decisions; where each is on its way, its process says (``notice``)."""

    def by_token(self, token_hash: bytes) -> Notice | None: ...
    def get(self, ids: Collection[str]) -> dict[str, Notice]:
        """By id; what does not exist is absent."""
        ...

    def of_decision(self, decision_id: str) -> Notice | None: ...
    def of_decisions(self, decision_ids: Collection[str]) -> dict[str, Notice]:
        """By decision; those of which nobody is told are absent."""
        ...

    def of_person(self, person: str, limit: int = 50, offset: int = 0) -> list[Notice]:
        """Newest first."""
        ...

    def untold(self, person: str, limit: int) -> list[str]:
        """The ids of a person's notices that never went out or never arrived, oldest first."""
        ...

    def withheld(self, notice_ids: Collection[str]) -> dict[str, Withholding]:
        """By notice: those that were withheld, released or not."""
        ...

    def withheld_by(self, since: datetime) -> Mapping[str, tuple[int, int]]:
        """Ground -> (how many were withheld at `since` or later, how many of these were released by now)."""
        ...


class Contacts(Protocol):
    """What the platform says of how to reach people. The one place that forgets when it is told to."""

    def put(self, contact: Contact) -> None:
        """In place of whatever was known."""
        ...

    def get(self, person: str) -> Contact | None: ...
    def of(self, persons: Collection[str]) -> dict[str, Contact]:
        """By person; of whom nothing is known is absent."""
        ...

    def forget(self, person: str) -> bool:
        """Whether there was anything to forget."""
        ...
