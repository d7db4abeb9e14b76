"""Letters pulled apart and letters pulled long: put back together, with the way back to where they stood."""

import re
import string
from collections.abc import Sequence
from itertools import chain, pairwise

from ombud.intake.prefilter import prefilter

__all__ = ["join_spaced", "single_spaces", "unstretch"]

Places = Sequence[int]
"""For each character of the text the index in the raw text that it came from."""

# Four or more single letters with one and the same separator between them: k i l l, k.i.l.l, k-i-l-l
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_]([\W_])(?:[^\W_]\1|[@$!]\1){2,}(?:[^\W_]|[@$!])(?![^\W_])")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(" {2,}")

_maybe_spaced = prefilter(r"[^\pL\pN][\pL\pN@$!][^\pL\pN][\pL\pN@$!][^\pL\pN]")
_stretched_ascii = prefilter("|".join(letter * 3 for letter in string.ascii_lowercase))


def join_spaced(text: str, at: Places) -> tuple[str, Places]:
    """``k i l l`` and ``k.i.l.l`` become ``kill``. Countdowns and digits in a row stay."""
    if not _maybe_spaced(text):
        return text, at
    cuts: list[tuple[int, int]] = []
    for match in _SPACED.finditer(text):
        letters = sum(map(str.isalpha, match[0]))
        if letters >= 3 and letters * 4 > len(match[0]):
            cuts.extend((i, i + 1) for i in range(match.start() + 1, match.end(), 2))
    return _cut(text, at, cuts)


def unstretch(text: str, at: Places) -> tuple[str, Places]:
    """Three and more of one letter become one (``kiiill``); a word of one letter keeps three (``xxx``, ``www``)."""
    if text.isascii() and not _stretched_ascii(text):
        return text, at
    cuts: list[tuple[int, int]] = []
    for match in _STRETCHED.finditer(text):
        start, end = match.span()
        alone = not text[max(start - 1, 0) : start].isalpha() and not text[end : end + 1].isalpha()
        cuts.append((start + (3 if alone else 1), end))
    return _cut(text, at, cuts)


def single_spaces(text: str, at: Places) -> tuple[str, Places]:
    """Runs of spaces become one."""
    if "  " not in text:
        return text, at
    return _cut(text, at, [(match.start() + 1, match.end()) for match in _SPACES.finditer(text)])


def _cut(text: str, at: Places, cuts: list[tuple[int, int]]) -> tuple[str, Places]:
    """The text without these ranges, which are in order and apart."""
    if not cuts:
        return text, at
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    kept = [(start, end) for start, end in list(pairwise(edges))[::2]]
    places = chain.from_iterable(at[start:end] for start, end in kept)
    return "".join([text[start:end] for start, end in kept]), list(places)
