"""How far long pieces of work have come."""

from sqlalchemy import select

from ombud.store.engine import Db
from ombud.store.tables import progress

__all__ = ["SqlProgress"]


class SqlProgress:
    """`ports.Progress`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def get(self, key: str) -> int | None:
        """None when nothing was written down."""
        row = self._db.one(select(progress.c.value).where(progress.c.key == key))
        return None if row is None else int(row.value)

    def set(self, key: str, value: int) -> None:
        """Write it down, over what was there."""
        self._db.upsert(progress, {"key": key, "value": value})
