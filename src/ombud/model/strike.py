"""A strike: what a restriction counts against its author for a while."""

from datetime import datetime

import msgspec

from ombud.model.measure import Measure

__all__ = ["Strike", "StrikeTerms", "Threshold"]


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


class Threshold(msgspec.Struct, frozen=True):
    """So many strikes at once, and a person is asked whether to do `then` to the account, for `lasts` seconds.

    None is without an end.
    """

    strikes: int
    then: Measure
    lasts: int | None = None


class StrikeTerms(msgspec.Struct, frozen=True):
    """What a policy says about strikes: after how many seconds one expires, and what so many propose, fewest first."""

    expires: int
    thresholds: tuple[Threshold, ...] = ()
