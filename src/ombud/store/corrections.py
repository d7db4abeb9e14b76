"""Suggested corrections of scores, waiting to be looked at, and forgotten after a time."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Row, case, delete, func, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from ombud.model import Conflict, Correction, CorrectionState, NotFound, canonical
from ombud.store.columns import Moment
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import corrections

__all__ = ["SqlCorrections"]

_labels = msgspec.json.Decoder(dict[str, float])
_WAITING = corrections.c.state == CorrectionState.WAITING


class SqlCorrections:
    """`ports.Corrections`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, correction: Correction) -> None:
        """A new one; where the same one came to wait meanwhile, that is counted. Raises BadInput for a text that no
        database can keep."""
        new = (sqlite.insert if self._db.dialect == "sqlite" else postgresql.insert)(corrections).values(
            id=correction.id,
            text=correction.text,
            lang=correction.lang,
            labels=canonical(dict(correction.labels)),
            door=correction.door,
            api_key=correction.key,
            community=correction.community,
            at=correction.at,
            state=correction.state,
            judged_by=correction.judged_by,
            judged_at=correction.judged_at,
            digest=_digest(correction),
            times=correction.times,
        )
        key = [corrections.c.api_key, corrections.c.digest]
        waits = text("state = 'waiting'")
        self._db.run(new.on_conflict_do_update(index_elements=key, index_where=waits, set_=_once_more(correction)))

    def again(self, correction: Correction) -> Correction | None:
        """The one that waits already, of the same key, community, text and labels, counted once more."""
        same = _WAITING & (corrections.c.api_key == correction.key) & (corrections.c.digest == _digest(correction))
        counted = update(corrections).where(same).values(_once_more(correction)).returning(corrections)
        row = self._db.one(counted)
        return None if row is None else _correction(row)

    def get(self, correction_id: str) -> Correction | None:
        """By id."""
        row = self._db.one(select(corrections).where(corrections.c.id == correction_id))
        return None if row is None else _correction(row)

    def waiting(self, limit: int = 50, offset: int = 0) -> list[Correction]:
        """By when each was first sent, oldest first."""
        ordered = select(corrections).where(_WAITING).order_by(corrections.c.id).limit(limit).offset(offset)
        return [_correction(row) for row in self._db.all(ordered)]

    def accepted(self, after: str = "", limit: int = 1000) -> list[Correction]:
        """By when each was first sent, oldest first, from the one after this id on."""
        wanted = (corrections.c.state == CorrectionState.ACCEPTED) & (corrections.c.id > after)
        ordered = select(corrections).where(wanted).order_by(corrections.c.id).limit(limit)
        return [_correction(row) for row in self._db.all(ordered)]

    def judge(self, correction_id: str, state: CorrectionState, by: str | None, at: datetime) -> None:
        """Raises NotFound, and Conflict when somebody was faster."""
        found = (corrections.c.id == correction_id) & _WAITING
        if self._db.run(update(corrections).where(found).values(state=state, judged_by=by, judged_at=at)):
            return
        if self.get(correction_id) is None:
            raise NotFound("no_such_correction", f"There is no correction {correction_id!r}.")
        raise Conflict("correction_judged", "Somebody has judged this correction already.")

    def counts(self) -> Mapping[str, int]:
        """By state."""
        counted = select(corrections.c.state, func.count().label("n")).group_by(corrections.c.state)
        return {row.state: int(row.n) for row in self._db.all(counted)}

    def waiting_by_key(self) -> Mapping[str, int]:
        """How many wait, by key."""
        keys = select(corrections.c.api_key, func.count().label("n")).where(_WAITING).group_by(corrections.c.api_key)
        return {row.api_key: int(row.n) for row in self._db.all(keys)}

    def forget(self, before: datetime) -> int:
        """Delete what was last sent before then, judged or not; how many they were."""
        return self._db.run(delete(corrections).where(corrections.c.at < before))


def _digest(correction: Correction) -> bytes:
    return sha256(canonical([correction.community, correction.text, dict(correction.labels)])).digest()


def _once_more(correction: Correction) -> dict[str, Any]:
    """What changes about the one that waits. It is as new as it was last sent: of two that say otherwise of a text, the
    one that was said last is learnt."""
    now = literal(correction.at, Moment)
    newer = case((corrections.c.at < now, now), else_=corrections.c.at)
    lang = func.coalesce(corrections.c.lang, correction.lang)
    return {"times": corrections.c.times + 1, "at": newer, "lang": lang}


def _correction(row: Row[Any]) -> Correction:
    labels: dict[str, float] = decode(_labels, row.labels)
    return Correction(
        id=row.id,
        text=row.text,
        labels=labels,
        door=row.door,
        key=row.api_key,
        at=row.at,
        lang=row.lang,
        community=row.community,
        state=CorrectionState(row.state),
        judged_by=row.judged_by,
        judged_at=row.judged_at,
        times=row.times,
    )
