"""The nouns of due process: statement, notice, case, appeal and its outcome."""

from datetime import datetime
from enum import StrEnum

import msgspec

from ombud.model.measure import Measure
from ombud.model.policy import Law
from ombud.model.verdict import Ground

__all__ = ["Appeal", "AppealOutcome", "Case", "CaseState", "Cited", "Notice", "Outcome", "Statement", "Withholding"]


class Cited(msgspec.Struct, frozen=True):
    """A clause as it read when it was applied, and the person's own words it was applied to.

    `law` is the legal ground that the clause relied on, where it relied on one.
    """

    clause: str
    title: str
    text: str
    quotes: tuple[str, ...] = ()
    law: Law | None = None


class Statement(msgspec.Struct, frozen=True):
    """The statement of reasons of a restricting decision (DSA Art. 17(3)).

    `automated` is ``fully``, ``partially`` or ``not``: whether a machine took the decision. `detection` says how the
    item came up: ``rules``, ``report``, ``review`` or ``appeal``. `until` is None while the measure has no end, and
    `territory` empty when it holds everywhere.
    """

    id: str
    decision: str
    item: str
    person: str | None
    measure: Measure
    cited: tuple[Cited, ...]
    facts: str
    automated: str
    detection: str
    policy: str
    language: str
    at: datetime
    labels: tuple[str, ...] = ()
    until: datetime | None = None
    territory: tuple[str, ...] = ()


class Notice(msgspec.Struct, frozen=True):
    """A statement (or the outcome of an appeal) on its way to the person concerned.

    `token_hash` is the SHA-256 of the unguessable token in the person's link; the token itself is only in the link.
    """

    id: str
    decision: str
    person: str
    token_hash: bytes
    created_at: datetime


class Withholding(msgspec.Struct, frozen=True):
    """A notice that does not go out, on one of the three grounds; sealed in the ledger, counted in public.

    `until` is the end of a legal gag, which has one, and nothing else has; `basis` names what it follows from: the
    rules by which the ground holds, or the order.
    """

    notice: str
    decision: str
    ground: Ground
    basis: str
    at: datetime
    until: datetime | None = None


class CaseState(StrEnum):
    """Where a case is: waiting for a human, or done."""

    OPEN = "open"
    CLOSED = "closed"


class Case(msgspec.Struct, frozen=True):
    """One unit of human work: an item that waits for a judgement. `version` guards against two people at once."""

    id: str
    item: str
    queue: str
    severity: str
    opened_at: datetime
    state: CaseState = CaseState.OPEN
    version: int = 1
    closed_at: datetime | None = None


class Outcome(StrEnum):
    """How an appeal ended."""

    UPHOLD = "uphold"
    PARTLY = "partly"
    OVERTURN = "overturn"


class Appeal(msgspec.Struct, frozen=True):
    """A complaint against a decision (DSA Art. 20), in the person's own words."""

    id: str
    decision: str
    case: str
    item: str
    text: str
    filed_at: datetime
    event: str


class AppealOutcome(msgspec.Struct, frozen=True):
    """What somebody else made of an appeal: `decided_by` is a user id, `decision` the new decision it led to."""

    appeal: str
    outcome: Outcome
    reasons: str
    decided_by: str
    decision: str
    at: datetime
