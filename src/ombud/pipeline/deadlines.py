"""The clock of due process: whatever is due is done, by the handler of its kind, a batch to a transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from ombud.model import OmbudError, ProcessState
from ombud.pipeline.steady import Steady
from ombud.pipeline.worker import Worker
from ombud.ports import Clock, Store, Unit

__all__ = ["Deadlines", "WhenDue"]

_A_BATCH = 500
_LONGEST_PAUSE = 60.0
_log = structlog.get_logger("ombud.deadlines")

WhenDue = Callable[[Unit, Sequence[ProcessState], datetime], None]
"""Takes the next step of each, so that it is no longer due. Called inside the transaction that found them."""


class Deadlines:
    """`handlers` by kind of process. What one handler cannot do is logged and tried again; the others go on.

    `steady` says whether the clock can be believed: nothing is done by one that has jumped ahead.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        handlers: Mapping[str, WhenDue],
        wake: Callable[[], None],
        steady: Steady | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._wake = wake
        self._steady = steady
        self.worker = Worker("deadlines", self.run_once, self._pause)

    def run_once(self) -> int:
        """One batch of each kind. Returns for how many something was done."""
        if self._steady is not None and not self._steady.believes(self._clock.now()):
            _log.warning("clock_jumped", now=self._clock.now().isoformat(), advice="Nothing ends until it is steady.")
            return 0
        total = sum(self._batch(kind, handle) for kind, handle in self._handlers.items())
        if total:
            self._wake()
        return total

    def _batch(self, kind: str, handle: WhenDue) -> int:
        """A batch in one transaction; where that fails, one by one, so that nothing waits for what cannot be done."""
        due: Sequence[ProcessState] = ()
        try:
            with self._store.write() as unit:
                now = self._clock.now()
                due = unit.processes.due(kind, now, _A_BATCH)
                if due:
                    handle(unit, due, now)
        except OmbudError as fault:
            _log.warning("deadline_missed", kind=kind, code=fault.code, detail=fault.detail, due=len(due))
        except Exception:  # noqa: BLE001 - a bug in one handler is no reason to let everything else run over its time
            _log.exception("deadline_bug", kind=kind, due=len(due))
        else:
            return len(due)
        return sum(self._one(kind, handle, one) for one in due)

    def _one(self, kind: str, handle: WhenDue, one: ProcessState) -> int:
        try:
            with self._store.write() as unit:
                handle(unit, [one], self._clock.now())
        except OmbudError as fault:
            _log.warning("deadline_missed", kind=kind, subject=one.subject, code=fault.code, detail=fault.detail)
            return 0
        except Exception:  # noqa: BLE001 - the next one has a right to its time, too
            _log.exception("deadline_bug", kind=kind, subject=one.subject)
            return 0
        return 1

    def _pause(self) -> float:
        with self._store.read() as unit:
            due = unit.processes.next_due()
        if due is None:
            return _LONGEST_PAUSE
        return min(_LONGEST_PAUSE, max(1.0, (due - self._clock.now()).total_seconds()))
