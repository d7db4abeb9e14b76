"""Which items have nearly the same text, by fingerprint."""

from bisect import bisect_right, insort

from ombud.signals.history.ticks import DAY, HOUR

__all__ = ["MAX_DISTANCE", "WINDOW", "Prints"]

MAX_DISTANCE = 3
WINDOW = DAY
_BANDS = tuple((band << 16, band * 16) for band in range(4))

Record = tuple[int, int]
"""Fingerprint and time."""


class Prints:
    """The newest fingerprint of each item of the last day.

    Fingerprints that differ in at most three of 64 bits agree in at least one of four 16-bit bands (pigeonhole), so
    only those sharing a band are compared. Items with the same fingerprint are counted, not compared: a flood of one
    text costs one comparison. About 400 bytes an item.
    """

    def __init__(self) -> None:
        self._of_item: dict[str, Record] = {}
        self._times: dict[int, list[int]] = {}
        self._bands: dict[int, set[int]] = {}
        self._hours: dict[int, list[str]] = {}

    def of(self, item: str) -> Record | None:
        """The fingerprint and time on file for an item."""
        return self._of_item.get(item)

    def set(self, item: str, record: Record | None) -> None:
        """File an item's fingerprint in place of its last one; None takes it out."""
        before = self._of_item.pop(item, None)
        if before is not None:
            self._take(*before)
        if record is None:
            return
        fingerprint, at = record
        self._of_item[item] = record
        times = self._times.get(fingerprint)
        if times is None:
            times = self._times[fingerprint] = []
            for key in _keys(fingerprint):
                self._bands.setdefault(key, set()).add(fingerprint)
        insort(times, at)
        self._hours.setdefault(at // HOUR, []).append(item)

    def near(self, fingerprint: int, window: int, at: int) -> int:
        """How many items have a fingerprint near this one, in the window that ends at `at`."""
        candidates: set[int] = set()
        for key in _keys(fingerprint):
            candidates |= self._bands.get(key, frozenset())
        found = 0
        for other in candidates:
            if (other ^ fingerprint).bit_count() <= MAX_DISTANCE:
                times = self._times[other]
                found += bisect_right(times, at) - bisect_right(times, at - window)
        return found

    def prune(self, now: int) -> None:
        """Forget what is older than a day before `now`."""
        for hour in [hour for hour in self._hours if (hour + 1) * HOUR <= now - WINDOW]:
            for item in self._hours.pop(hour):
                record = self._of_item.get(item)
                if record is not None and record[1] // HOUR == hour:
                    self.set(item, None)

    def _take(self, fingerprint: int, at: int) -> None:
        times = self._times[fingerprint]
        del times[bisect_right(times, at) - 1]
        if times:
            return
        del self._times[fingerprint]
        for key in _keys(fingerprint):
            band = self._bands[key]
            band.discard(fingerprint)
            if not band:
                del self._bands[key]

    def __len__(self) -> int:
        return len(self._of_item)


def _keys(fingerprint: int) -> list[int]:
    return [tag | (fingerprint >> shift & 0xFFFF) for tag, shift in _BANDS]
