"""The past in memory: what rules count, rebuilt at start from the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from ombud.model import Arrival
from ombud.signals.history.counts import Counts, Key
from ombud.signals.history.prints import MAX_DISTANCE, Prints, Record
from ombud.signals.history.ticks import span, ticks
from ombud.signals.near_duplicates import fingerprint

__all__ = ["Windows"]

_PRUNE_EVERY = 1024
_WRITTEN = frozenset(("item.created", "item.edited"))

_Undo = tuple[list[tuple[Key, int]], str | None, Record | None, str | None]
"""Counted keys and times; the item whose fingerprint was filed, and the one it replaced; the item present before."""


class Windows:
    """Exact counts over sliding windows of up to 30 days, near-duplicates of up to 24 hours.

    Times are the events' own `at`, so that it does not matter when or in which order they are noted. Memory is bounded
    by the last 30 days: 10,000 events per subject and event type, one fingerprint per item of the last day.

    One thread at a time. A batch that may fail is noted between `mark` and `keep`, or undone with `rollback`.
    """

    def __init__(self) -> None:
        self._counts = Counts()
        self._prints = Prints()
        self._newest = 0
        self._present: str | None = None
        self._untidied = 0
        self._journal: list[_Undo] | None = None

    @classmethod
    def rebuild(cls, arrivals: Iterable[Arrival]) -> Self:
        """The windows as they are after these events, in any order."""
        windows = cls()
        for arrival in arrivals:
            windows.note(arrival)
        return windows

    def note(self, arrival: Arrival) -> None:
        """Remember this event. Its item is the present one, which `copies` does not count, until the next is noted."""
        event = arrival.event
        at = ticks(event.at)
        keys = [(f"item:{event.item.id}", event.type)]
        if event.author is not None:
            keys.append((f"author:{event.author.id}", event.type))
        for key in keys:
            self._counts.add(key, at)
        before = self._prints.of(event.item.id)
        written = event.type in _WRITTEN and (before is None or before[1] <= at)
        if self._journal is not None:
            item = event.item.id if written else None
            self._journal.append(([(key, at) for key in keys], item, before, self._present))
        if written:
            print64 = fingerprint(arrival)
            self._prints.set(event.item.id, (print64, at) if print64 else None)
        self._present = event.item.id
        self._newest = max(self._newest, at)
        if self._journal is None:
            self._tidy(keys)

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """How many events of that type the subject had in the `window` seconds up to and with `at`."""
        return self._counts.count((subject, event_type), span(window), ticks(at))

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """How many other items than the present one have at most 3 of 64 bits different, in the window up to `at`."""
        end, length = ticks(at), span(window)
        found = self._prints.near(fingerprint, length, end)
        own = self._prints.of(self._present) if self._present is not None else None
        if own is not None and (own[0] ^ fingerprint).bit_count() <= MAX_DISTANCE and end - length < own[1] <= end:
            found -= 1
        return found

    def mark(self) -> int:
        """From here on every note can be undone. Gives the place to roll back to."""
        if self._journal is None:
            self._journal = []
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Undo everything noted since `mark`, newest first."""
        journal = self._journal if self._journal is not None else []
        while len(journal) > mark:
            keys, item, before, present = journal.pop()
            for key, at in keys:
                self._counts.remove(key, at)
            if item is not None:
                self._prints.set(item, before)
            self._present = present

    def keep(self) -> None:
        """What was noted stays: forget how to undo it, and what has grown too old."""
        journal, self._journal = self._journal, None
        for keys, _, _, _ in journal or ():
            self._tidy([key for key, _ in keys])

    def _tidy(self, keys: list[Key]) -> None:
        for key in keys:
            self._counts.cap(key)
        self._untidied += 1
        if self._untidied >= _PRUNE_EVERY:
            self._untidied = 0
            self._counts.prune(self._newest)
            self._prints.prune(self._newest)
