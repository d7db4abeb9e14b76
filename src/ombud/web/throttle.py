"""Slows down who tries too often: after so many tries from one place, nobody there may try again for a while."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

__all__ = ["Throttle"]

Key = tuple[str, ...]
"""Who is counted: a name and an address, a purpose and a network."""


class Throttle:
    """Counts tries per key in memory. Bounded: the key that was tried longest ago is forgotten first.

    A try counts as a failure from its start, until it is known to be none: so a hundred tries at once are no more than
    `limit`. That many within `window` close a key until the oldest of them has left the window.
    """

    def __init__(self, limit: int = 5, window: timedelta = timedelta(minutes=15), capacity: int = 4096) -> None:
        self._limit = limit
        self._window = window
        self._capacity = capacity
        self._tries: OrderedDict[Key, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: Key, now: datetime) -> timedelta | None:
        """Count one try. When it may not be made it is not counted, and the answer says how much longer to wait."""
        with self._lock:
            recent = [at for at in self._tries.get(key, ()) if at + self._window > now]
            if len(recent) >= self._limit:
                return recent[0] + self._window - now
            self._tries[key] = [*recent, now]
            self._tries.move_to_end(key)
            while len(self._tries) > self._capacity:
                self._tries.popitem(last=False)
            return None

    def undecided(self, key: Key, at: datetime) -> None:
        """The try begun at this moment came to no answer, through no fault of who made it: it does not count."""
        with self._lock:
            tries = self._tries.get(key, [])
            if at in tries:
                tries.remove(at)

    def succeeded(self, key: Key) -> None:
        """Forget the tries of somebody who knew the password in the end."""
        with self._lock:
            self._tries.pop(key, None)
