"""The board of appeals that wait. That nobody has one who had a part in the case, a trigger sees to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, update

from ombud.model import Lane, Skills, Waiting
from ombud.store.engine import Db
from ombud.store.lists import listed
from ombud.store.tables import appeal_board, reviewer_skills

__all__ = ["SqlBoard"]

_C = appeal_board.c
_URGENT, _NOT_URGENT = 0, 1
_RENEW = (
    update(appeal_board)
    .where(_C.appeal == bindparam("of"))
    .values(holder=bindparam("by"), held_until=bindparam("until"), reminded_at=bindparam("told"))
)


class SqlBoard:
    """`ports.Board`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def put(self, waiting: Waiting) -> None:
        """One more that waits."""
        row = {
            "appeal": waiting.appeal,
            "item": waiting.item,
            "case_id": waiting.case,
            "language": waiting.language,
            "post_language": waiting.post_language,
            "clauses": " ".join(waiting.clauses),
            "lane": waiting.lane,
            "urgent": _urgent(waiting.lane),
            "filed_at": waiting.filed_at,
            "target": waiting.target,
            "deadline": waiting.deadline,
        }
        self._db.insert(appeal_board, [row])

    def get(self, appeal_id: str) -> Waiting | None:
        """One that waits."""
        return self.of([appeal_id]).get(appeal_id)

    def of(self, appeal_ids: Collection[str]) -> dict[str, Waiting]:
        """Those of them that wait."""
        return {row.appeal: _waiting(row) for row in self._db.among(select(appeal_board), _C.appeal, appeal_ids)}

    def remove(self, appeal_ids: Collection[str]) -> None:
        """They wait no more."""
        if appeal_ids:
            self._db.run(delete(appeal_board).where(listed(_C.appeal, appeal_ids)))

    def page(
        self, limit: int, offset: int = 0, *, holder: str | None = None, languages: Collection[str] = ()
    ) -> list[Waiting]:
        """Expedited first, then those whose target is nearest."""
        wanted = select(appeal_board).order_by(_C.urgent, _C.target, _C.appeal).limit(limit).offset(offset)
        if holder is not None:
            wanted = wanted.where(_C.holder == holder)
        if languages:
            wanted = wanted.where(_C.language.in_(["", *languages]))
        return [_waiting(row) for row in self._db.all(wanted)]

    def count(self, holder: str | None = None) -> int:
        """All of them, or what somebody has."""
        counted = select(func.count().label("n")).select_from(appeal_board)
        row = self._db.one(counted if holder is None else counted.where(_C.holder == holder))
        return row.n if row is not None else 0

    def hold(self, appeal_id: str, user: str | None, until: datetime | None) -> None:
        """Give it to somebody, or back."""
        self._change(appeal_id, holder=user, held_until=until)

    def lane(self, appeal_id: str, lane: Lane, target: datetime) -> None:
        """Another queue, another target."""
        self._change(appeal_id, lane=lane, urgent=_urgent(lane), target=target)

    def renew(self, waiting: Sequence[Waiting]) -> None:
        """Who has each now, until when, and when somebody was told that it waits."""
        rows = [
            {"of": one.appeal, "by": one.holder, "until": one.held_until, "told": one.reminded_at} for one in waiting
        ]
        if rows:
            self._db.run(_RENEW, rows)

    def ahead(self, now: datetime, limit: int) -> list[Waiting]:
        """The clock has been set back since."""
        wanted = select(appeal_board).where(or_(_C.reminded_at > now, _C.filed_at > now))
        return [_waiting(row) for row in self._db.all(wanted.order_by(_C.appeal).limit(limit))]

    def loads(self, now: datetime) -> Mapping[str, int]:
        """How many each has before them."""
        held = select(_C.holder, func.count().label("n")).where(_C.holder.is_not(None), _C.held_until > now)
        return {row.holder: row.n for row in self._db.all(held.group_by(_C.holder))}

    def skills(self) -> dict[str, Skills]:
        """By user id."""
        return {
            row.user_id: Skills(row.user_id, tuple(row.languages.split()), tuple(row.knows.split()))
            for row in self._db.all(select(reviewer_skills))
        }

    def set_skills(self, skills: Skills) -> None:
        """Instead of those before."""
        row = {
            "user_id": skills.user,
            "languages": " ".join(skills.languages),
            "knows": " ".join(skills.knows),
        }
        self._db.upsert(reviewer_skills, row)

    def _change(self, appeal_id: str, **values: object) -> None:
        self._db.run(update(appeal_board).where(_C.appeal == appeal_id).values(**values))


def _urgent(lane: Lane) -> int:
    return _URGENT if lane is Lane.EXPEDITED else _NOT_URGENT


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        appeal=row.appeal,
        item=row.item,
        case=row.case_id,
        language=row.language,
        clauses=tuple(row.clauses.split()),
        lane=Lane(row.lane),
        filed_at=row.filed_at,
        target=row.target,
        deadline=row.deadline,
        holder=row.holder,
        held_until=row.held_until,
        reminded_at=row.reminded_at,
        post_language=row.post_language,
    )
