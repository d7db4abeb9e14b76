"""The numbers in which quality is told."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["auc", "auprc", "calibration_error", "f1", "macro_f1", "reliability"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def auc(yes: Bools, scores: Floats) -> float:
    """The chance that a yes scores higher than a no, ties counting half (Hanley and McNeil, 1982)."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    of, against = int(yes.sum()), int((~yes).sum())
    if not of or not against:
        return float("nan")
    return float((ranks[yes].sum() - of * (of + 1) / 2) / (of * against))


def auprc(yes: Bools, scores: Floats) -> float:
    """Average precision over the yes, best score first."""
    order = np.argsort(-scores, kind="stable")
    hits = yes[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else float("nan")


def f1(yes: Bools, flagged: Bools) -> float:
    """Of one side: the harmonic mean of precision and recall."""
    return 2 * int((yes & flagged).sum()) / max(1, int(yes.sum()) + int(flagged.sum()))


def macro_f1(yes: Bools, flagged: Bools) -> float:
    """The mean of both sides' F1: always saying yes is no way to be good at it."""
    return (f1(yes, flagged) + f1(~yes, ~flagged)) / 2


def reliability(yes: Bools, scores: Floats, bins: int = 10) -> list[tuple[int, float, float]]:
    """For each tenth of the scale: how many texts, their mean score, and the share of yes among them."""
    places = np.minimum((scores * bins).astype(int), bins - 1)
    return [
        (int(inside.sum()), float(scores[inside].mean()), float(yes[inside].mean()))
        for inside in (places == one for one in range(bins))
        if inside.any()
    ]


def calibration_error(yes: Bools, scores: Floats) -> float:
    """Expected calibration error: how far mean score and share of yes are apart, weighted by the texts in each bin."""
    bins: Sequence[tuple[int, float, float]] = reliability(yes, scores)
    return sum(count * abs(score - share) for count, score, share in bins) / max(1, len(yes))
