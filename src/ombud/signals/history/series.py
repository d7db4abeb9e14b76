"""One thing that rules count, for every subject: in shards that are swept one at a time, within a bound."""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ombud.ports import UNKNOWN
from ombud.signals.history import stamps, values
from ombud.signals.history.stamps import NEVER, Stamps

__all__ = ["SLACK", "Counts", "Distincts", "Series"]

SLACK = 32
"""Times kept beyond those that are enough, so that events that come a little late are still counted exactly."""

_SHARDS = 64
_FIRST_SWEEP = 256

Entry = TypeVar("Entry", Stamps, "array[int]")


class Series(ABC, Generic[Entry]):
    """What is on file for each subject.

    `enough` is where an answer stops: nobody asks beyond it. `capacity` is how many times are held, over all subjects.
    Beyond it the eighth of the subjects that have been quiet for longest are forgotten, and from then on the answer
    for a subject that is not on file is UNKNOWN, as far as its window reaches back to where something was forgotten.
    """

    def __init__(self, capacity: int) -> None:
        self.enough = 1
        self.since = NEVER
        self.missing = NEVER
        self.evicted = 0
        self._turn = 0
        self._share = self._room = capacity // _SHARDS
        self._shards: list[dict[str, Entry]] = [{} for _ in range(_SHARDS)]
        self._held = [0] * _SHARDS
        self._limits = [min(_FIRST_SWEEP, self._room)] * _SHARDS

    def expect(self, enough: int) -> None:
        """From here on answers stop at `enough`, which is no more than it was."""
        self.enough = enough
        self._room = max(self._share, 4 * (enough + SLACK))  # nobody fills a shard alone

    @staticmethod
    @abstractmethod
    def _latest(entry: Entry, /) -> int: ...
    @staticmethod
    @abstractmethod
    def _size(entry: Entry, /) -> int: ...
    @staticmethod
    @abstractmethod
    def _kept(entry: Entry, since: int, /) -> Entry | None: ...
    @abstractmethod
    def _trimmed(self, entry: Entry, /) -> int: ...

    def settle(self, subject: str) -> None:
        """What was added stays: hold the subject, and the shard it is in, to their bounds."""
        place = hash(subject) % _SHARDS
        entry = self._shards[place].get(subject)
        if entry is not None:
            self._held[place] -= self._trimmed(entry)
        if self._held[place] > self._limits[place]:
            self._sweep(place)

    def sweep_next(self) -> None:
        """Sweep one shard, each in its turn: so that what was a flood once does not stay for ever."""
        self._turn = (self._turn + 1) % _SHARDS
        self._sweep(self._turn)

    def sweep(self) -> None:
        """Sweep all shards."""
        for place in range(_SHARDS):
            self._sweep(place)

    def _sweep(self, place: int) -> None:
        """Forget what nobody will ask for; then, when that is not enough, who has been quiet for longest."""
        shard = {}
        for subject, entry in self._shards[place].items():
            left = self._kept(entry, self.since)
            if left is not None:
                shard[subject] = left
        self._shards[place] = shard
        self._held[place] = sum(map(self._size, shard.values()))
        if self._held[place] > self._room * 7 // 8:
            self._evict(place)
        self._limits[place] = min(max(_FIRST_SWEEP, 2 * self._held[place]), self._room)

    def _evict(self, place: int) -> None:
        shard = self._shards[place]
        by_age = iter(sorted((self._latest(entry), subject) for subject, entry in shard.items()))
        while self._held[place] > self._room * 7 // 8:
            latest, subject = next(by_age)
            self._held[place] -= self._size(shard.pop(subject))
            self.missing = max(self.missing, latest)
            self.evicted += 1

    def _answer(self, found: int, start: int, missing: int) -> int:
        if found >= self.enough:
            return self.enough
        return found if start >= self.since and start >= missing else UNKNOWN

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Everybody on file."""
        for shard in self._shards:
            yield from shard.items()

    def fill(self, entries: Iterable[tuple[str, Entry]], missing: int, evicted: int) -> None:
        """File what was on file elsewhere, where so much was forgotten."""
        self.missing, self.evicted = missing, evicted
        for subject, entry in entries:
            self._shards[hash(subject) % _SHARDS][subject] = entry
        self.sweep()

    @property
    def held(self) -> int:
        """How many times are on file."""
        return sum(self._held)

    def __len__(self) -> int:
        return sum(map(len, self._shards))


class Counts(Series[Stamps]):
    """How many events. About 190 bytes for a subject with one, 8 more for each of its others."""

    _latest = staticmethod(stamps.latest)
    _size = staticmethod(stamps.held)
    _kept = staticmethod(stamps.kept_since)

    def _trimmed(self, entry: Stamps) -> int:
        return stamps.trimmed(entry, self.enough + SLACK)

    def add(self, subject: str, at: int) -> None:
        """One event."""
        place = hash(subject) % _SHARDS
        shard = self._shards[place]
        shard[subject] = stamps.added(shard.get(subject), at, self.missing)
        self._held[place] += 1

    def remove(self, subject: str, at: int) -> None:
        """Take back one `add`."""
        place = hash(subject) % _SHARDS
        shard = self._shards[place]
        left = stamps.removed(shard[subject], at)
        self._held[place] -= 1
        if left is None:
            del shard[subject]
        else:
            shard[subject] = left

    def ask(self, subject: str, start: int, end: int) -> int:
        """Events later than `start`, up to and with `end`: at most `enough`, or UNKNOWN."""
        entry = self._shards[hash(subject) % _SHARDS].get(subject)
        if entry is None:
            return self._answer(0, start, self.missing)
        return self._answer(stamps.within(entry, start, end), start, stamps.missing(entry))


class Distincts(Series["array[int]"]):
    """How many different values. About 230 bytes for a subject with one, 16 more for each of its others."""

    _latest = staticmethod(values.latest)
    _size = staticmethod(values.held)
    _kept = staticmethod(values.kept_since)

    def _trimmed(self, entry: "array[int]") -> int:
        most = self.enough + SLACK
        return values.trimmed(entry, most) if values.held(entry) > 2 * most else 0

    def add(self, subject: str, at: int, value: int) -> None:
        """One value."""
        place = hash(subject) % _SHARDS
        shard = self._shards[place]
        shard[subject] = values.added(shard.get(subject), at, value, self.missing)
        self._held[place] += 1

    def remove(self, subject: str, at: int, value: int) -> None:
        """Take back one `add`."""
        place = hash(subject) % _SHARDS
        shard = self._shards[place]
        left = values.removed(shard[subject], at, value)
        self._held[place] -= 1
        if left is None:
            del shard[subject]

    def ask(self, subject: str, start: int, end: int) -> int:
        """Different values later than `start`, up to and with `end`: at most `enough`, or UNKNOWN."""
        entry = self._shards[hash(subject) % _SHARDS].get(subject)
        if entry is None:
            return self._answer(0, start, self.missing)
        return self._answer(values.different(entry, start, end, self.enough), start, values.missing(entry, end))
