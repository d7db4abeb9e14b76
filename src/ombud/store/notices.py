"""Notices: statements on their way to the person concerned, and why some of them wait."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select

from ombud.model import Ground, Notice, Withholding
from ombud.store.engine import Db
from ombud.store.tables import notice_withholdings, notices, process_states

__all__ = ["SqlNotices", "notice_row", "withholding_row"]

_UNTOLD = ("created", "undeliverable")
_STATE = (process_states.c.kind == "notice") & (process_states.c.subject == notices.c.id)


class SqlNotices:
    """`ports.Notices`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def by_token(self, token_hash: bytes) -> Notice | None:
        """The notice behind a link."""
        row = self._db.one(select(notices).where(notices.c.token_hash == token_hash))
        return None if row is None else _notice(row)

    def get(self, ids: Collection[str]) -> dict[str, Notice]:
        """By id."""
        return {row.id: _notice(row) for row in self._db.among(select(notices), notices.c.id, ids)}

    def of_decision(self, decision_id: str) -> Notice | None:
        """The notice of a decision."""
        return self.of_decisions([decision_id]).get(decision_id)

    def of_decisions(self, decision_ids: Collection[str]) -> dict[str, Notice]:
        """By decision."""
        rows = self._db.among(select(notices), notices.c.decision, decision_ids)
        return {row.decision: _notice(row) for row in rows}

    def of_person(self, person: str, limit: int = 50, offset: int = 0) -> list[Notice]:
        """Newest first."""
        asked = select(notices).where(notices.c.person == person).order_by(notices.c.id.desc())
        return [_notice(row) for row in self._db.all(asked.limit(limit).offset(offset))]

    def untold(self, person: str, limit: int) -> list[str]:
        """Those that never went out or never arrived, oldest first."""
        asked = (
            select(notices.c.id)
            .join(process_states, _STATE)
            .where(notices.c.person == person, process_states.c.state.in_(_UNTOLD))
            .order_by(notices.c.id)
        )
        return [row.id for row in self._db.all(asked.limit(limit))]

    def withheld(self, notice_ids: Collection[str]) -> dict[str, Withholding]:
        """By notice."""
        rows = self._db.among(select(notice_withholdings), notice_withholdings.c.notice, notice_ids)
        return {row.notice: _withholding(row) for row in rows}

    def withheld_by(self, since: datetime) -> Mapping[str, tuple[int, int]]:
        """How many on each ground, and how many of these were let go; every ground is named."""
        ground = notice_withholdings.c.ground
        let_go = func.sum(case((process_states.c.state != "withheld", 1), else_=0)).label("released")
        asked = (
            select(ground, func.count().label("made"), let_go)
            .select_from(notice_withholdings)
            .join(process_states, (process_states.c.kind == "notice")
                  & (process_states.c.subject == notice_withholdings.c.notice))
            .where(notice_withholdings.c.at >= since)
            .group_by(ground)
        )  # fmt: skip
        counted = {row.ground: (row.made, int(row.released)) for row in self._db.all(asked)}
        return {str(one): counted.get(str(one), (0, 0)) for one in Ground}


def notice_row(notice: Notice) -> dict[str, Any]:
    """A notice as it is inserted."""
    return {
        "id": notice.id,
        "decision": notice.decision,
        "person": notice.person,
        "token_hash": notice.token_hash,
        "created_at": notice.created_at,
    }


def withholding_row(withheld: Withholding) -> dict[str, Any]:
    """The ground on which a notice waits, as it is inserted."""
    return {
        "notice": withheld.notice,
        "decision": withheld.decision,
        "ground": withheld.ground,
        "basis": withheld.basis,
        "at": withheld.at,
        "until": withheld.until,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(row.id, row.decision, row.person, bytes(row.token_hash), row.created_at)


def _withholding(row: Row[Any]) -> Withholding:
    return Withholding(row.notice, row.decision, Ground(row.ground), row.basis, row.at, row.until)
