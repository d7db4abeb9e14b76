"""How many there are of each, kept by triggers as it changes: nothing is ever counted to say how many there are.

On PostgreSQL each statement notes its changes by themselves, so that no two transactions wait for one counter; `gather`
adds up what was noted. On SQLite there is one row for each state, and nothing to gather.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import delete, func, select

from ombud.store.engine import Db
from ombud.store.tables import counts

__all__ = ["SqlCounts"]

_C = counts.c
_SCATTERED = 1_000  # rows; a sum over so many costs a millisecond
_AT_ONCE = 20_000


class SqlCounts:
    """`ports.Counts`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def of(self, kind: str) -> Mapping[str, int]:
        """How many are in each state; states that nothing is in are absent."""
        total = func.sum(_C.n)
        rows = self._db.all(select(_C.state, total.label("n")).where(_C.kind == kind).group_by(_C.state))
        return {row.state: int(row.n) for row in rows if row.n}

    def scattered(self) -> bool:
        """Whether there is so much to add up that reading gets slow."""
        row = self._db.one(select(_C.seq).offset(_SCATTERED).limit(1))
        return row is not None

    def gather(self) -> None:
        """Add up what was noted. What somebody else adds up at the same moment is left to them."""
        noted = self._db.all(select(counts).order_by(_C.seq).limit(_AT_ONCE).with_for_update(skip_locked=True))
        sums: Counter[tuple[str, str]] = Counter()
        for row in noted:
            sums[row.kind, row.state] += row.n
        if noted:
            self._db.run(delete(counts).where(_C.seq.in_([row.seq for row in noted])))
        self._db.insert(counts, [{"kind": kind, "state": state, "n": n} for (kind, state), n in sums.items() if n])
