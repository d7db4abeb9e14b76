"""How good values are against labels, and how sure that is. Chance comes from a fixed seed: the same data, the same
answer."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Bin", "Interval", "auc", "bootstrap", "calibration_error", "interval", "log_loss", "reliability"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_RESAMPLES = 1000
_SEED = 20261231
_EDGE = 1e-6
_MOST_BINS = 10
_LEAST_IN_BIN = 10


class Interval(NamedTuple):
    """A number, and between which two it lies in 95 of 100 resamples."""

    value: float
    low: float
    high: float


class Bin(NamedTuple):
    """Texts with about the same value: how many, their mean value, and the share of them that people said yes to."""

    texts: int
    value: float
    share: float


def log_loss(values: Floats, yes: Bools) -> Floats:
    """For each label, how surprising it is in nats."""
    chances = np.clip(np.where(yes, values, 1 - values), _EDGE, 1)
    losses: Floats = -np.log(chances)
    return losses


def auc(values: Floats, yes: Bools) -> float:
    """The chance that a yes has a higher value than a no, ties counting half; NaN without both."""
    of, against = int(yes.sum()), int((~yes).sum())
    if not of or not against:
        return float("nan")
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[yes].sum() - of * (of + 1) / 2) / (of * against))


def reliability(values: Floats, yes: Bools) -> list[Bin]:
    """Bins of as many texts each, at most ten and of at least ten: equal widths would leave most of them empty."""
    order = np.argsort(values, kind="stable")
    bins = max(1, min(_MOST_BINS, len(values) // _LEAST_IN_BIN))
    return [
        Bin(len(part), float(values[part].mean()), float(yes[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    ]


def calibration_error(values: Floats, yes: Bools) -> float:
    """Expected calibration error: how far mean value and share are apart, over the texts of all bins."""
    return sum(one.texts * abs(one.value - one.share) for one in reliability(values, yes)) / max(1, len(values))


def bootstrap(labels: int, measure: Callable[[npt.NDArray[np.int64]], float]) -> Floats:
    """`measure` of so many labels, drawn with replacement a thousand times (Efron, 1979); what is not a number, left
    out."""
    chance = np.random.default_rng(_SEED)
    found = np.array([measure(chance.integers(0, labels, labels)) for _ in range(_RESAMPLES)])
    kept: Floats = found[~np.isnan(found)]
    return kept


def interval(value: float, resampled: Floats) -> Interval:
    """The middle 95 of 100 of them."""
    low, high = np.quantile(resampled, (0.025, 0.975)) if len(resampled) else (float("nan"), float("nan"))
    return Interval(value, float(low), float(high))
