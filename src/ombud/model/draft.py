"""A policy on its way into force: drafts, the steps they take, and the publications that they lead to."""

from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["Draft", "DraftState", "How", "Move", "Publication", "Step"]


class Move(StrEnum):
    """What somebody did with a draft."""

    OPENED = "opened"
    EDITED = "edited"
    REBASED = "rebased"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class DraftState(StrEnum):
    """Where a draft is. `writing` after any edit: an approval before it is void."""

    WRITING = "writing"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"

    @classmethod
    def after(cls, move: Move) -> "DraftState":
        """The state that a step leads to."""
        return cls.WRITING if move in (Move.OPENED, Move.EDITED, Move.REBASED) else cls(str(move))

    @property
    def over(self) -> bool:
        """Whether nothing comes after it."""
        return self in (DraftState.WITHDRAWN, DraftState.PUBLISHED)


class Draft(msgspec.Struct, frozen=True):
    """Somebody's change to the policy: `title` says what it is for. What it says is in its steps."""

    id: str
    title: str
    author: str
    opened_at: datetime


class Step(msgspec.Struct, frozen=True):
    """One thing somebody did with a draft; append-only.

    `n` counts from 1. `by` is a user id, `role` theirs at that time. `base` is the version that the draft changes,
    `content` the hash of its files after this step: the version it would be. `note` is the public reason of a
    ``submitted``, and the comment of a ``returned``.
    """

    draft: str
    n: int
    move: Move
    by: str
    role: str
    at: datetime
    base: str
    content: str
    note: str = ""


class How(StrEnum):
    """How a version came into force: with the server's start, published, brought back; or before reasons were kept."""

    UNSTATED = "unstated"
    START = "start"
    PUBLISH = "publish"
    ROLLBACK = "rollback"


class Publication(msgspec.Struct, frozen=True):
    """A version coming into force; append-only, and the newest one says what runs.

    `role` is who put it in force: ``operator`` at the command line, else the role of user `by`. `written_by` and
    `approved_by` are the roles of the two people behind a `draft`. `entry` is its ledger entry. Publicly only roles are
    told, never who.
    """

    seq: int
    version: str
    at: datetime
    how: How
    reason: str = ""
    role: str = "operator"
    by: str | None = None
    entry: str | None = None
    draft: str | None = None
    written_by: str | None = None
    approved_by: str | None = None
