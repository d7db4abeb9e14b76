"""What keeps an endpoint from costing more than was agreed: a breaker, a budget, a memory of answers.

Each may be shared by any number of threads, and reads a clock that only goes forward, in seconds.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Breaker", "Memory", "Spending"]

_Seconds = Callable[[], float]
_T = TypeVar("_T")


class Breaker:
    """Closed, everybody passes. After `failures` in a row it is open for `rest` seconds; from then on it lets one call
    pass each `rest` seconds, until one succeeds. (Nygard, "Release It!", 2007.)"""

    def __init__(self, failures: int, rest: float, clock: _Seconds) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opens_at = 0.0

    @property
    def closed(self) -> bool:
        """Whether everybody passes."""
        return self._failed < self._most

    def passes(self) -> bool:
        """Whether this call may be made."""
        with self._lock:
            if self._failed < self._most:
                return True
            now = self._clock()
            if now < self._opens_at:
                return False
            self._opens_at = now + self._rest
            return True

    def succeeded(self) -> None:
        """The endpoint does its work."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """It did not answer, or not as such an endpoint does."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._opens_at = self._clock() + self._rest


class Spending:
    """Calls in any minute and any 24 hours, counted in sixtieths of either: at most as many as allowed, and what was
    spent comes back a sixtieth late rather than early."""

    def __init__(self, per_minute: int, per_day: int, clock: _Seconds) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._windows = (_Window(60.0, per_minute), _Window(86_400.0, per_day))

    def take(self) -> bool:
        """Whether there is a call left; it is spent then."""
        with self._lock:
            now = self._clock()
            if any(window.left(now) <= 0 for window in self._windows):
                return False
            for window in self._windows:
                window.spend(now)
            return True

    @property
    def left(self) -> tuple[int, int]:
        """This minute, and these 24 hours."""
        with self._lock:
            minute, day = (window.left(self._clock()) for window in self._windows)
            return minute, day


class _Window:
    def __init__(self, seconds: float, most: int) -> None:
        self._slot = seconds / 60
        self._most = most
        self._slots: dict[int, int] = {}

    def left(self, now: float) -> int:
        oldest = int(now / self._slot) - 60
        self._slots = {slot: spent for slot, spent in self._slots.items() if slot >= oldest}
        return self._most - sum(self._slots.values())

    def spend(self, now: float) -> None:
        slot = int(now / self._slot)
        self._slots[slot] = self._slots.get(slot, 0) + 1


class Memory(Generic[_T]):
    """The last `most` answers by key: the longest unused go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, _T] = OrderedDict()

    def get(self, key: bytes) -> _T | None:
        """None for what is not, or no longer, remembered."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: bytes, answer: _T) -> None:
        """Remember it."""
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
