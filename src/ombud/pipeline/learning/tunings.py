"""What is in force of what was fitted here: putting it in force, going back, and telling the story."""

import hashlib
from collections.abc import Callable, Sequence

import msgspec

from ombud.model import Conflict, Tuning, TuningHow, TuningKind, TuningStep, User, canonical
from ombud.pipeline.deciding.sealer import Sealer
from ombud.ports import Clock, Store, Unit

__all__ = ["InForce", "TuningDesk", "stack"]


class InForce(msgspec.Struct, frozen=True):
    """A step, with what it put in force; None is the model as it ships. `now` where nothing came after it."""

    step: TuningStep
    tuning: Tuning | None
    now: bool


class TuningDesk:
    """The one way in which what is in force changes. Each change is bound for the public log in its own transaction."""

    def __init__(self, store: Store, clock: Clock, sealer: Sealer, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._sealer = sealer
        self._wake = wake

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
            self._take(unit, len(steps) + 1, TuningHow.FITTED, (tuning.kind, tuning.signal, tuning), reason, by)
        self._wake()

    def back(
        self, kind: TuningKind, signal: str, reason: str = "", by: User | None = None, seen: str | None = None
    ) -> str | None:
        """Take back the last one that was put in force; again, the one before. What is in force now: an id, or None.

        `seen` is the one that somebody had before them when they asked for this. Raises Conflict:
        ``nothing_to_take_back`` where the model is as it ships, ``tuning_moved_on`` where another one is in force.
        """
        with self._store.write() as unit:
            steps = unit.tunings.steps()
            below = stack(steps, kind, signal)
            if not below:
                raise Conflict(
                    "nothing_to_take_back", f"Of {signal}, nothing of this kind is in force: it is as it ships.",
                    advice="`ombud calibrate list` and `ombud learn list` show what is.",
                )  # fmt: skip
            if seen not in (None, below[-1]):
                raise Conflict(
                    "tuning_moved_on", "Something else came into force meanwhile. Nothing was changed.",
                    advice="Look at what is in force now, then decide again.",
                )  # fmt: skip
            now = unit.tunings.get(below[-2]) if len(below) > 1 else None
            self._take(unit, len(steps) + 1, TuningHow.BACK, (kind, signal, now), reason, by)
        self._wake()
        return now.id if now is not None else None

    def history(self, kind: TuningKind | None = None) -> list[InForce]:
        """Every change, or every one of this kind, newest first."""
        with self._store.read() as unit:
            steps = [one for one in unit.tunings.steps() if kind in (None, one.kind)]
            last = {(one.kind, one.signal): one.seq for one in steps}
            return [
                InForce(
                    one, unit.tunings.get(one.tuning) if one.tuning else None, last[one.kind, one.signal] == one.seq
                )
                for one in reversed(steps)
            ]

    def _take(
        self, unit: Unit, seq: int, how: TuningHow, what: tuple[TuningKind, str, Tuning | None], reason: str,
        by: User | None,
    ) -> None:  # fmt: skip
        """The step and its ledger entry. The entry names what came into force by its content, and nobody by name; the
        reason, which is theirs who work here, is not in it."""
        (kind, signal, tuning), now = what, self._clock.now()
        role = str(by.role) if by else "operator"
        record = {
            "at": now.isoformat(), "base": tuning.base if tuning else None,
            "content": f"sha256:{hashlib.sha256(tuning.body).hexdigest()}" if tuning else None,
            "how": str(how), "kind": str(kind), "role": role, "seq": seq, "signal": signal,
            "tuning": tuning.id if tuning else None,
        }  # fmt: skip
        entry = self._sealer.entry(self._sealer.id("tun", now), "signal_tuned", canonical(record), now)
        unit.ledger.put([entry])
        unit.tunings.take(
            TuningStep(
                seq,
                kind,
                signal,
                tuning.id if tuning else None,
                how,
                now,
                reason,
                entry.id,
                role,
                by.id if by else None,
            )
        )


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
