"""The share of capitals among the letters."""

import re
from collections.abc import Iterator
from itertools import islice

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History

__all__ = ["Shouting"]

_MIN_LETTERS = 12
_MAX_SPANS = 20
_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITALS = re.compile("A{3,}")
# Unicode calls the ordinary letters of Cherokee capitals, and few people ever write the small ones (The Unicode
# Standard, 20.1): here they are letters without case, as this sign is.
_CHEROKEE = re.compile("[\u13a0-\u13fd\uab70-\uabbf]")
_WITHOUT_CASE = "\N{ALEF SYMBOL}"


class Shouting:
    """See card.md."""

    spec = SignalSpec(
        "shouting", "double", "shouting-2", "The share of capitals among letters that have them, 0.0 to 1.0."
    )

    def measure(self, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """Four decimals; the spans are three and more capitals beside one another, in words without small letters."""
        raw = arrival.text.raw
        if not raw.isascii():
            raw = _CHEROKEE.sub(_WITHOUT_CASE, raw)
        upper = sum(map(str.isupper, raw))
        cased = upper + sum(map(str.islower, raw))
        if cased < _MIN_LETTERS:
            return Signal(self.spec.version, abstained="too_short")
        spans = tuple(islice(_loud(raw), _MAX_SPANS)) if upper else ()
        return Signal(self.spec.version, round(upper / cased, 4), spans)


def _loud(raw: str) -> Iterator[tuple[int, int]]:
    """Chinese and Japanese put no space between their own letters and Latin ones: the capitals alone are meant."""
    for word in _WORD.finditer(raw):
        if word[0].isupper():
            marked = "".join("A" if char.isupper() else " " for char in word[0])
            for run in _CAPITALS.finditer(marked):
                yield word.start() + run.start(), word.start() + run.end()
