"""A tuning: what a community's own decisions change about a signal. And every time that one came into force."""

import hashlib
from datetime import datetime
from enum import StrEnum

import msgspec

from ombud.model.canonical import canonical

__all__ = ["Tuning", "TuningHow", "TuningKind", "TuningStep", "tuning_id"]

_DIGITS = 12


class TuningKind(StrEnum):
    """A local head adds to what the model says; a calibration says how sure that is. Applied in this order."""

    HEAD = "head"
    CALIBRATION = "cal"


class TuningHow(StrEnum):
    """How it came into force."""

    FITTED = "fitted"
    BACK = "back"


class Tuning(msgspec.Struct, frozen=True):
    """`body` is what is applied, canonical JSON; `report` what was measured when it was made, JSON.

    `base` is the version of the signal that it was made for, and that alone it is applied to.
    """

    id: str
    kind: TuningKind
    signal: str
    base: str
    body: bytes
    report: bytes
    made_at: datetime

    @property
    def suffix(self) -> str:
        """What a signal's version ends with where this was applied: ``+cal:2f31...``."""
        return f"+{self.kind}:{self.id}"


class TuningStep(msgspec.Struct, frozen=True):
    """One change of what is in force for a kind and a signal; append-only.

    `tuning` is what is in force from `at` on: None is the model as it ships. `by` is a user, or None for whoever works
    at the command line, whose `role` is ``operator``. `entry` is the step's own entry in the ledger.
    """

    seq: int
    kind: TuningKind
    signal: str
    tuning: str | None
    how: TuningHow
    at: datetime
    reason: str
    entry: str
    role: str = "operator"
    by: str | None = None


def tuning_id(kind: TuningKind, signal: str, base: str, body: bytes) -> str:
    """Twelve hexadecimal digits of the SHA-256 of what it is: the same fit has the same id."""
    said = canonical({"kind": str(kind), "signal": signal, "base": base, "body": hashlib.sha256(body).hexdigest()})
    return hashlib.sha256(said).hexdigest()[:_DIGITS]
