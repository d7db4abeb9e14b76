"""What somebody outside says a text should have been scored as: a suggestion, until a person here has looked at it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["Correction", "CorrectionState"]


class CorrectionState(StrEnum):
    """Only what was accepted is learnt from."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Correction(msgspec.Struct, frozen=True):
    """`labels` are signals with the value (0 to 1) that they should have had. `door` is where it came in
    (``perspective``, ``akismet``), `key` the id of the API key, `community` what the sender calls its community.

    `times` is how often the same client has sent it while it waited, and `at` when it did so last.
    `judged_by` is a user, or None for whoever works at the command line.
    """

    id: str
    text: str
    labels: Mapping[str, float]
    door: str
    key: str
    at: datetime
    lang: str | None = None
    community: str | None = None
    state: CorrectionState = CorrectionState.WAITING
    judged_by: str | None = None
    judged_at: datetime | None = None
    times: int = 1
