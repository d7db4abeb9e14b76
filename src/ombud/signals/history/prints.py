"""Which items have nearly the same text, by fingerprint."""

from array import array
from collections.abc import Iterator

import numpy as np

from ombud.ports import UNKNOWN
from ombud.signals.history import stamps
from ombud.signals.history.stamps import NEVER, Stamps
from ombud.signals.history.ticks import HOUR

__all__ = ["MAX_DISTANCE", "Prints", "Record"]

MAX_DISTANCE = 3
_BANDS = tuple((band << 16, band * 16) for band in range(4))
_FEW = 64

Record = tuple[int, int]
"""Fingerprint and time."""


class Prints:
    """The newest fingerprint of each item, as far back as rules look.

    Fingerprints that differ in at most three of 64 bits agree in at least one of four 16-bit bands (pigeonhole), so
    only those sharing a band are compared. Items with the same fingerprint are counted, not compared: a flood of one
    text costs one comparison. About 450 bytes an item. Beyond `capacity` items the oldest eighth is forgotten, and
    answers that would need them are UNKNOWN, unless there are more than `enough` without them.
    """

    def __init__(self, capacity: int) -> None:
        self.enough = 1
        self.since = NEVER
        self.missing = NEVER
        self.evicted = 0
        self._capacity = capacity
        self._of_item: dict[str, Record] = {}
        self._times: dict[int, Stamps] = {}
        self._bands: dict[int, array[int]] = {}
        self._hours: dict[int, list[str]] = {}

    def of(self, item: str) -> Record | None:
        """The fingerprint and time on file for an item."""
        return self._of_item.get(item)

    def file(self, item: str, record: Record | None) -> None:
        """File an item's fingerprint in place of its last one; None takes it out."""
        before = self._of_item.pop(item, None)
        if before is not None:
            self._take(before[0], before[1])
        if record is None:
            return
        fingerprint, at = record
        self._of_item[item] = record
        times = self._times.get(fingerprint)
        if times is None:
            for key in _keys(fingerprint):
                band = self._bands.get(key)
                if band is None:
                    self._bands[key] = array("Q", (fingerprint,))
                else:
                    band.append(fingerprint)
        self._times[fingerprint] = stamps.added(times, at, NEVER)
        if before is None or before[1] // HOUR != at // HOUR:
            self._hours.setdefault(at // HOUR, []).append(item)

    def near(self, fingerprint: int, start: int, end: int) -> int:
        """How many items have a fingerprint near this one, later than `start`, up to and with `end`.

        UNKNOWN when some that were forgotten may have been among them, and what is known is not more than `enough`.
        """
        near = self._candidates(fingerprint)
        found = sum(stamps.within(self._times[other], start, end) for other in near)
        sure = start >= self.since and start >= self.missing
        return found if sure or found > self.enough else UNKNOWN

    def _candidates(self, fingerprint: int) -> set[int]:
        found: set[int] = set()
        for key in _keys(fingerprint):
            band = self._bands.get(key)
            if band is None:
                continue
            if len(band) > _FEW:
                others = np.array(band, dtype=np.uint64)
                close = np.bitwise_count(others ^ np.uint64(fingerprint)) <= MAX_DISTANCE
                found.update(others[close].tolist())
                continue
            for other in band:
                if (other ^ fingerprint).bit_count() <= MAX_DISTANCE:
                    found.add(other)
        return found

    def sweep(self) -> None:
        """Forget what nobody will ask for, then the oldest beyond `capacity`."""
        most = self._capacity if len(self) <= self._capacity else self._capacity * 7 // 8
        gone: dict[int, list[int]] = {}
        for hour in sorted(self._hours):
            old = (hour + 1) * HOUR <= self.since
            if not old and len(self) <= most:
                break
            items = self._hours.pop(hour)
            while items and (old or len(self) > most):
                item = items.pop()
                record = self._of_item.get(item)
                if record is None or record[1] // HOUR != hour:
                    continue
                del self._of_item[item]
                gone.setdefault(record[0], []).append(record[1])
                if not old:
                    self.missing = max(self.missing, record[1])
                    self.evicted += 1
            if items:
                self._hours[hour] = items
        for fingerprint, times in gone.items():
            self._take(fingerprint, *times)

    def _take(self, fingerprint: int, *times: int) -> None:
        left = stamps.removed(self._times[fingerprint], *times)
        if left is not None:
            self._times[fingerprint] = left
            return
        del self._times[fingerprint]
        for key in _keys(fingerprint):
            band = self._bands[key]
            band.remove(fingerprint)
            if not band:
                del self._bands[key]

    def entries(self) -> Iterator[tuple[str, Record]]:
        """Every item on file."""
        yield from self._of_item.items()

    def __len__(self) -> int:
        return len(self._of_item)


def _keys(fingerprint: int) -> list[int]:
    return [tag | (fingerprint >> shift & 0xFFFF) for tag, shift in _BANDS]
