"""The past in memory: what the rules of a policy ask of it, and nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Self

from ombud.model import PLATFORM_EVENTS, Arrival, SystemFault
from ombud.ports import UNKNOWN, Asked, Tally
from ombud.signals.history.fields import Reader, reader
from ombud.signals.history.prints import MAX_DISTANCE, Prints, Record
from ombud.signals.history.series import Counts, Distincts
from ombud.signals.history.snapshot import Image, image_of, stamps_in, values_in
from ombud.signals.history.ticks import HOUR, span, ticks
from ombud.signals.history.values import digest
from ombud.signals.near_duplicates import WINDOW, NearDuplicates, fingerprint
from ombud.signals.spam.burst import BURSTS, MANY

__all__ = ["CAPACITY", "EVERYTHING", "LATE", "Windows"]

CAPACITY = 4_000_000
"""How many times are held, over all that is counted, and a quarter as many fingerprints: about 1.2 GB at the most."""

LATE = 2 * HOUR
"""How much older than the newest an event may be and still find everything it asks for, in microseconds."""

EVERYTHING = Asked(
    tallies=tuple(Tally(who, what, "", 30 * 86400.0, 10_000) for who in ("author", "item") for what in PLATFORM_EVENTS),
    copies=WINDOW,
    enough_copies=10_000,
)
"""Every count, for whoever has no policy to say what it needs."""

_SWEEP_EVERY = 1024
_WRITTEN = frozenset(("item.created", "item.edited"))
_SIGNAL = NearDuplicates.spec.name
_LOOKING_BACK = frozenset((_SIGNAL, *BURSTS))
"""Signals that count near-duplicates."""

Name = tuple[str, str, str]
"""Of whom, which events, which field."""


class _Noted(NamedTuple):
    """How to undo a note: what was counted; the item whose fingerprint was filed, and the record that it replaced; and
    what was the present item and the newest time before."""

    counted: list[tuple[Counts, str, int]]
    told_apart: list[tuple[Distincts, str, int, int]]
    item: str | None
    replaced: Record | None
    present: str | None
    newest: int


class _Feed:
    """What events of one type go into: the series, and whether they count the author's events or the item's."""

    def __init__(self) -> None:
        self.counts: list[tuple[bool, Counts]] = []
        self.distincts: list[tuple[bool, Distincts, Reader]] = []


_NOTHING = _Feed()


class Windows:
    """Exact counts over sliding windows, of what a policy asks for.

    An event counts at its own `at`, so that it does not matter when or in which order events are noted, as long as
    none comes more than LATE after a newer one: from then on a question may be answered UNKNOWN.

    One thread at a time. A batch that may fail is noted between `mark` and `keep`, or undone with `rollback`.
    """

    def __init__(self, asked: Asked = EVERYTHING, capacity: int = CAPACITY) -> None:
        share = capacity // max(len(asked.tallies), 1)
        self._counts = {_name(tally): Counts(share) for tally in asked.tallies if not tally.field}
        self._distincts = {_name(tally): Distincts(share) for tally in asked.tallies if tally.field}
        self._prints = Prints(capacity // 4)
        self._newest = 0
        self._present: str | None = None
        self._unswept = 0
        self._journal: list[_Noted] | None = None
        self.ask(asked)

    def covers(self, asked: Asked) -> bool:
        """Whether everything that is asked has been remembered all along."""
        have = {_name(tally): tally for tally in self._asked.tallies}
        return _reach(asked) <= self._copies_window and all(
            _name(tally) in have
            and tally.window <= have[_name(tally)].window
            and tally.enough <= have[_name(tally)].enough
            for tally in asked.tallies
        )

    def ask(self, asked: Asked) -> None:
        """From here on this is asked, which is covered, and nothing else is remembered."""
        self._asked = asked
        self._feeds: dict[str, _Feed] = {}
        self._kept: list[tuple[Counts | Distincts, int]] = []
        for tally in asked.tallies:
            name, of_author = _name(tally), tally.subject == "author"
            feed = self._feeds.setdefault(tally.event_type, _Feed())
            if tally.field:
                feed.distincts.append((of_author, self._distincts[name], reader(tally.field)))
            else:
                feed.counts.append((of_author, self._counts[name]))
            series = self._distincts[name] if tally.field else self._counts[name]
            series.expect(tally.enough)
            self._kept.append((series, span(tally.window) + LATE))
        names = set(map(_name, asked.tallies))
        self._counts = {name: series for name, series in self._counts.items() if name in names}
        self._distincts = {name: series for name, series in self._distincts.items() if name in names}
        self._copies_window = _reach(asked)
        most = 1 if asked.signals.keys().isdisjoint(BURSTS) else MANY
        self._prints.enough = max(asked.enough_copies, asked.signals.get(_SIGNAL, 1), most)

    @classmethod
    def rebuild(cls, arrivals: Iterable[Arrival], asked: Asked = EVERYTHING) -> Self:
        """The windows as they are after these events, in any order."""
        windows = cls(asked)
        for arrival in arrivals:
            windows.note(arrival)
        return windows

    # ── over a restart ───────────────────────────────────────────────────────────────────────────────────────────
    def image(self, place: int) -> Image:
        """All of it as it is now; `place` is how far in the record that goes. Not while a batch is noted."""
        self.sweep()
        series = [
            image_of(self._distincts[_name(tally)] if tally.field else self._counts[_name(tally)])
            for tally in self._asked.tallies
        ]
        return Image(place, self._asked, self._newest, series, self._prints.image())

    @classmethod
    def of_image(cls, image: Image, capacity: int = CAPACITY) -> Self:
        """The windows that `image` was made of. They answer every question as those did."""
        windows = cls(image.asked, capacity)
        windows._newest = image.newest
        windows._settle(())
        for tally, kept in zip(image.asked.tallies, image.series, strict=True):
            name = _name(tally)
            if tally.field:
                windows._distincts[name].fill(values_in(kept), kept.missing, kept.evicted)
            else:
                windows._counts[name].fill(stamps_in(kept), kept.missing, kept.evicted)
        windows._prints.fill(image.prints)
        return windows

    # ── remembering ──────────────────────────────────────────────────────────────────────────────────────────────
    def note(self, arrival: Arrival) -> None:
        """Remember this event. Its item is the present one, which `copies` does not count, until the next is noted."""
        if not self._feeds and not self._copies_window:
            return  # no rule asks about the past
        event = arrival.event
        item, at = event.item.id, ticks(event.at)
        author = event.author.id if event.author is not None else None
        feed = self._feeds.get(event.type, _NOTHING)
        counted = []
        for of_author, series in feed.counts:
            subject = author if of_author else item
            if subject is not None and at > series.since:
                series.add(subject, at)
                counted.append((series, subject, at))
        told_apart = []
        for of_author, values, read in feed.distincts:
            subject = author if of_author else item
            if subject is not None and at > values.since:
                for value in set(map(digest, read(arrival))):
                    values.add(subject, at, value)
                    told_apart.append((values, subject, at, value))
        item_filed, replaced = self._file(arrival, at)
        noted = _Noted(counted, told_apart, item_filed, replaced, self._present, self._newest)
        self._present = item
        self._newest = max(self._newest, at)
        if self._journal is None:
            self._settle((noted,))
        else:
            self._journal.append(noted)

    def _file(self, arrival: Arrival, at: int) -> tuple[str | None, Record | None]:
        """File the item's fingerprint, if there is a use for it: the item when that was done, and what it replaced."""
        item = arrival.event.item.id
        if not self._copies_window or arrival.event.type not in _WRITTEN or at <= self._prints.since:
            return None, None
        before = self._prints.of(item)
        if before is not None and before[1] > at:
            return None, None
        print64 = fingerprint(arrival)
        self._prints.file(item, (print64, at) if print64 else None)
        return item, before

    # ── answering ────────────────────────────────────────────────────────────────────────────────────────────────
    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """How many events of that type the subject had in the `window` seconds up to and with `at`, or UNKNOWN."""
        who, _, name = subject.partition(":")
        series = self._counts.get((who, event_type, ""))
        if series is None:
            raise _not_asked()
        end = ticks(at)
        return series.ask(name, end - span(window), end)

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:
        """How many different values they had in the `window` seconds up to and with `at`, or UNKNOWN."""
        who, _, name = subject.partition(":")
        series = self._distincts.get((who, event_type, field))
        if series is None:
            raise _not_asked()
        end = ticks(at)
        return series.ask(name, end - span(window), end)

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """How many other items than the present one have at most 3 of 64 bits different, in the window up to `at`."""
        if not self._copies_window:
            raise _not_asked()
        end = ticks(at)
        start = end - span(window)
        found = self._prints.near(fingerprint, start, end)
        own = self._prints.of(self._present) if self._present is not None else None
        if found == UNKNOWN or own is None:
            return found
        return found - ((own[0] ^ fingerprint).bit_count() <= MAX_DISTANCE and start < own[1] <= end)

    # ── taking back, and letting go ──────────────────────────────────────────────────────────────────────────────
    def mark(self) -> int:
        """From here on every note can be undone. Gives the place to roll back to."""
        if self._journal is None:
            self._journal = []
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Undo everything noted since `mark`, newest first."""
        journal = self._journal if self._journal is not None else []
        while len(journal) > mark:
            noted = journal.pop()
            for counts, subject, at in noted.counted:
                counts.remove(subject, at)
            for values, subject, at, value in noted.told_apart:
                values.remove(subject, at, value)
            if noted.item is not None:
                self._prints.file(noted.item, noted.replaced)
            self._present, self._newest = noted.present, noted.newest

    def keep(self) -> None:
        """What was noted stays: forget how to undo it, and what nobody will ask for any more."""
        journal, self._journal = self._journal, None
        self._settle(journal or ())

    def _settle(self, noted: Iterable[_Noted]) -> None:
        for series, kept in self._kept:
            series.since = self._newest - kept
        self._prints.since = self._newest - span(self._copies_window) - LATE
        for one in noted:
            for counts, subject, _ in one.counted:
                counts.settle(subject)
            for values, subject, _, _ in one.told_apart:
                values.settle(subject)
            self._unswept += 1
        if self._unswept >= _SWEEP_EVERY:
            self._unswept = 0
            self._prints.sweep()
            for series, _ in self._kept:
                series.sweep_next()

    def sweep(self) -> None:
        """Forget all at once what nobody will ask for; else it goes shard by shard, as events come."""
        self._prints.sweep()
        for series, _ in self._kept:
            series.sweep()

    @property
    def reach(self) -> float:
        """How many seconds before the newest event matter."""
        longest = max((kept for _, kept in self._kept), default=0)
        return max(longest, span(self._copies_window) + LATE if self._copies_window else 0) / 10**6

    @property
    def forgotten(self) -> int:
        """How many subjects and items were forgotten because there were too many: answers may be UNKNOWN since."""
        return self._prints.evicted + sum(series.evicted for series, _ in self._kept)

    @property
    def held(self) -> int:
        """How many times and fingerprints are held."""
        return len(self._prints) + sum(series.held for series, _ in self._kept)


def _name(tally: Tally) -> Name:
    return tally.subject, tally.event_type, tally.field


def _reach(asked: Asked) -> float:
    """How far back, in seconds, near-duplicates are looked for."""
    return max(asked.copies, 0.0 if _LOOKING_BACK.isdisjoint(asked.signals) else WINDOW)


def _not_asked() -> SystemFault:
    return SystemFault(
        "not_asked", "a rule asks of the past what its policy never said it would ask", advice="Report this as a bug."
    )
