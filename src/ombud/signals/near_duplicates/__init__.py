"""How often nearly the same text came before."""

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import UNKNOWN, History
from ombud.signals.near_duplicates.simhash import simhash

__all__ = ["WINDOW", "NearDuplicates", "fingerprint"]

WINDOW = 24 * 3600.0
"""Seconds that are looked back."""


class NearDuplicates:
    """See card.md."""

    spec = SignalSpec(
        "near_duplicates",
        "int",
        "near_duplicates-2",
        "How many other items of the last 24 hours have nearly the same text.",
        stateful=True,
    )

    def measure(self, arrival: Arrival, history: History) -> Signal:
        """Abstains ``too_short``: everybody says thanks; ``forgotten``, when the past does not reach so far back."""
        print64 = fingerprint(arrival)
        if not print64:
            return Signal(self.spec.version, abstained="too_short")
        copies = history.copies(print64, WINDOW, arrival.event.at)
        if copies == UNKNOWN:
            return Signal(self.spec.version, abstained="forgotten")
        return Signal(self.spec.version, copies)


def fingerprint(arrival: Arrival) -> int:
    """64 bits that differ in few places when two texts do; 0 when there are too few letters to tell."""
    return simhash(arrival.text.normal)
