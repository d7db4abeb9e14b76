"""Notices: statements on their way to the person concerned."""

from typing import Any

from sqlalchemy import ColumnElement, select

from ombud.model import Notice
from ombud.store.engine import Db
from ombud.store.tables import notices

__all__ = ["SqlNotices", "notice_row"]


class SqlNotices:
    """`ports.Notices`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def by_token(self, token_hash: bytes) -> Notice | None:
        """The notice behind a link."""
        return self._one(notices.c.token_hash == token_hash)

    def of_decision(self, decision_id: str) -> Notice | None:
        """The notice of a decision."""
        return self._one(notices.c.decision == decision_id)

    def _one(self, which: ColumnElement[bool]) -> Notice | None:
        row = self._db.one(select(notices).where(which))
        if row is None:
            return None
        return Notice(
            id=row.id,
            decision=row.decision,
            person=row.person,
            token_hash=bytes(row.token_hash),
            created_at=row.created_at,
        )


def notice_row(notice: Notice) -> dict[str, Any]:
    """A notice as it is inserted."""
    return {
        "id": notice.id,
        "decision": notice.decision,
        "person": notice.person,
        "token_hash": notice.token_hash,
        "created_at": notice.created_at,
    }
