"""Whose data was asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from ombud.model import Inquiry
from ombud.store.engine import Db
from ombud.store.tables import inquiries, process_states

__all__ = ["SqlInquiries"]


class SqlInquiries:
    """`ports.Inquiries`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, asked: Sequence[Inquiry]) -> None:
        """Put them on the record."""
        self._db.insert(
            inquiries,
            [
                {"id": one.id, "order_id": one.order, "person": one.person, "token_hash": one.token_hash,
                 "at": one.at, "until": one.until}
                for one in asked
            ],
        )  # fmt: skip

    def get(self, ids: Collection[str]) -> dict[str, Inquiry]:
        """By id."""
        return {one.id: one for one in self._of(inquiries.c.id.in_(list(ids)))} if ids else {}

    def by_token(self, token_hash: bytes) -> Inquiry | None:
        """The one behind a person's link."""
        return next(iter(self._of(inquiries.c.token_hash == token_hash)), None)

    def of_orders(self, order_ids: Collection[str]) -> dict[str, list[Inquiry]]:
        """By order."""
        found: dict[str, list[Inquiry]] = {}
        for one in self._of(inquiries.c.order_id.in_(list(order_ids))) if order_ids else ():
            found.setdefault(one.order, []).append(one)
        return found

    def of_person(self, person: str) -> list[Inquiry]:
        """The latest first."""
        return self._of(inquiries.c.person == person)[::-1]

    def withheld(self, since: datetime) -> tuple[int, int]:
        """How many a law delayed, and how many of these were let go."""
        let_go = func.sum(case((process_states.c.state != "withheld", 1), else_=0)).label("released")
        of_it = (process_states.c.kind == "inquiry") & (process_states.c.subject == inquiries.c.id)
        asked = (
            select(func.count().label("made"), let_go)
            .select_from(inquiries)
            .join(process_states, of_it)
            .where(inquiries.c.until.is_not(None), inquiries.c.at >= since)
        )
        (row,) = self._db.all(asked)
        return row.made, int(row.released or 0)

    def _of(self, which: ColumnElement[bool]) -> list[Inquiry]:
        return [_inquiry(row) for row in self._db.all(select(inquiries).where(which).order_by(inquiries.c.id))]


def _inquiry(row: Row[Any]) -> Inquiry:
    return Inquiry(row.id, row.order_id, row.person, bytes(row.token_hash), row.at, row.until)
