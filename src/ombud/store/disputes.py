"""Out-of-court bodies, and the decisions that were taken to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from ombud.model import Dispute, DisputeBody, NotFound
from ombud.store.engine import Db
from ombud.store.tables import dispute_bodies, disputes

__all__ = ["SqlDisputes"]


class SqlDisputes:
    """`ports.Disputes`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add_body(self, body: DisputeBody) -> None:
        """People are pointed to it from now on."""
        row = {
            "id": body.id,
            "name": body.name,
            "url": body.url,
            "languages": " ".join(body.languages),
            "subjects": body.subjects,
            "added_at": body.added_at,
        }
        self._db.insert(dispute_bodies, [row])

    def remove_body(self, body_id: str, at: datetime) -> None:
        """Raises NotFound for one that is not on the list."""
        c = dispute_bodies.c
        gone = update(dispute_bodies).where(c.id == body_id, c.removed_at.is_(None)).values(removed_at=at)
        if self._db.run(gone) == 0:
            raise NotFound("no_such_body", "There is no such body on the list.")

    def bodies(self, *, removed: bool = False) -> list[DisputeBody]:
        """By name."""
        c = dispute_bodies.c
        wanted = select(dispute_bodies).order_by(c.name, c.id)
        rows = self._db.all(wanted if removed else wanted.where(c.removed_at.is_(None)))
        return [
            DisputeBody(
                row.id, row.name, row.url, tuple(row.languages.split()), row.subjects, row.added_at, row.removed_at
            )
            for row in rows
        ]

    def open(self, dispute: Dispute) -> None:
        """One more."""
        row = {
            "id": dispute.id,
            "decision": dispute.decision,
            "body": dispute.body,
            "reference": dispute.reference,
            "opened_at": dispute.opened_at,
        }
        self._db.insert(disputes, [row])

    def get(self, dispute_id: str) -> Dispute | None:
        """One."""
        found = self._all(select(disputes).where(disputes.c.id == dispute_id))
        return found[0] if found else None

    def page(self, limit: int = 50, offset: int = 0) -> list[Dispute]:
        """Newest first."""
        newest = select(disputes).order_by(disputes.c.opened_at.desc(), disputes.c.id.desc())
        return self._all(newest.limit(limit).offset(offset))

    def of_decisions(self, decision_ids: Sequence[str]) -> list[Dispute]:
        """Oldest first."""
        if not decision_ids:
            return []
        wanted = select(disputes).where(disputes.c.decision.in_(list(decision_ids)))
        return self._all(wanted.order_by(disputes.c.opened_at, disputes.c.id))

    def _all(self, wanted: Select[Any]) -> list[Dispute]:
        return [_dispute(row) for row in self._db.all(wanted)]


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(row.id, row.decision, row.body, row.reference, row.opened_at)
