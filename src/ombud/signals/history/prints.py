"""Which items have nearly the same text, by fingerprint."""

import struct
from array import array

import numpy as np

from ombud.ports import UNKNOWN
from ombud.signals.history import stamps
from ombud.signals.history.snapshot import PrintsImage
from ombud.signals.history.stamps import NEVER, Stamps
from ombud.signals.history.ticks import HOUR

__all__ = ["MAX_DISTANCE", "Prints", "Record"]

MAX_DISTANCE = 3
_BANDS = range(4)
_QUARTERS = struct.Struct("<4H")
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
        self._bands: tuple[dict[int, array[int]], ...] = tuple({} for _ in _BANDS)
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
            for band, key in zip(self._bands, _keys(fingerprint), strict=True):
                if key in band:
                    band[key].append(fingerprint)
                else:
                    band[key] = array("Q", (fingerprint,))
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
        for band, key in zip(self._bands, _keys(fingerprint), strict=True):
            others = band.get(key)
            if others is None:
                continue
            if len(others) > _FEW:
                found.update(_close(others, fingerprint))
                continue
            for other in others:
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
            items = self._hours.pop(hour)[::-1]  # the oldest last
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
                self._hours[hour] = items[::-1]
        for fingerprint, times in gone.items():
            self._take(fingerprint, *times)

    def _take(self, fingerprint: int, *times: int) -> None:
        left = stamps.removed(self._times[fingerprint], *times)
        if left is not None:
            self._times[fingerprint] = left
            return
        del self._times[fingerprint]
        for band, key in zip(self._bands, _keys(fingerprint), strict=True):
            band[key].remove(fingerprint)
            if not band[key]:
                del band[key]

    def image(self) -> PrintsImage:
        """Every item on file."""
        prints = array("Q", (print64 for print64, _ in self._of_item.values()))
        times = array("q", (at for _, at in self._of_item.values()))
        return PrintsImage(self.missing, self.evicted, list(self._of_item), prints.tobytes(), times.tobytes())

    def fill(self, image: PrintsImage) -> None:
        """File what was on file elsewhere, all at once: a million one by one would take a while."""
        self.missing, self.evicted = image.missing, image.evicted
        for item, print64, at in zip(image.items, array("Q", image.prints), array("q", image.times), strict=True):
            self._of_item[item] = (print64, at)
            self._times[print64] = stamps.added(self._times.get(print64), at, NEVER)
            self._hours.setdefault(at // HOUR, []).append(item)
        prints = np.fromiter(self._times, dtype=np.uint64, count=len(self._times))
        for place, band in enumerate(self._bands):
            keys = (prints >> np.uint64(16 * place)) & np.uint64(0xFFFF)
            order = np.argsort(keys, kind="stable")
            firsts = np.flatnonzero(np.diff(keys[order], prepend=np.uint64(1 << 16)))
            for group in np.split(order, firsts)[1:]:
                band[int(keys[group[0]])] = array("Q", prints[group].tobytes())

    def __len__(self) -> int:
        return len(self._of_item)


def _keys(fingerprint: int) -> tuple[int, ...]:
    return _QUARTERS.unpack(fingerprint.to_bytes(8, "little"))


def _close(others: "array[int]", fingerprint: int) -> list[int]:
    """Many at once: somebody may have made fingerprints that share a band."""
    prints = np.frombuffer(others, dtype=np.uint64)
    found: list[int] = prints[np.bitwise_count(prints ^ np.uint64(fingerprint)) <= MAX_DISTANCE].tolist()
    return found
