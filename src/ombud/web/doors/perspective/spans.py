"""Sentences, and their places as Perspective counts them: in UTF-16 code units."""

import re
from itertools import pairwise

from ombud.model import Span

__all__ = ["MOST_SENTENCES", "in_utf16", "sentences", "utf16_length"]

MOST_SENTENCES = 100
"""Each is scored by itself. In a longer text the last one goes to the end."""

_END = re.compile(r"""(?:(?<![.!?…‽])[.!?…‽]++["'”’»)\]]*+(?=\s)|[。！？｡]++["'”’»）」』]*+|[\r\n]++)\s*+""")


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in code points, without the space around them. Together they hold all that is no space.

    A sentence ends with its marks, as far as a space follows them, or with its line.
    """
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    found = [_trimmed(text, begin, end) for begin, end in pairwise(cuts)]
    spans = [(begin, end) for begin, end in found if begin < end]
    if len(spans) > MOST_SENTENCES:
        spans[MOST_SENTENCES - 1 :] = [(spans[MOST_SENTENCES - 1][0], spans[-1][1])]
    return spans


def _trimmed(text: str, begin: int, end: int) -> Span:
    part = text[begin:end]
    return begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())


def utf16_length(text: str) -> int:
    """Code units of UTF-16."""
    return len(text) if text.isascii() else len(text) + sum(letter >= "\U00010000" for letter in text)


def in_utf16(text: str, spans: list[Span]) -> list[Span]:
    """Ordered ranges of code points as ranges of UTF-16 code units."""
    if text.isascii():
        return spans
    out: list[Span] = []
    units = at = 0
    for begin, end in spans:
        units += utf16_length(text[at:begin])
        out.append((units, units + utf16_length(text[begin:end])))
        at, units = end, out[-1][1]
    return out
