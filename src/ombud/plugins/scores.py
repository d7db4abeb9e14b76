"""From numbers to scores."""

import math

__all__ = ["calibrated"]

_NEAREST = 1e-6
_DIGITS = 6


def calibrated(score: float, calibration: tuple[float, float]) -> float | None:
    """The score (0 to 1) with its log-odds stretched by the first number and shifted by the second; None for what is
    no score. Platt, "Probabilistic outputs for support vector machines" (1999), on the log-odds."""
    if not 0.0 <= score <= 1.0:  # NaN is neither
        return None
    slope, shift = calibration
    if calibration == (1.0, 0.0):
        return round(score, _DIGITS)
    inside = min(max(score, _NEAREST), 1 - _NEAREST)
    odds = slope * math.log(inside / (1 - inside)) + shift
    # The form that cannot overflow on either side.
    half = math.tanh(odds / 2) / 2
    return round(0.5 + half, _DIGITS)
