"""A few events to read for each change, chosen by a seed: the same seed and history give the same sample."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import zip_longest

import numpy as np
import numpy.typing  # noqa: ICN001 - the annotations below name it in full
import polars as pl

from ombud.model import Measure, joined
from ombud.policy.backtest.evaluator import Installation, texts
from ombud.policy.backtest.outcome import Sample
from ombud.ports import Matcher

__all__ = ["Reader", "Reservoir", "spread"]

Numbers = np.typing.NDArray[np.int64]


class Reservoir:
    """Keeps the `size` events whose place in the history, scrambled with the seed, gives the lowest numbers."""

    def __init__(self, size: int, seed: int) -> None:
        self._size = size
        self._seed = np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF)
        self._kept: list[tuple[int, Sample]] = []

    def add(self, rows: Numbers, seqs: Numbers, make: Callable[[int], Sample]) -> None:
        """Offer some rows of a frame; `seqs` are the places of all its rows, `make` makes a sample of a row."""
        numbers = _scrambled(seqs[rows].astype(np.uint64) ^ self._seed)
        lowest = np.argsort(numbers, kind="stable")[: self._size]
        bound = self._kept[-1][0] if len(self._kept) == self._size else None
        chosen = [(int(numbers[i]), int(rows[i])) for i in lowest]
        new = [(number, make(row)) for number, row in chosen if bound is None or number < bound]
        self._kept = sorted(self._kept + new, key=lambda one: one[0])[: self._size]

    def __iter__(self) -> Iterator[Sample]:
        return (sample for _, sample in self._kept)


class Reader:
    """Makes samples of the rows of one frame. `fired` says which conditions hold; `matchers` find their words."""

    def __init__(
        self, frame: pl.DataFrame, fired: pl.DataFrame, installation: Installation, matchers: Sequence[Matcher]
    ) -> None:
        self._frame = frame
        self._fired = fired
        self._installation = installation
        self._matchers = matchers

    def fires(self, place: int, row: int) -> bool:
        """Whether a condition holds for a row."""
        return bool(self._fired[row, str(place)])

    def sample(
        self, row: int, clause: str, change: str, measures: tuple[Measure, Measure], rules: tuple[str, ...],
        keys: Collection[str],
    ) -> Sample:  # fmt: skip
        """The row as a sample; `keys` are the words and patterns that speak for the change."""
        one = self._frame.row(row, named=True)
        (text,) = texts(self._frame.slice(row, 1), self._installation)
        found = [span for one in self._matchers for key, hits in one.find(text).items() if key in keys for span in hits]
        old, new = measures
        return Sample(
            seq=one["seq"], event=one["event.id"], item=one["item.id"], at=one["event.at"], clause=clause,
            change=change, old=str(old), new=str(new), rules=rules, text=text.raw, spans=joined(found),
            decision=one["decision"], upheld=one["upheld"],
        )  # fmt: skip


def spread(reservoirs: Iterable[Iterable[Sample]], size: int) -> tuple[Sample, ...]:
    """At most `size` samples, from each clause in turn, no event twice."""
    chosen: dict[int, Sample] = {}
    for turn in zip_longest(*reservoirs):
        for sample in turn:
            if sample is not None and len(chosen) < size:
                chosen.setdefault(sample.seq, sample)
    return tuple(chosen.values())


def _scrambled(values: np.typing.NDArray[np.uint64]) -> np.typing.NDArray[np.uint64]:
    """SplitMix64's finaliser (Steele et al. 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
