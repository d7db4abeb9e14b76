"""Statistics for everybody, counted so that nobody can be found in them: no cell below five is told."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from ombud.model import Measure
from ombud.ports import Clock, Store

__all__ = ["FEWEST", "Figures", "Numbers", "Row", "figures", "told"]

FEWEST = 5
"""Counts from 1 to 4 are told as “fewer than 5”: in a small community they would point at persons."""

_FRESH = timedelta(minutes=1)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)

Decisions = list[tuple[str, str, str, int]]
"""(measure, actor kind, first clause or ``""``, count), as ports.Statistics gives them."""


class Row(msgspec.Struct, frozen=True):
    """A measure or a clause, and how often a machine and a person decided it. None stands for fewer than five."""

    name: str
    machine: int | None
    person: int | None


class Figures(msgspec.Struct, frozen=True):
    """One period. A `total` is `rounded` to fives when a cell is not told: subtraction must not tell it.

    `overturned` is the share of the appeals heard that were right, wholly or in part; None when there are too few.
    """

    total: int
    rounded: bool
    measures: list[Row]
    clauses: list[Row]
    appeals: dict[str, int | None]
    overturned: float | None

    @property
    def appealed(self) -> bool:
        """Whether anybody appealed."""
        return any(count != 0 for count in self.appeals.values())


_BESIDE = ("lapsed", "excepted", "withdrawn", "urgent", "expedited", "outside")
"""What is told of appeals beside how they ended."""


def told(count: int) -> int | None:
    """The count, unless it is too small to tell."""
    return None if 0 < count < FEWEST else count


def figures(decisions: Decisions, appeals: Mapping[str, int]) -> Figures:
    """Adds up, and hides what is too small. Measures come by gravity, clauses by how often they applied."""
    by_measure: Counter[tuple[str, str]] = Counter()
    by_clause: Counter[tuple[str, str]] = Counter()
    for measure, actor, clause, count in decisions:
        by_measure[measure, actor] += count
        if clause:
            by_clause[clause, actor] += count
    gravity = [str(measure) for measure in Measure]
    measures = [_row(name, by_measure) for name in sorted({name for name, _ in by_measure}, key=gravity.index)]
    often = sorted({name for name, _ in by_clause}, key=lambda name: (-_both(name, by_clause), name))
    clauses = [_row(name, by_clause) for name in often]
    total = sum(by_measure.values())
    rounded = any(row.machine is None or row.person is None for row in measures + clauses)
    shown = {name: told(appeals.get(name, 0)) for name in ("pending", "uphold", "partly", "overturn")}
    shown |= {name: told(appeals[name]) for name in _BESIDE if name in appeals}
    return Figures(
        total=total // FEWEST * FEWEST if rounded else total,
        rounded=rounded,
        measures=measures,
        clauses=clauses,
        appeals=shown,
        overturned=_overturned(shown),
    )


def _row(name: str, counts: Counter[tuple[str, str]]) -> Row:
    return Row(name, told(counts[name, "automation"]), told(counts[name, "human"]))


def _both(name: str, counts: Counter[tuple[str, str]]) -> int:
    return counts[name, "automation"] + counts[name, "human"]


def _overturned(appeals: Mapping[str, int | None]) -> float | None:
    upheld, partly, overturned = appeals["uphold"], appeals["partly"], appeals["overturn"]
    if upheld is None or partly is None or overturned is None or upheld + partly + overturned == 0:
        return None
    return (partly + overturned) / (upheld + partly + overturned)


class Numbers:
    """Figures of a period, counted at most once a minute: anybody may ask, and counting walks over every decision."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[int | None, tuple[datetime, Figures]] = {}

    def of(self, days: int | None) -> Figures:
        """The last so many days; all time for None."""
        now = self._clock.now()
        with self._lock:
            counted, kept = self._kept.get(days, (_EVER, None))
            if kept is None or now - counted > _FRESH:
                kept = self._count(now - timedelta(days=days) if days else _EVER)
                self._kept[days] = (now, kept)
            return kept

    def _count(self, since: datetime) -> Figures:
        with self._store.read() as unit:
            return figures(
                unit.statistics.decisions_by(since),
                {**unit.statistics.appeals_by(since), **unit.appeal_files.counts(since)},
            )
