"""That somebody's data was asked for: what the person is told of an order for information."""

from datetime import datetime

import msgspec

__all__ = ["Inquiry"]


class Inquiry(msgspec.Struct, frozen=True):
    """One person whom an order for data, or a demand, is about; append-only.

    `person` is the platform's own id. `until` is when the law that forbids telling them ends, None where none does.
    Only the hash of the token in their link is kept.
    """

    id: str
    order: str
    person: str
    token_hash: bytes
    at: datetime
    until: datetime | None = None
