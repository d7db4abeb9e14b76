"""Slows down guessing: after some failures for one name from one address, nobody may try that again for a while."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

__all__ = ["Throttle"]

Key = tuple[str, str]


class Throttle:
    """Counts failures per key in memory. Bounded: the key that failed longest ago is forgotten first.

    `limit` failures within `window` close a key until the oldest of them has left the window.
    """

    def __init__(self, limit: int = 5, window: timedelta = timedelta(minutes=15), capacity: int = 4096) -> None:
        self._limit = limit
        self._window = window
        self._capacity = capacity
        self._failures: OrderedDict[Key, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def closed_for(self, key: Key, now: datetime) -> timedelta | None:
        """How much longer this key may not try; None when it may."""
        with self._lock:
            recent = self._recent(key, now)
            return recent[-self._limit] + self._window - now if len(recent) >= self._limit else None

    def failed(self, key: Key, now: datetime) -> None:
        """Count one failure."""
        with self._lock:
            recent = [*self._recent(key, now), now][-self._limit :]
            self._failures[key] = recent
            self._failures.move_to_end(key)
            while len(self._failures) > self._capacity:
                self._failures.popitem(last=False)

    def succeeded(self, key: Key) -> None:
        """Forget the failures of somebody who knew the password in the end."""
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: Key, now: datetime) -> list[datetime]:
        return [at for at in self._failures.get(key, ()) if at + self._window > now]
