"""The share of capitals among the letters."""

import re

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History

__all__ = ["Shouting"]

_MIN_LETTERS = 12
_MAX_SPANS = 20
_WORD = re.compile(r"[^\W\d_]{3,}")


class Shouting:
    """See card.md."""

    spec = SignalSpec(
        "shouting", "double", "shouting-1", "The share of capitals among letters that have them, 0.0 to 1.0."
    )

    def measure(self, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """Four decimals; the spans are words of three and more letters all in capitals."""
        raw = arrival.text.raw
        upper = sum(map(str.isupper, raw))
        cased = upper + sum(map(str.islower, raw))
        if cased < _MIN_LETTERS:
            return Signal(self.spec.version, abstained="too_short")
        spans = [match.span() for match in _WORD.finditer(raw) if match[0].isupper()] if upper else []
        return Signal(self.spec.version, round(upper / cased, 4), tuple(spans[:_MAX_SPANS]))
