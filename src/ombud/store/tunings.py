"""Calibrations and local heads: each is kept for good, and so is each time that one came into force."""

from typing import Any

from sqlalchemy import Row, func, select

from ombud.model import Tuning, TuningHow, TuningKind, TuningStep
from ombud.store.engine import Db
from ombud.store.rows import kept
from ombud.store.tables import tuning_steps, tunings

__all__ = ["SqlTunings"]

_LAST = select(func.max(tuning_steps.c.seq)).group_by(tuning_steps.c.kind, tuning_steps.c.signal)
_IN_FORCE = (
    select(tunings)
    .join(tuning_steps, tuning_steps.c.tuning == tunings.c.id)
    .where(tuning_steps.c.seq.in_(_LAST))
    .order_by(tunings.c.signal, tunings.c.kind)
)


class SqlTunings:
    """`ports.Tunings`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, tuning: Tuning) -> None:
        """Keep one; it is not in force by that. The same one again changes nothing."""
        if self.get(tuning.id) is not None:
            return
        self._db.insert(
            tunings,
            [
                {
                    "id": tuning.id,
                    "kind": tuning.kind,
                    "signal": tuning.signal,
                    "base": tuning.base,
                    "body": tuning.body,
                    "report": tuning.report,
                    "made_at": tuning.made_at,
                }
            ],
        )

    def take(self, step: TuningStep) -> None:
        """Put a change on the record. Raises Conflict (``tuning_moved_on``) unless it takes the next place, and what
        `ports.Tunings` says."""
        self._db.insert(
            tuning_steps,
            [
                {
                    "seq": step.seq,
                    "kind": step.kind,
                    "signal": step.signal,
                    "tuning": step.tuning,
                    "how": step.how,
                    "at": step.at,
                    "reason": step.reason,
                    "role": step.role,
                    "by_user": step.by,
                    "entry": step.entry,
                }
            ],
        )

    def get(self, tuning_id: str) -> Tuning | None:
        """By id."""
        row = self._db.one(select(tunings).where(tunings.c.id == tuning_id))
        return None if row is None else _tuning(row)

    def in_force(self) -> list[Tuning]:
        """At most one of each kind for each signal, by signal and kind."""
        return [_tuning(row) for row in self._db.all(_IN_FORCE)]

    def steps(self) -> list[TuningStep]:
        """Every change, oldest first."""
        return [_step(row) for row in self._db.all(select(tuning_steps).order_by(tuning_steps.c.seq))]


def _tuning(row: Row[Any]) -> Tuning:
    return Tuning(
        id=row.id,
        kind=TuningKind(row.kind),
        signal=row.signal,
        base=row.base,
        body=kept(row.body),
        report=kept(row.report),
        made_at=row.made_at,
    )


def _step(row: Row[Any]) -> TuningStep:
    return TuningStep(
        seq=row.seq,
        kind=TuningKind(row.kind),
        signal=row.signal,
        tuning=row.tuning,
        how=TuningHow(row.how),
        at=row.at,
        reason=row.reason,
        entry=row.entry,
        role=row.role,
        by=row.by_user,
    )
