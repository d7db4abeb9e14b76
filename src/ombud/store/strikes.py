"""Strikes: kept for good; whether they stand, their process says."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, select

from ombud.model import Strike
from ombud.store.engine import Db
from ombud.store.lists import listed
from ombud.store.tables import process_states, strikes

__all__ = ["SqlStrikes"]

_STANDING: Select[Any] = select(strikes).join(
    process_states,
    and_(
        process_states.c.kind == "strike",
        process_states.c.subject == strikes.c.id,
        process_states.c.state == "counted",
    ),
)


class SqlStrikes:
    """`ports.Strikes`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def count(self, some: Sequence[Strike]) -> None:
        """Keep them."""
        self._db.insert(strikes, [msgspec.structs.asdict(strike) for strike in some])

    def get(self, ids: Collection[str]) -> dict[str, Strike]:
        """By id."""
        return {row.id: _strike(row) for row in self._db.among(select(strikes), strikes.c.id, ids)}

    def of_person(self, person: str) -> list[Strike]:
        """All that were ever counted, oldest first."""
        return self._read(select(strikes).where(strikes.c.person == person))

    def standing(self, person: str) -> list[Strike]:
        """Those that count now, oldest first."""
        return self._read(_STANDING.where(strikes.c.person == person))

    def totals(self, people: Collection[str]) -> dict[str, int]:
        """What counts now against each of these, zero included."""
        found = dict.fromkeys(people, 0)
        for row in self._db.among(_STANDING, strikes.c.person, people):
            found[row.person] += row.weight
        return found

    def standing_on(self, items: Collection[str]) -> list[Strike]:
        """Those that count now for one of these items, oldest first."""
        return self._read(_STANDING.where(listed(strikes.c.item, items))) if items else []

    def _read(self, wanted: Select[Any]) -> list[Strike]:
        rows = self._db.all(wanted.order_by(strikes.c.at, strikes.c.id))
        return [_strike(row) for row in rows]


def _strike(row: Row[Any]) -> Strike:
    return Strike(row.id, row.person, row.decision, row.item, row.clause, row.weight, row.at, row.until)
