"""From which score on a signal is taken to be there: the doors' flags.

What ships is held to the posts that must be left alone (tests/speech). Whoever runs Ombud can set thresholds of their
own for the doors; rules have theirs in the policy.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from ombud.model import Signal

__all__ = ["FLAGGABLE", "FLAGGED_FROM", "NEVER", "Flags"]

FLAGGED_FROM: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "text-en": MappingProxyType(
            {
                "harassment": 0.55, "identity_hate": 0.55, "insult": 0.62, "scam": 0.5, "sexual": 0.5, "spam": 0.77,
                "threat": 0.84, "toxic": 0.84,
            }
        ),
        "text-en-full": MappingProxyType(
            {
                "harassment": 0.63, "identity_hate": 0.83, "insult": 0.83, "scam": 0.5, "sexual": 0.93, "spam": 0.9,
                "threat": 0.95, "toxic": 0.86,
            }
        ),
        "text-languages": MappingProxyType({"identity_hate": 0.75, "insult": 0.66, "toxic": 0.74}),
    }
)  # fmt: skip
"""For each model by its name, which is its version up to the number: scores from 0 to 1. One table for each, since what
one model is sure of with 0.6 another one is with 0.9.

Each is the greatest of three, rounded up to a hundredth, or to 0.995: one half; a hundredth above the highest that any
post in tests/speech gets, in any of the ways in which people pass it on; and what one in a hundred ordinary news
comments reaches (``python -m training.measure.flags`` tells them). The second was taken from those very posts: it
vouches for what is left alone. What is found, and how rightly, is measured on other texts: see the models' cards.

What is in no table is never flagged: `self_harm` is there to offer help, and whoever asks for help is not to be shut
out for it."""

FLAGGABLE: tuple[str, ...] = tuple(sorted({name for table in FLAGGED_FROM.values() for name in table}))
"""The signals that a threshold can be set for."""


NEVER = "never"
"""In place of a score, in a setting."""


class Flags(msgspec.Struct, frozen=True):
    """Which signals are flagged. `own` has what was set here, whatever model speaks: a score, or None for never."""

    own: Mapping[str, float | None] = {}

    def __str__(self) -> str:
        """As it is set: ``spam=0.9,sexual=never``. What worker processes read."""
        return ",".join(f"{name}={NEVER if score is None else repr(score)}" for name, score in self.own.items())

    def threshold(self, name: str, version: str) -> float | None:
        """From which score on a signal of this version is flagged; None where it never is."""
        if name in self.own:
            return self.own[name]
        model = version.partition("+")[0].rpartition("-")[0]
        return FLAGGED_FROM.get(model, {}).get(name)

    def reached(self, name: str, signal: Signal) -> bool:
        """Whether the signal of this name is flagged. One that abstained is not."""
        if not isinstance(signal.value, int | float):
            return False
        threshold = self.threshold(name, signal.version)
        return threshold is not None and signal.value >= threshold
