"""A strike: what a restriction counts against its author for a while."""

from datetime import datetime

import msgspec

__all__ = ["Strike"]


class Strike(msgspec.Struct, frozen=True):
    """`weight` strikes against `person`, for the `decision` about their `item` under `clause` (``section/clause``).

    Counted `at`; `until` is when they expire. Whether they stand, have expired or were reversed is the state of the
    process of kind ``strike`` with this id.
    """

    id: str
    person: str
    decision: str
    item: str
    clause: str
    weight: int
    at: datetime
    until: datetime
