"""What belongs to an appeal beside its words: its terms, more evidence, who is at it, who was asked from outside."""

from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["AppealTerms", "Evidence", "Lane", "Outsider", "Skills", "Urgency", "Waiting"]


class Urgency(StrEnum):
    """Why an appeal cannot wait its turn (Santa Clara Principles 2.0, appeal: expedited where delay does harm)."""

    ELECTIONS = "elections"
    JOURNALISM = "journalism"
    SAFETY = "safety"


class Lane(StrEnum):
    """Which queue an appeal waits in. ``claimed``: the person says that it cannot wait, nobody has looked at that."""

    NORMAL = "normal"
    CLAIMED = "claimed"
    EXPEDITED = "expedited"


class AppealTerms(msgspec.Struct, frozen=True):
    """What was promised when an appeal was filed; never changed.

    `target` is when we mean to have answered, `deadline` when we must have. `language` is the one it was written in (a
    BCP 47 primary tag), empty when unknown. `urgency` and `claim` are the person's own claim that it cannot wait.
    """

    appeal: str
    language: str
    target: datetime
    deadline: datetime
    urgency: Urgency | None = None
    claim: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """One more thing that the person brought forward; `n` counts from 1. `links` are http(s) addresses as written."""

    appeal: str
    n: int
    text: str
    links: tuple[str, ...]
    at: datetime


class Waiting(msgspec.Struct, frozen=True):
    """An appeal that nobody has heard, as the board shows it. `holder` is a user id, who has it until `held_until`.

    `language` is the one in which the person writes and reads, `post_language` that of what they posted; empty when
    unknown. `reminded_at` is when somebody was last told that it waits.
    """

    appeal: str
    item: str
    case: str
    language: str
    clauses: tuple[str, ...]
    lane: Lane
    filed_at: datetime
    target: datetime
    deadline: datetime
    holder: str | None = None
    held_until: datetime | None = None
    reminded_at: datetime | None = None
    post_language: str = ""

    def held_by(self, now: datetime) -> str | None:
        """Who has it now."""
        return self.holder if self.held_until is not None and now < self.held_until else None


class Skills(msgspec.Struct, frozen=True):
    """What a reviewer reads (BCP 47 primary tags) and the clauses or sections they know well."""

    user: str
    languages: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()


class Outsider(msgspec.Struct, frozen=True):
    """Somebody from outside, asked to hear one appeal, by the SHA-256 of the token in their link.

    `user` is the id under which their decision stands: nobody can sign in with it.
    """

    user: str
    appeal: str
    token_hash: bytes
    invited_by: str
    created_at: datetime
    expires_at: datetime
