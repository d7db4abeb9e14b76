"""From logits to probabilities on a stated mixture of texts (Platt, 1999)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

__all__ = ["Calibration", "operating_point", "platt"]

Floats = npt.NDArray[np.float64]
_STEEPEST = 12.0
_RAREST = 0.01


class Calibration(NamedTuple):
    """A probability is ``1 / (1 + exp(-(slope * logit + shift)))``."""

    slope: float
    shift: float


def platt(logits: Floats, labels: Floats, weights: Floats) -> Calibration:
    """The slope and shift that lose least. `weights` say how often each text stands in the mixture."""

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = point[0] * logits + point[1]
        lost = weights * (np.logaddexp(0, scores) - labels * scores)
        slopes = weights * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - labels)
        return float(lost.sum()), np.array([(slopes * logits).sum(), slopes.sum()])

    best = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(1e-3, _STEEPEST), (None, None)])
    return Calibration(float(best.x[0]), float(best.x[1]))


def operating_point(found: Calibration, ordinary: Floats, share: float) -> Calibration:
    """The same for a mixture with less of what is looked for, from even down to one in a hundred: so that of the
    ordinary texts, whose logits these are, no more than this share gets one half."""
    scores = np.sort(found.slope * ordinary + found.shift)
    border = scores[min(len(scores) - 1, int(np.ceil(len(scores) * (1 - share))))]
    move = float(np.clip(-border, np.log(_RAREST / (1 - _RAREST)), 0))
    return Calibration(found.slope, found.shift + move)
