"""Disputes before certified out-of-court bodies (DSA Art. 21)."""

from datetime import datetime

import msgspec

__all__ = ["Dispute", "DisputeBody"]


class DisputeBody(msgspec.Struct, frozen=True):
    """A certified body. `languages` as BCP 47 primary tags; `subjects` in its own words, what it may decide about."""

    id: str
    name: str
    url: str
    languages: tuple[str, ...]
    subjects: str
    added_at: datetime
    removed_at: datetime | None = None


class Dispute(msgspec.Struct, frozen=True):
    """A decision that was taken to a body. `reference` is the body's own."""

    id: str
    decision: str
    body: str
    reference: str
    opened_at: datetime
