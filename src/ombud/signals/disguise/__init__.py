"""How many characters of a text were hidden or disguised."""

import unicodedata

from ombud.model import Arrival, Signal, SignalSpec, Span
from ombud.ports import History

__all__ = ["Disguise"]

_MAX_SPANS = 100
_HIDDEN = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u034f\u180e\u202d\u202e")


class Disguise:
    """See card.md."""

    spec = SignalSpec(
        "disguise", "int", "disguise-1", "How many characters were hidden inside words or stand in for other letters."
    )

    def measure(self, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """0 for a plain text; the spans are the characters."""
        text = arrival.text
        if text.raw.isascii():
            return Signal(self.spec.version, 0)
        spans = sorted(_hidden(text.raw) + _stand_ins(text.raw, text.normal, text.offsets))
        return Signal(self.spec.version, len(spans), tuple(spans[:_MAX_SPANS]))


def _hidden(raw: str) -> list[Span]:
    """Invisible characters between two letters of a script that never needs them (Persian and Hindi do, emoji too)."""
    return [
        (i, i + 1)
        for i, char in enumerate(raw)
        if char in _HIDDEN and 0 < i < len(raw) - 1 and _needs_none(raw[i - 1]) and _needs_none(raw[i + 1])
    ]


def _needs_none(char: str) -> bool:
    """Letters and digits up to Armenian: Latin, Greek, Cyrillic. A row of invisible characters counts as well."""
    return char in _HIDDEN or (char.isalnum() and char < "\u0590")


def _stand_ins(raw: str, normal: str, offsets: tuple[int, ...] | None) -> list[Span]:
    """Letters that the normal form reads as another letter, which no compatibility mapping explains."""
    places = offsets if offsets is not None else range(len(normal))
    found = []
    for char, i in zip(normal, places, strict=False):
        written = raw[i]
        if written > "\x7f" and char.isalpha() and written.isalpha() and not _same(written, char):
            found.append((i, i + 1))
    return found


def _same(written: str, read: str) -> bool:
    return read in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold()) or (
        unicodedata.normalize("NFD", read)[0] in unicodedata.normalize("NFKD", written).casefold()
    )
