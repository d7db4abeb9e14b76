"""How much the encoder and the default model each have to say, signal by signal, and where one half lies."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ombud.signals.encoder.blend import Blend
from training.corpus import HEADS
from training.text.calibrate import Calibration, operating_point

__all__ = ["Opinions", "mixed"]

_FLAGGED_ORDINARY: Final = {
    "toxic": 0.0275, "severe": 0.002, "insult": 0.02, "threat": 0.004, "identity_hate": 0.017, "sexual": 0.004,
    "profanity": 0.01, "harassment": 0.015, "spam": 0.002, "scam": 0.0, "self_harm": 0.002,
}  # fmt: skip
"""The share of ordinary news comments that may get one half."""

_FEWEST: Final = 25
"""Texts of either side, below which a signal is blended as `toxic` is."""
_PENALTY: Final = 0.002
_STEEPEST: Final = 6.0

Floats = NDArray[np.float64]


class Opinions(NamedTuple):
    """Of the same texts, all (texts, heads): the encoder's logits, the default model's calibrated logits, labels (NaN
    where not said). `ordinary` (texts,) marks ordinary news comments."""

    encoder: Floats
    default: Floats
    labels: Floats
    ordinary: NDArray[np.bool_]


def mixed(opinions: Opinions) -> Blend:
    """Fitted with as many yes as no; then moved down until few of the ordinary comments get one half. The same mixture,
    and the same operating points, as the default model's."""
    rows = [_line(opinions, place, _FLAGGED_ORDINARY[head]) for place, head in enumerate(HEADS)]
    encoder, default, shift = (tuple(round(float(row[part]), 5) for row in rows) for part in range(3))
    return Blend(HEADS, encoder, default, shift)


def _line(opinions: Opinions, place: int, share: float) -> Floats:
    labels = opinions.labels[:, place]
    known = ~np.isnan(labels) | opinions.ordinary
    yes = np.nan_to_num(labels[known])
    fitted_on = place if min((yes == 1).sum(), (yes == 0).sum()) >= _FEWEST else HEADS.index("toxic")
    point = _stacked(opinions, fitted_on)
    both = point[0] * opinions.encoder[:, place] + point[1] * opinions.default[:, place]
    moved = operating_point(Calibration(1.0, float(point[2])), both[opinions.ordinary], share)
    return np.array([point[0], point[1], moved.shift])


def _stacked(opinions: Opinions, place: int) -> Floats:
    """(encoder, default, shift): logistic regression on two logits, neither of which may speak against the signal."""
    labels = opinions.labels[:, place]
    known = ~np.isnan(labels) | opinions.ordinary
    yes = np.nan_to_num(labels[known])
    rows = np.column_stack((opinions.encoder[known, place], opinions.default[known, place], np.ones(known.sum())))
    weights = np.where(yes == 1, 0.5 / max(1, (yes == 1).sum()), 0.5 / max(1, (yes == 0).sum()))

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = rows @ point
        lost = weights * (np.logaddexp(0, scores) - yes * scores)
        slopes = rows.T @ (weights * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - yes))
        slopes[:2] += 2 * _PENALTY * point[:2]
        return float(lost.sum() + _PENALTY * (point[:2] ** 2).sum()), slopes

    bounds = [(0, _STEEPEST), (0, _STEEPEST), (None, None)]
    found: Floats = minimize(loss, np.array([0.5, 0.5, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found
