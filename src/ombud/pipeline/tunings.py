"""What is in force of what was fitted here: putting it in force, going back, and telling the story."""

from collections.abc import Sequence

import msgspec

from ombud.model import Conflict, Tuning, TuningHow, TuningKind, TuningStep, User
from ombud.ports import Clock, Store

__all__ = ["InForce", "TuningDesk", "stack"]


class InForce(msgspec.Struct, frozen=True):
    """A step, with what it put in force; None is the model as it ships. `now` where nothing came after it."""

    step: TuningStep
    tuning: Tuning | None
    now: bool


class TuningDesk:
    """The one way in which what is in force changes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def in_force(self) -> list[Tuning]:
        """At most one of each kind for each signal."""
        with self._store.read() as unit:
            return unit.tunings.in_force()

    def named(self, ids: Sequence[str]) -> list[Tuning]:
        """Those of these ids that are on the record: what a decision of then was made with."""
        with self._store.read() as unit:
            return [one for one in map(unit.tunings.get, ids) if one is not None]

    def put_in_force(self, tuning: Tuning, reason: str, by: User | None = None) -> None:
        """Keep it, and apply it from now on. Raises Conflict (``tuning_moved_on``, ``in_force_already``)."""
        with self._store.write() as unit:
            steps = unit.tunings.steps()
            below = stack(steps, tuning.kind, tuning.signal)
            if below and below[-1] == tuning.id:
                raise Conflict("in_force_already", f"The very same one is in force already: {tuning.id}.")
            unit.tunings.add(tuning)
            unit.tunings.take(
                TuningStep(len(steps) + 1, tuning.kind, tuning.signal, tuning.id, TuningHow.FITTED,
                           self._clock.now(), reason, by.id if by else None)
            )  # fmt: skip

    def back(self, kind: TuningKind, signal: str, reason: str = "", by: User | None = None) -> str | None:
        """Take back the last one that was put in force; again, the one before. What is in force now: an id, or None.

        Raises Conflict (``nothing_to_take_back``) where the model is as it ships.
        """
        with self._store.write() as unit:
            steps = unit.tunings.steps()
            below = stack(steps, kind, signal)
            if not below:
                raise Conflict(
                    "nothing_to_take_back", f"Of {signal}, nothing of this kind is in force: it is as it ships.",
                    advice="`ombud calibrate list` and `ombud learn list` show what is.",
                )  # fmt: skip
            now = below[-2] if len(below) > 1 else None
            unit.tunings.take(
                TuningStep(
                    len(steps) + 1, kind, signal, now, TuningHow.BACK, self._clock.now(), reason, by.id if by else None
                )
            )
            return now

    def history(self, kind: TuningKind) -> list[InForce]:
        """Every change of this kind, newest first."""
        with self._store.read() as unit:
            steps = [one for one in unit.tunings.steps() if one.kind is kind]
            last = {one.signal: one.seq for one in steps}
            return [
                InForce(one, unit.tunings.get(one.tuning) if one.tuning else None, last[one.signal] == one.seq)
                for one in reversed(steps)
            ]


def stack(steps: Sequence[TuningStep], kind: TuningKind, signal: str) -> list[str]:
    """What lies on one another: each fit on top, each step back takes the top away. The last is in force."""
    held: list[str] = []
    for one in steps:
        if (one.kind, one.signal) == (kind, signal):
            if one.how is TuningHow.FITTED and one.tuning is not None:
                held.append(one.tuning)
            else:
                held.pop()
    return held
