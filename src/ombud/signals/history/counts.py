"""How many events each subject had, in any window up to thirty days."""

from array import array
from bisect import bisect_left, bisect_right

from ombud.signals.history.ticks import DAY

__all__ = ["MAX_WINDOW", "PER_SUBJECT", "Counts"]

MAX_WINDOW = 30 * DAY
PER_SUBJECT = 10_000
"""Events kept per subject and type, the newest: a count does not go beyond it. 80 kB at most."""

Key = tuple[str, str]


class Counts:
    """Sorted times per (subject, event type). Memory: 8 bytes an event and about 300 a subject of thirty days."""

    def __init__(self) -> None:
        self._times: dict[Key, array[int]] = {}
        self._active: dict[int, set[Key]] = {}  # by day, so that pruning visits only what has grown old

    def add(self, key: Key, at: int) -> None:
        """Events may come out of order; in order is quick."""
        times = self._times.get(key)
        if times is None:
            times = self._times[key] = array("q")
        if not times or at >= times[-1]:
            times.append(at)
        else:
            times.insert(bisect_right(times, at), at)
        self._active.setdefault(at // DAY, set()).add(key)

    def remove(self, key: Key, at: int) -> None:
        """Take back one `add`."""
        times = self._times[key]
        del times[bisect_left(times, at)]
        if not times:
            del self._times[key]

    def count(self, key: Key, window: int, at: int) -> int:
        """Events later than ``at - window``, up to and with `at`."""
        times = self._times.get(key)
        return 0 if times is None else bisect_right(times, at) - bisect_right(times, at - window)

    def prune(self, now: int) -> None:
        """Forget what no window that ends at `now` or later can reach, and what is beyond the cap."""
        horizon = now - MAX_WINDOW
        for day in [day for day in self._active if (day + 1) * DAY <= horizon]:
            for key in self._active.pop(day):
                self._forget(key, horizon)

    def cap(self, key: Key) -> None:
        """Keep the newest `PER_SUBJECT` events of one subject."""
        times = self._times.get(key)
        if times is not None and len(times) > PER_SUBJECT:
            del times[:-PER_SUBJECT]

    def _forget(self, key: Key, horizon: int) -> None:
        times = self._times.get(key)
        if times is None:
            return
        del times[: bisect_right(times, horizon)]
        if not times:
            del self._times[key]

    def __len__(self) -> int:
        return len(self._times)
