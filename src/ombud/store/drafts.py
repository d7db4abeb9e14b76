"""Drafts of policies and the steps they took. That somebody else approves them, a trigger sees to."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from ombud.model import Draft, Move, Step, canonical
from ombud.ports import DraftView
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import draft_contents, draft_steps, drafts

__all__ = ["SqlDrafts"]

_files = msgspec.json.Decoder(dict[str, str])
_OVER = select(draft_steps.c.draft).where(draft_steps.c.move.in_((Move.PUBLISHED, Move.WITHDRAWN)))


class SqlDrafts:
    """`ports.Drafts`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def open(self, draft: Draft) -> None:
        """A new draft; its first step has to follow."""
        self._db.insert(
            drafts, [{"id": draft.id, "title": draft.title, "author": draft.author, "opened_at": draft.opened_at}]
        )

    def take(self, step: Step, files: Mapping[str, str] | None = None) -> None:
        """Put a step on the record; `files` is what the draft says, where nobody has said it before."""
        if files is not None and not self._known(step.content):
            self._db.insert(draft_contents, [{"content": step.content, "files": canonical(dict(files))}])
        self._db.insert(
            draft_steps,
            [
                {
                    "draft": step.draft,
                    "n": step.n,
                    "move": step.move,
                    "by_user": step.by,
                    "role": step.role,
                    "at": step.at,
                    "base": step.base,
                    "content": step.content,
                    "note": step.note,
                }
            ],
        )

    def get(self, draft_id: str) -> DraftView | None:
        """One draft."""
        row = self._db.one(select(drafts).where(drafts.c.id == draft_id))
        return None if row is None else self._views([row])[0]

    def files(self, content: str) -> dict[str, str] | None:
        """What a draft said at some step."""
        row = self._db.one(select(draft_contents.c.files).where(draft_contents.c.content == content))
        return None if row is None else decode(_files, row.files)

    def page(self, limit: int = 50, offset: int = 0, *, over: bool = False) -> list[DraftView]:
        """Newest first: those under way, or those that are over."""
        wanted = drafts.c.id.in_(_OVER) if over else drafts.c.id.not_in(_OVER)
        ordered = select(drafts).where(wanted).order_by(drafts.c.opened_at.desc(), drafts.c.id.desc())
        return self._views(self._db.all(ordered.limit(limit).offset(offset)))

    def _known(self, content: str) -> bool:
        found = self._db.one(select(func.count().label("n")).where(draft_contents.c.content == content))
        return found is not None and found.n > 0

    def _views(self, rows: Sequence[Row[Any]]) -> list[DraftView]:
        if not rows:
            return []
        wanted = select(draft_steps).where(draft_steps.c.draft.in_([row.id for row in rows]))
        steps: dict[str, list[Step]] = {}
        for row in self._db.all(wanted.order_by(draft_steps.c.draft, draft_steps.c.n)):
            steps.setdefault(row.draft, []).append(_step(row))
        return [
            DraftView(Draft(row.id, row.title, row.author, row.opened_at), tuple(steps.get(row.id, ()))) for row in rows
        ]


def _step(row: Row[Any]) -> Step:
    return Step(
        draft=row.draft,
        n=row.n,
        move=Move(row.move),
        by=row.by_user,
        role=row.role,
        at=row.at,
        base=row.base,
        content=row.content,
        note=row.note,
    )
