"""From which score on a signal is taken to be there, where nobody has set a threshold of their own: the doors' flags.

One table for all that ships, so that one test (tests/speech) can hold it to the posts that must be left alone. A
community sets its own thresholds, in its rules.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ombud.model import Signal

__all__ = ["FLAGGED_FROM", "flagged"]

FLAGGED_FROM: Mapping[str, float] = MappingProxyType(
    {
        "harassment": 0.75,
        "identity_hate": 0.8,
        "scam": 0.65,
        "sexual": 0.9,
        "spam": 0.92,
        "threat": 0.99,
    }
)
"""Scores from 0 to 1, a little above the highest that any post in tests/speech gets from either model. They were set by
looking at these very posts: they vouch for what is left alone, not for what is found. What is not in the table is never
flagged: `self_harm` is there to offer help, and whoever asks for help is not to be shut out for it."""


def flagged(name: str, signal: Signal) -> bool:
    """Whether the signal of this name reaches its threshold. One that abstained does not."""
    threshold = FLAGGED_FROM.get(name)
    return threshold is not None and isinstance(signal.value, int | float) and signal.value >= threshold
