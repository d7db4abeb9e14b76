"""The private half of the ledger: what each public commitment opens to."""

from datetime import datetime

import msgspec

__all__ = ["ENTRY_TYPES", "Checkpoint", "Entry"]

ENTRY_TYPES = (
    "decision", "appeal_filed", "appeal_decided", "policy_version", "signal_tuned", "order",
    "report_filed", "report_answered", "flagger",
    "notice_withheld", "notice_released",
    "appeal_lapsed", "appeal_withdrawn", "outside_review", "dispute",
)  # fmt: skip


class Entry(msgspec.Struct, frozen=True):
    """A record on its way into the log, or in it.

    `record` are the canonical bytes; `salt` 32 random bytes; `commit` is ``SHA256("ns/v1\\0" || salt || record)``;
    `period` the UTC day (``2026-11-22``). Only type, period and commit become public. `index` is the position in the
    log once the sequencer has given it one.
    """

    id: str
    type: str
    period: str
    record: bytes
    salt: bytes
    commit: bytes
    index: int | None = None


class Checkpoint(msgspec.Struct, frozen=True):
    """A signed head of the log: `note` is the whole C2SP signed note, as published."""

    size: int
    root: bytes
    note: str
    at: datetime
