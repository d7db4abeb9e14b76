"""What is remembered of the past: kept in step with the record, over restarts and over changes of policy.

The record is the truth. The windows are counted from it, and saved now and then with the place in the record that they
reach to, so that a restart counts only what came after. Whatever another process puts on the record is noted before
the next event is judged.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

import structlog

from ombud.model import Arrival, BadInput, Event
from ombud.pipeline.deciding.engine import Windowed
from ombud.ports import Asked, Blobs, Store, Unit

__all__ = ["Memory", "Past"]

_FILE = "windows"
_PAGE = 5000
_FEW = 500
_SAVE_AFTER = 50_000
_log = structlog.get_logger("ombud.memory")


class Past(Protocol):
    """Makes windows, and turns them into bytes and back."""

    def empty(self, asked: Asked) -> Windowed: ...
    def save(self, image: Any) -> bytes: ...
    def load(self, data: bytes) -> tuple[Windowed, int]:
        """The windows and their place in the record. Raises BadInput for bytes that are not whole or not ours."""
        ...


class Memory:
    """The windows of one process. Everything but `ready_for` belongs to the thread that decides, or to its lock."""

    def __init__(
        self, store: Store, blobs: Blobs, past: Past, arrive: Callable[[Event], Arrival], asked: Asked
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._past = past
        self._arrive = arrive
        self._saved_at = 0
        self.windows, self.place = self._saved(asked) or self._counted(asked)

    # ── at start, and when another policy comes into force ───────────────────────────────────────────────────────
    def ready_for(self, asked: Asked) -> tuple[Windowed, int] | None:
        """Windows for a policy that asks more than is remembered, counted from the record; None when it does not.

        This may take long. Deciding goes on meanwhile, and `adopt` makes up for what came in.
        """
        if self.windows.covers(asked):
            return None
        windows, place = self._counted(asked)
        while True:
            with self._store.read() as unit:
                noted, place = self._noted_after(unit, windows, place)
            windows.keep()
            if noted < _FEW:
                return windows, place

    def adopt(self, ready: tuple[Windowed, int] | None, asked: Asked) -> None:
        """From here on remember what is asked: with what `ready_for` gave for it."""
        if ready is not None:
            self.windows, self.place = ready
            with self._store.read() as unit:
                _, self.place = self._noted_after(unit, self.windows, self.place)
            self.windows.keep()
        self.windows.ask(asked)

    def _saved(self, asked: Asked) -> tuple[Windowed, int] | None:
        data = self._blobs.read(_FILE)
        if data is None:
            return None
        try:
            windows, place = self._past.load(data)
        except BadInput as error:
            _log.warning("saved_windows_unusable", detail=error.detail)
            return None
        with self._store.read() as unit:
            if place > unit.records.place() or not windows.covers(asked):
                return None  # another record's, or another policy's
            self._saved_at = place
            _, place = self._noted_after(unit, windows, place)
        windows.keep()
        windows.ask(asked)
        return windows, place

    def _counted(self, asked: Asked) -> tuple[Windowed, int]:
        windows = self._past.empty(asked)
        with self._store.read() as unit:
            place, newest, after = unit.records.place(), unit.records.newest(), ""
            if newest is None or not windows.reach:
                return windows, place
            since = newest - timedelta(seconds=windows.reach)
            while events := unit.records.events_since(since, _PAGE, after):
                for event in events:
                    windows.note(self._arrive(event))
                after = events[-1].id
        windows.keep()
        return windows, place

    # ── in step with the record ──────────────────────────────────────────────────────────────────────────────────
    def catch_up(self, unit: Unit) -> None:
        """Note what another process put on the record since the last batch; the caller keeps it, or takes it back."""
        if unit.records.place() != self.place:
            self._noted_after(unit, self.windows, self.place)

    def _noted_after(self, unit: Unit, windows: Windowed, place: int) -> tuple[int, int]:
        """Note the events after `place`; how many, and the place of the last."""
        noted = 0
        while events := unit.records.after(place, _PAGE):
            for _, event in events:
                windows.note(self._arrive(event))
            noted += len(events)
            place = events[-1][0]
        return noted, max(place, unit.records.place())

    # ── saving ───────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def unsaved(self) -> int:
        """How many decisions came since the last time."""
        return self.place - self._saved_at

    @property
    def due(self) -> bool:
        """Whether so much came since the last time that it is worth saving again, while deciding goes on."""
        return self.unsaved > max(_SAVE_AFTER, self.windows.held // 2)

    def image(self) -> Any:
        """The windows as they are between two batches, for `save`."""
        self._saved_at = self.place
        return self.windows.image(self.place)

    def save(self, image: Any) -> None:
        """Write an image where the next start finds it: that does not hold up deciding."""
        self._blobs.write(_FILE, self._past.save(image))
