"""Cases: what waits for a human."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from ombud.model import Case, CaseState, Conflict
from ombud.ports import CaseView
from ombud.store.counts import SqlCounts
from ombud.store.engine import Db
from ombud.store.rows import latest_of
from ombud.store.tables import cases

__all__ = ["SqlCases", "case_row"]

_GRAVEST_FIRST = ("critical", "high", "medium", "low")
_OPEN = cases.c.state == "open"
_CLOSE = (
    update(cases)
    .where(cases.c.id == bindparam("of"), cases.c.version == bindparam("seen"), _OPEN)
    .values(state=CaseState.CLOSED, closed_at=bindparam("at"), version=cases.c.version + 1)
)


class SqlCases:
    """`ports.Cases`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def get(self, case_id: str) -> CaseView | None:
        """A case, open or closed."""
        found = self._views(self._db.all(select(cases).where(cases.c.id == case_id)))
        return found[0] if found else None

    def named(self, case_ids: Collection[str]) -> dict[str, Case]:
        """By id, open or closed."""
        return {row.id: _case(row) for row in self._db.among(select(cases), cases.c.id, case_ids)}

    def open_of(self, item_ids: Collection[str]) -> dict[str, Case]:
        """The open case of each of these items, where there is one."""
        return {row.item: _case(row) for row in self._db.among(select(cases).where(_OPEN), cases.c.item, item_ids)}

    def queue(self, queue: str | None = None, limit: int = 50, offset: int = 0) -> list[CaseView]:
        """Open cases of one queue or all, gravest first, then oldest."""
        rows: list[Row[Any]] = []
        order = (cases.c.opened_at, cases.c.id)
        asked = select(cases.c.id).where(_OPEN).order_by(*order)
        if queue is not None:
            asked = asked.where(cases.c.queue == queue)
        open_ = self._open()
        for severity in _GRAVEST_FIRST:  # one at a time: each is in order in an index, and is skipped without a look
            there = sum(n for (grave, name), n in open_.items() if grave == severity and queue in (None, name))
            if offset < there:
                named = asked.where(cases.c.severity == severity).limit(limit - len(rows)).offset(offset)
                rows += self._db.all(select(cases).where(cases.c.id.in_(named)).order_by(*order))
            if len(rows) == limit:
                break
            offset = max(0, offset - there)
        return self._views(rows)

    def counts(self) -> dict[str, int]:
        """Open cases per queue."""
        counted: Counter[str] = Counter()
        for (_, queue), n in self._open().items():
            counted[queue] += n
        return dict(counted)

    def _open(self) -> dict[tuple[str, str], int]:
        """How many cases are open, by severity and queue."""
        return {
            (severity, queue): n
            for (severity, _, queue), n in (
                (name.partition("/"), n) for name, n in SqlCounts(self._db).of("case").items()
            )
        }

    def open(self, case: Case) -> None:
        """Raises Conflict when the item has an open case."""
        self._db.insert(cases, [case_row(case)])

    def set_severity(self, case_id: str, severity: str) -> None:
        """Where it stands in its queue."""
        self._db.run(update(cases).where(cases.c.id == case_id, _OPEN).values(severity=severity))

    def close(self, case_id: str, version: int, at: datetime) -> None:
        """Raises Conflict when somebody else was faster."""
        self._close([{"of": case_id, "seen": version, "at": at}])

    def close_all(self, cases: Collection[Case], at: datetime) -> None:
        """Close each at the version it has here."""
        if cases:
            self._close([{"of": one.id, "seen": one.version, "at": at} for one in cases])

    def _close(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if self._db.run(_CLOSE, rows) != len(rows):
            raise Conflict("case_moved_on", "This case has changed since you opened it.", advice="Open it again.")

    def _views(self, rows: Collection[Row[Any]]) -> list[CaseView]:
        newest = latest_of(self._db, [row.item for row in rows])
        return [CaseView(case=_case(row), latest=newest[row.item]) for row in rows if row.item in newest]


def case_row(opened: Case) -> dict[str, Any]:
    """A case as it is inserted."""
    return {
        "id": opened.id,
        "item": opened.item,
        "queue": opened.queue,
        "severity": opened.severity,
        "opened_at": opened.opened_at,
        "state": opened.state,
        "version": opened.version,
        "closed_at": opened.closed_at,
    }


def _case(row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        item=row.item,
        queue=row.queue,
        severity=row.severity,
        opened_at=row.opened_at,
        state=CaseState(row.state),
        version=row.version,
        closed_at=row.closed_at,
    )
