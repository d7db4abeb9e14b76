"""Policies, each version for good, and drafts on their way to one."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from ombud.model import Draft, DraftState, How, Move, PolicyVersion, Publication, Step

__all__ = ["DraftView", "Drafts", "Policies"]


class Policies(Protocol):
    """The database itself refuses a draft that nobody else approved, and a change without a reason or ledger entry."""

    def add(
        self,
        version: PolicyVersion,
        how: How = How.START,
        *,
        reason: str = "",
        role: str = "operator",
        by: str | None = None,
        entry: str | None = None,
        draft: str | None = None,
        onto: str | None = None,
    ) -> None:
        """Put a version in force, at its ``published_at``. The one in force already stays so; an older one comes back.

        `entry` is a ledger entry that names this version and belongs to no other publication; only the very first one
        may do without. `onto` is the version that must be in force until then. The rest is as in `Publication`. Raises
        Conflict (``policy_moved_on``) when somebody was faster, Forbidden (``not_approved``, ``not_an_author``).
        """
        ...

    def get(self, version: str) -> PolicyVersion | None: ...
    def current(self) -> PolicyVersion | None: ...
    def versions(self) -> list[PolicyVersion]:
        """Every version once, the one in force first."""
        ...

    def publications(self) -> list[Publication]:
        """Every time a version came into force, newest first."""
        ...


class DraftView(msgspec.Struct, frozen=True):
    """A draft with everything that was done with it, oldest first. What it says now is under `content`."""

    draft: Draft
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def state(self) -> DraftState:
        return DraftState.after(self.last.move)

    @property
    def writers(self) -> frozenset[str]:
        """User ids of everybody who wrote in it: they may not approve it."""
        wrote = (Move.OPENED, Move.EDITED, Move.REBASED, Move.SUBMITTED)
        return frozenset(step.by for step in self.steps if step.move in wrote)


class Drafts(Protocol):
    """Append-only. The database itself refuses a step out of order, and an approval by anybody who wrote in it."""

    def open(self, draft: Draft) -> None:
        """Its first step has to follow."""
        ...

    def take(self, step: Step, files: Mapping[str, str] | None = None) -> None:
        """Put a step on the record; `files` is what the draft says, where nobody has said it before.

        Raises Conflict (``draft_moved_on``, ``draft_wrong_step``), Forbidden (``own_draft``, ``not_an_author``).
        """
        ...

    def get(self, draft_id: str) -> DraftView | None: ...
    def files(self, content: str) -> dict[str, str] | None:
        """What a draft said at some step."""
        ...

    def page(self, limit: int = 50, offset: int = 0, *, over: bool = False) -> list[DraftView]:
        """Newest first: those under way, or those that are over (published or withdrawn)."""
        ...
