"""How many characters of a text were hidden or disguised."""

import unicodedata
from functools import lru_cache

from ombud.model import Arrival, Signal, SignalSpec, Span, Text
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
        spans = sorted(_hidden(text.raw) + _stand_ins(text))
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


def _stand_ins(text: Text) -> list[Span]:
    """Letters that the normal form reads in another script: a Cyrillic one as Latin, or the other way round."""
    places = text.offsets if text.offsets is not None else range(len(text.normal))
    found = []
    for read, i in zip(text.normal, places, strict=False):  # the places end with one more, the length
        written = text.raw[i]
        if written != read and not (written.isascii() and read.isascii()) and _changes_script(written, read):
            found.append((i, i + 1))
    return found


@lru_cache(maxsize=4096)
def _changes_script(written: str, read: str) -> bool:
    """Full-width and mathematical letters are letters of their own script; emoji and digits are no letters."""
    plain = unicodedata.normalize("NFKC", written)[:1]
    scripts = {_script(plain), _script(read)}
    return len(scripts) == 2 and "LATIN" in scripts and "" not in scripts


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""
