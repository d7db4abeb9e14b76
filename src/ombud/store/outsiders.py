"""People asked from outside. That they can do nothing but hear one appeal, triggers see to."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from ombud.model import Outsider, User
from ombud.store.engine import Db
from ombud.store.people import user_row
from ombud.store.tables import outsiders, users

__all__ = ["SqlOutsiders"]


class SqlOutsiders:
    """`ports.Outsiders`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def invite(self, user: User, outsider: Outsider) -> None:
        """The id under which they will have decided, and what they are asked."""
        self._db.insert(users, [user_row(user)])
        self._db.insert(
            outsiders,
            [
                {
                    "user_id": outsider.user,
                    "appeal": outsider.appeal,
                    "token_hash": outsider.token_hash,
                    "invited_by": outsider.invited_by,
                    "created_at": outsider.created_at,
                    "expires_at": outsider.expires_at,
                }
            ],
        )

    def get(self, user_id: str) -> Outsider | None:
        """By the id under which they decide."""
        return self._one(outsiders.c.user_id == user_id)

    def by_token(self, token_hash: bytes) -> Outsider | None:
        """Whoever has this link."""
        return self._one(outsiders.c.token_hash == token_hash)

    def of_appeal(self, appeal_id: str) -> list[Outsider]:
        """Newest first."""
        wanted = select(outsiders).where(outsiders.c.appeal == appeal_id)
        rows = self._db.all(wanted.order_by(outsiders.c.created_at.desc(), outsiders.c.user_id.desc()))
        return [_outsider(row) for row in rows]

    def _one(self, which: ColumnElement[bool]) -> Outsider | None:
        row = self._db.one(select(outsiders).where(which))
        return None if row is None else _outsider(row)


def _outsider(row: Row[Any]) -> Outsider:
    return Outsider(row.user_id, row.appeal, bytes(row.token_hash), row.invited_by, row.created_at, row.expires_at)
