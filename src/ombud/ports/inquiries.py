"""Where it is kept whose data was asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from ombud.model import Inquiry

__all__ = ["Inquiries"]


class Inquiries(Protocol):
    """Append-only. Whether somebody has been told, its process says (``inquiry``)."""

    def add(self, inquiries: Sequence[Inquiry]) -> None:
        """Put them on the record, after the answer to their order. Raises Conflict (``order_not_answered``)."""
        ...

    def get(self, ids: Collection[str]) -> dict[str, Inquiry]:
        """By id; what does not exist is absent."""
        ...

    def by_token(self, token_hash: bytes) -> Inquiry | None: ...
    def of_orders(self, order_ids: Collection[str]) -> dict[str, list[Inquiry]]:
        """By order; those of which nobody is told are absent."""
        ...

    def of_person(self, person: str) -> list[Inquiry]:
        """The latest first."""
        ...

    def withheld(self, since: datetime) -> tuple[int, int]:
        """How many were withheld at `since` or later, and how many of these were let go by now."""
        ...
