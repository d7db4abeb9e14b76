"""The private half of the ledger: entries, their place in the log, and the signed heads."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select, text, update

from ombud.model import Checkpoint, Conflict, Entry
from ombud.store.engine import Db
from ombud.store.tables import checkpoints, entries

__all__ = ["SqlLedger", "entry_row"]

_WAITING = entries.c.idx.is_(None)
_ONE_SEQUENCER = text("SELECT pg_advisory_xact_lock(723683743, 1)")
_PLACE = update(entries).where(entries.c.id == bindparam("entry"), _WAITING).values(idx=bindparam("place"))


class SqlLedger:
    """`ports.Ledger`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def put(self, entries_: Sequence[Entry]) -> None:
        """Entries that belong to no decision of their own."""
        self._db.insert(entries, [entry_row(entry) for entry in entries_])

    def entry(self, entry_id: str) -> Entry | None:
        """One entry."""
        row = self._db.one(select(entries).where(entries.c.id == entry_id))
        return None if row is None else _entry(row)

    def unsequenced(self, limit: int) -> list[Entry]:
        """Entries without a place, in the order they were stored. Another sequencer waits until this unit ends."""
        if self._db.dialect == "postgresql":
            self._db.all(_ONE_SEQUENCER)
        rows = self._db.all(select(entries).where(_WAITING).order_by(entries.c.seq).limit(limit))
        return [_entry(row) for row in rows]

    def sequence(self, indexes: Sequence[tuple[str, int]], checkpoint: Checkpoint) -> None:
        """Raises Conflict (``ledger_gap``) unless the indexes go on from the head and end at the checkpoint's size."""
        head = self.head()
        start = head.size if head else 0
        if [place for _, place in indexes] != list(range(start, checkpoint.size)):
            raise _gap(f"The log has {start} entries; the next head cannot have {checkpoint.size}.")
        rows = [{"entry": entry_id, "place": place} for entry_id, place in indexes]
        if rows and self._db.run(_PLACE, rows) != len(rows):
            raise _gap("An entry is not on the record, or has its place already.")
        self._db.insert(
            checkpoints,
            [{"size": checkpoint.size, "root": checkpoint.root, "note": checkpoint.note, "at": checkpoint.at}],
        )

    def head(self) -> Checkpoint | None:
        """The newest checkpoint."""
        row = self._db.one(select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1))
        return None if row is None else Checkpoint(size=row.size, root=bytes(row.root), note=row.note, at=row.at)

    def range(self, start: int, end: int) -> list[Entry]:
        """Entries with start <= index < end, in order."""
        asked = select(entries).where(entries.c.idx >= start, entries.c.idx < end).order_by(entries.c.idx)
        return [_entry(row) for row in self._db.all(asked)]

    def waiting(self) -> int:
        """How many entries have no place yet."""
        row = self._db.one(select(func.count()).where(_WAITING))
        return 0 if row is None else int(row[0])


def entry_row(entry: Entry) -> dict[str, Any]:
    """An entry as it is inserted. Its place is given later, by the sequencer."""
    return {
        "id": entry.id,
        "type": entry.type,
        "period": entry.period,
        "record": entry.record,
        "salt": entry.salt,
        "commitment": entry.commit,
        "idx": entry.index,
    }


def _gap(detail: str) -> Conflict:
    return Conflict("ledger_gap", detail, advice="Read the head again, and go on from there.")


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        type=row.type,
        period=row.period,
        record=bytes(row.record),
        salt=bytes(row.salt),
        commit=bytes(row.commitment),
        index=row.idx,
    )
