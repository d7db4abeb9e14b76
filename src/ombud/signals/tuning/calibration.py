"""From what a model says to how often it is right here: a slope and a shift on the scale of log-odds.

Platt's method (1999) on the log-odds of the value, which is beta calibration (Kull et al., 2017) with both shapes the
same. A few hundred labels settle two numbers; they never change an order; and "the model is right as it ships" is one
of the curves, slope 1 and shift 0, so that it can be where the fit starts from and what it is held to while there is
little to go by.
"""

import msgspec
import numpy as np
import numpy.typing as npt

from ombud.model import SystemFault, canonical

__all__ = ["Calibration", "fit_calibration", "logit", "sigmoid"]

Floats = npt.NDArray[np.float64]

_EDGE = 1e-6
_SLOPE_SPREAD = 0.5
"""Of the logarithm of the slope: two in three communities are expected between 0.6 and 1.6."""
_SHIFT_SPREAD = 2.0
"""Of the shift: what people look at is often ten times as bad as the rest, which is a shift of 2.3."""
_STEPS = 50
_STILL = 1e-9


def logit(values: Floats) -> Floats:
    """Log-odds; 0 and 1 count as a millionth away from them."""
    inside = np.clip(values, _EDGE, 1 - _EDGE)
    odds: Floats = np.log(inside / (1 - inside))
    return odds


def sigmoid(scores: Floats) -> Floats:
    """From log-odds to a probability."""
    values: Floats = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return values


class Calibration(msgspec.Struct, frozen=True):
    """A value becomes ``sigmoid(slope * logit(value) + shift)``. The slope is above 0: no order is turned round."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, values: Floats) -> Floats:
        """Calibrated values."""
        return sigmoid(self.slope * logit(values) + self.shift)

    def body(self) -> bytes:
        """As it is kept."""
        return canonical({"slope": self.slope, "shift": self.shift})

    @classmethod
    def of_body(cls, body: bytes) -> "Calibration":
        """Raises SystemFault (``tuning_damaged``)."""
        try:
            return msgspec.json.decode(body, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SystemFault("tuning_damaged", f"A stored calibration cannot be read: {error}") from error


def fit_calibration(values: Floats, yes: npt.NDArray[np.bool_]) -> Calibration:
    """The most likely slope and shift after these labels (Gauss-Newton, each step shortened until it gains)."""
    x, y = logit(values), yes.astype(np.float64)

    def loss(point: Floats) -> float:
        scores = np.exp(point[0]) * x + point[1]
        prior = (point[0] / _SLOPE_SPREAD) ** 2 / 2 + (point[1] / _SHIFT_SPREAD) ** 2 / 2
        return float((np.logaddexp(0, scores) - y * scores).sum() + prior)

    point = np.zeros(2)
    lost = loss(point)
    for _ in range(_STEPS):
        steep = np.stack([np.exp(point[0]) * x, np.ones_like(x)])
        chances = sigmoid(steep[0] + point[1])
        slope = steep @ (chances - y) + point / (_SLOPE_SPREAD**2, _SHIFT_SPREAD**2)
        curve = (steep * (chances * (1 - chances))) @ steep.T + np.diag((_SLOPE_SPREAD**-2, _SHIFT_SPREAD**-2))
        step = np.linalg.solve(curve, slope)
        while (there := loss(point - step)) > lost and np.abs(step).max() > _STILL:
            step /= 2
        if there > lost or np.abs(step).max() < _STILL:
            break
        point, lost = point - step, there
    return Calibration(round(float(np.exp(point[0])), 6), round(float(point[1]), 6))
