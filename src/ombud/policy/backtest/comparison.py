"""Two policies over the same past: what either would have done, event by event, counted by clause, rule and day."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np
import numpy.typing  # noqa: ICN001 - the annotations below name it in full
import polars as pl

from ombud.policy.backtest.conditions import Conditions
from ombud.policy.backtest.evaluator import Evaluator, Installation
from ombud.policy.backtest.outcome import (
    Backtest,
    ClauseOutcome,
    DayCount,
    Judged,
    RuleOutcome,
    Sample,
    Transition,
)
from ombud.policy.backtest.samples import Reader, Reservoir, spread
from ombud.policy.backtest.sides import MEASURES, Ruled, Side
from ombud.policy.engine.policy import Policy

__all__ = ["Comparison", "Interval"]

Interval = Callable[[int, int], tuple[float, float]]
"""From (judged, upheld) to the two ends of an interval for the share."""

Gravities = np.typing.NDArray[np.uint8]
Flags = np.typing.NDArray[np.bool_]
_CHANGES = ("held", "graver", "milder", "freed")
_EPOCH = date(1970, 1, 1)


class Comparison:
    """Takes the history piece by piece, in order, and counts. Memory does not grow with the history.

    With `all_rules` every rule is evaluated on every event. Without, only rules that differ are; the others are where
    one of those fires or where somebody has judged, which is enough to say what changes. Only events from `since` on
    and before `until` count; those before are still what counts over time begin with.
    """

    def __init__(
        self, old: Policy, new: Policy, installation: Installation, *, sample: int = 20, seed: int = 0,
        all_rules: bool = False, since: datetime | None = None, until: datetime | None = None,
    ) -> None:  # fmt: skip
        conditions = Conditions([old, new], installation.detectors.catalogue)
        self._installation = installation
        self._old, self._new = Side(old, conditions, 0), Side(new, conditions, 1)
        self._conditions = conditions
        differing = _differing(self._old.rules, self._new.rules)
        first = set(range(len(conditions.all)))
        if not all_rules:
            first = {place for place in first if place in differing or conditions.all[place].looks_back}
        self.complete = len(first) == len(conditions.all)
        self._first = Evaluator(conditions, installation, sorted(first))
        rest = sorted(set(range(len(conditions.all))) - first)
        self._rest = Evaluator(conditions, installation, rest) if rest else None
        self._matchers = [one.matcher for one in (self._first, self._rest) if one is not None]
        self._differing = differing
        self.clauses = list(dict.fromkeys([*new.clauses, *old.clauses]))
        self._tallies = [_Tally(sample, seed) for _ in self.clauses]
        self._fires: Counter[tuple[str, str]] = Counter()
        self._transitions: Counter[tuple[int, int]] = Counter()
        self._events = self._changed = 0
        self._sample = sample
        self._span: tuple[datetime, datetime] | None = None
        self._since, self._until = since, until

    def add(self, frame: pl.DataFrame) -> None:
        """The next events, in the order in which they were decided. `upheld`, where judged, is a column of its own."""
        inside = self._inside(frame)
        if not self._first.looks_back:
            frame, inside = frame.filter(inside), inside.filter(inside)
        if not frame.height:
            return
        if "upheld" not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.Boolean).alias("upheld"))
        fired = self._first.fired(frame).filter(inside)
        frame = frame.filter(inside)
        self._events += frame.height
        self._note_span(frame)
        if self._rest is not None:
            touched = frame["upheld"].is_not_null()
            for place in self._differing:
                touched |= fired[str(place)]
            frame, fired = frame.filter(touched), fired.filter(touched)
            if not frame.height:
                return
            fired = pl.concat([fired, self._rest.fired(frame).drop("seq")], how="horizontal")
        self._count_rules(fired)
        old, new = (side.gravities(fired, self.clauses) for side in (self._old, self._new))
        self._count_transitions(old, new)
        self._count_clauses(frame, fired, old, new)

    def _inside(self, frame: pl.DataFrame) -> pl.Series:
        """Which events count."""
        at, inside = pl.col("event.at"), pl.lit(value=True)
        if self._since is not None:
            inside &= at >= self._since
        if self._until is not None:
            inside &= at < self._until
        return frame.with_columns(inside.alias("inside"))["inside"]

    def _note_span(self, frame: pl.DataFrame) -> None:
        low, high = frame["event.at"].min(), frame["event.at"].max()
        if isinstance(low, datetime) and isinstance(high, datetime):
            before = self._span or (low, high)
            self._span = min(before[0], low), max(before[1], high)

    # ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _count_rules(self, fired: pl.DataFrame) -> None:
        asked: dict[str, pl.Expr] = {}
        old, new = self._old.by_id(), self._new.by_id()
        for rule, one in old.items():
            asked[f"old {rule}"] = pl.col(str(one.place)).sum()
        for rule, one in new.items():
            asked[f"new {rule}"] = pl.col(str(one.place)).sum()
            if rule in old:
                asked[f"both {rule}"] = (pl.col(str(one.place)) & pl.col(str(old[rule].place))).sum()
        for name, count in fired.lazy().select(**asked).collect().row(0, named=True).items():
            what, _, rule = name.partition(" ")
            self._fires[what, rule] += count

    def _count_transitions(self, old: pl.DataFrame, new: pl.DataFrame) -> None:
        before, after = old.max_horizontal().to_numpy(), new.max_horizontal().to_numpy()
        pairs, counts = np.unique(before.astype(np.int64) * 16 + after, return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            self._transitions[divmod(pair, 16)] += count
        self._changed += int((before != after).sum())

    def _count_clauses(self, frame: pl.DataFrame, fired: pl.DataFrame, old: pl.DataFrame, new: pl.DataFrame) -> None:
        seqs = frame["seq"].to_numpy()
        days = frame["event.at"].dt.date().to_physical().to_numpy()
        judged = frame["upheld"].is_not_null().to_numpy()
        upheld = frame["upheld"].fill_null(value=False).to_numpy()
        reader = Reader(frame, fired, self._installation, self._matchers)
        for number, (clause, tally) in enumerate(zip(self.clauses, self._tallies, strict=True)):
            before, after = old[str(number)].to_numpy(), new[str(number)].to_numpy()
            tally.judge(judged & (before > 0), judged & (after > 0), upheld)
            for change, mask in _kinds(before, after).items():
                rows = np.flatnonzero(mask)
                if len(rows):
                    tally.count(change, days[rows])
                    tally.reservoirs[change].add(rows, seqs, partial(self._read, reader, clause, change, before, after))

    def _read(self, reader: Reader, clause: str, change: str, before: Gravities, after: Gravities, row: int) -> Sample:
        """The sample of one row; the rules that make the difference, and what in the text speaks for them."""
        graver, milder = (self._new, self._old) if change in ("held", "graver") else (self._old, self._new)
        against = {rule for rule, place in milder.responsible(clause) if reader.fires(place, row)}
        firing = [(rule, place) for rule, place in graver.responsible(clause) if reader.fires(place, row)]
        chosen = [one for one in firing if one[0] not in against] or firing
        keys = {key for _, place in chosen for key in self._conditions.all[place].checked.evidence}
        return reader.sample(
            row, clause, change, (MEASURES[before[row]], MEASURES[after[row]]), tuple(rule for rule, _ in chosen), keys
        )

    # ── the answer ───────────────────────────────────────────────────────────────────────────────────────────────
    def result(self, interval: Interval) -> Backtest:
        """What was counted. `interval` gives the interval for a share."""
        clauses = tuple(
            tally.outcome(clause, self._events, interval)
            for clause, tally in zip(self.clauses, self._tallies, strict=True)
        )
        return Backtest(
            old=self._old.policy.version,
            new=self._new.policy.version,
            events=self._events,
            changed=self._changed,
            complete=self.complete,
            clauses=clauses,
            rules=tuple(self._rules()),
            transitions=tuple(
                Transition(str(MEASURES[old]), str(MEASURES[new]), count)
                for (old, new), count in sorted(self._transitions.items())
            ),
            held=self._samples("held", "graver"),
            freed=self._samples("freed", "milder"),
            first=self._span[0] if self._span else None,
            last=self._span[1] if self._span else None,
        )

    def _samples(self, *changes: str) -> tuple[Sample, ...]:
        return spread([tally.reservoirs[change] for tally in self._tallies for change in changes], self._sample)

    def _rules(self) -> Iterator[RuleOutcome]:
        """The rules of both, those of the new policy first; without a full evaluation only those that differ."""
        old, new = self._old.by_id(), self._new.by_id()
        for rule in dict.fromkeys([*new, *old]):
            was, is_now = old.get(rule), new.get(rule)
            known = [one for one in (is_now, was) if one is not None]
            if not self.complete and not any(one.place in self._differing for one in known):
                continue
            before, after = self._fires["old", rule], self._fires["new", rule]
            both = self._fires["both", rule]
            yield RuleOutcome(
                rule=rule,
                clause=known[0].clause,
                old=before if was is not None else None,
                new=after if is_now is not None else None,
                starts=after - both,
                stops=before - both,
                shadow=known[0].shadow,
            )


def _differing(old: Sequence[Ruled], new: Sequence[Ruled]) -> set[int]:
    """The conditions of rules that only one side has, or has with that effect."""
    before, after = Counter(old), Counter(new)
    return {rule.place for rule in (before - after) + (after - before)}


def _kinds(before: Gravities, after: Gravities) -> dict[str, "np.typing.NDArray[np.bool_]"]:
    """Where each kind of change happened. Gravity 0 is allow."""
    return {
        "held": (before == 0) & (after > 0),
        "graver": (before > 0) & (after > before),
        "milder": (after > 0) & (after < before),
        "freed": (before > 0) & (after == 0),
    }


class _Tally:
    """What is counted of one clause."""

    def __init__(self, sample: int, seed: int) -> None:
        self.reservoirs = {change: Reservoir(sample, seed) for change in _CHANGES}
        self._changes: Counter[str] = Counter()
        self._days: Counter[tuple[int, bool]] = Counter()
        self._judged: Counter[str] = Counter()

    def count(self, change: str, days: "np.typing.NDArray[np.int32]") -> None:
        self._changes[change] += len(days)
        different, counts = np.unique(days, return_counts=True)
        for day, count in zip(different.tolist(), counts.tolist(), strict=True):
            self._days[day, change in ("held", "graver")] += count

    def judge(self, old: Flags, new: Flags, upheld: Flags) -> None:
        for side, mask in (("old", old), ("new", new)):
            self._judged[f"{side} judged"] += int(mask.sum())
            self._judged[f"{side} upheld"] += int((mask & upheld).sum())

    def outcome(self, clause: str, events: int, interval: Interval) -> ClauseOutcome:
        days = sorted({day for day, _ in self._days})
        return ClauseOutcome(
            clause=clause,
            **{change: self._changes[change] for change in _CHANGES},
            unchanged=events - self._changes.total(),
            old=self._precision("old", interval),
            new=self._precision("new", interval),
            days=tuple(
                DayCount(_EPOCH + timedelta(days=day), self._days[day, True], self._days[day, False]) for day in days
            ),
        )

    def _precision(self, side: str, interval: Interval) -> Judged:
        judged, upheld = self._judged[f"{side} judged"], self._judged[f"{side} upheld"]
        return Judged(judged, upheld, *interval(judged, upheld)) if judged else Judged()
