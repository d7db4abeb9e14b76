"""The clock of due process: whatever is due is done, by the handler of its kind, a batch to a transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from ombud.model import OmbudError, ProcessState
from ombud.pipeline.background.steady import Steady
from ombud.pipeline.background.worker import Worker
from ombud.ports import Clock, Store, Unit

__all__ = ["Deadlines", "WhenDue"]

_A_BATCH = 500
_LONGEST_PAUSE = 60.0
_AGAIN = timedelta(minutes=1)  # what cannot be done is tried again after this, and stands in nobody's way until then
_log = structlog.get_logger("ombud.deadlines")

_SET_IT = (
    "Nothing ends until the clock is right. Set it; one that has jumped is believed after ten minutes, and one that was"
    " wrong from the start when OMBUD_CLOCK_CONFIRMED names the day that it is."
)

_OF_THE_STORE = frozenset({"store_busy", "store_unavailable", "disk_full"})

WhenDue = Callable[[Unit, Sequence[ProcessState], datetime], None]
"""Takes the next step of each, so that it is no longer due. Called inside the transaction that found them."""


class Deadlines:
    """`handlers` by kind of process. Each is done whole or not at all. What cannot be done, a bug of ours included, is
    logged and tried again after a minute; the others go on.

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
        self._failed: dict[tuple[str, str], datetime] = {}
        self.worker = Worker("deadlines", self.run_once, self._pause)

    def run_once(self) -> int:
        """One batch of each kind. Returns for how many something was done."""
        if self._steady is not None and not self._steady.believes(self._clock.now()):
            _log.warning("clock_doubted", why=self._steady.doubt, advice=_SET_IT)
            return 0
        total = sum(self._batch(kind, handle) for kind, handle in self._handlers.items())
        if total:
            self._wake()
        return total

    def _batch(self, kind: str, handle: WhenDue) -> int:
        """A batch in one transaction, without what could not be done a moment ago."""
        due: Sequence[ProcessState] = ()
        try:
            with self._store.write() as unit:
                now = self._clock.now()
                due = unit.processes.due(kind, now, _A_BATCH, but=self._put_off(kind, now))
                if due:
                    handle(unit, due, now)
        except Exception as fault:
            if not due or _concerns_all(fault):
                raise
            return self._in_halves(kind, handle, [one.subject for one in due], fault)
        return len(due)

    def _in_halves(self, kind: str, handle: WhenDue, subjects: Sequence[str], fault: Exception) -> int:
        """What cannot be done together is done in halves, until what is wrong stands alone: that is put off."""
        if len(subjects) == 1:
            self._failed[kind, subjects[0]] = self._clock.now()
            if isinstance(fault, OmbudError):
                _log.warning("deadline_missed", kind=kind, subject=subjects[0], code=fault.code, detail=fault.detail)
            else:
                _log.error("deadline_bug", kind=kind, subject=subjects[0], exc_info=fault)
            return 0
        middle = len(subjects) // 2
        return sum(self._half(kind, handle, half) for half in (subjects[:middle], subjects[middle:]))

    def _half(self, kind: str, handle: WhenDue, subjects: Sequence[str]) -> int:
        try:
            with self._store.write() as unit:
                now = self._clock.now()
                states = unit.processes.states(kind, subjects).values()
                due = [one for one in states if one.due is not None and one.due <= now]
                if due:
                    handle(unit, due, now)
        except Exception as fault:
            if _concerns_all(fault):
                raise
            return self._in_halves(kind, handle, subjects, fault)
        return len(due)

    def _put_off(self, kind: str, now: datetime) -> list[str]:
        """What failed less than a minute ago. A clock that was set back in between puts nothing off."""
        self._failed = {one: at for one, at in self._failed.items() if timedelta(0) <= now - at < _AGAIN}
        return [subject for of, subject in self._failed if of == kind]

    def _pause(self) -> float:
        with self._store.read() as unit:
            due = unit.processes.next_due()
        if due is None:
            return _LONGEST_PAUSE
        return min(_LONGEST_PAUSE, max(1.0, (due - self._clock.now()).total_seconds()))


def _concerns_all(fault: Exception) -> bool:
    """Whether the store itself is at fault: then the others would fare no better, and all are tried again soon."""
    return isinstance(fault, OmbudError) and fault.code in _OF_THE_STORE
