"""How sure we are that a rule is right, from what people made of its decisions."""

from math import sqrt

__all__ = ["proven_precision", "wilson"]

_Z = 1.959964  # the 97.5th percentile of the normal distribution: a two-sided 95 % interval


def proven_precision(judged: int, upheld: int) -> float:
    """Lower end of the 95 % Wilson score interval; 0.0 when nobody judged.

    The lower end, because a rule that was right three times out of three has proven little.
    """
    return wilson(judged, upheld)[0]


def wilson(judged: int, upheld: int) -> tuple[float, float]:
    """The 95 % score interval for `upheld` of `judged` (Wilson 1927); everything from 0.0 to 1.0 when nobody judged."""
    if judged <= 0:
        return 0.0, 1.0
    share = upheld / judged
    centre = share + _Z * _Z / (2 * judged)
    margin = _Z * sqrt(share * (1 - share) / judged + _Z * _Z / (4 * judged * judged))
    scale = 1 + _Z * _Z / judged
    low = 0.0 if upheld <= 0 else max(0.0, (centre - margin) / scale)  # rounding would leave a trace of either end
    high = 1.0 if upheld >= judged else min(1.0, (centre + margin) / scale)
    return low, high
