"""Letters pulled apart and letters pulled long: put back together, with the way back to where they stood."""

import re
import string

from ombud.intake.addresses import Addresses
from ombud.intake.edits import Edit, Places, edited
from ombud.intake.prefilter import prefilter

__all__ = ["join_spaced", "single_spaces", "unstretch"]

# Four or more single letters with one and the same separator between them: k i l l, k.i.l.l, k-i-l-l
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_]([\W_])(?:[^\W_]\1|[@$!]\1){2,}(?:[^\W_]|[@$!])(?![^\W_])")
# Roman numerals come first, so that they are found whole and left alone: XIII, xxxviii.
_ROMAN = r"(?<![^\W_])(?=[clxvi])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![^\W_])"
_STRETCHED = re.compile(rf"{_ROMAN}|([^\W\d_])\1{{2,}}")
_STRETCHED_FOREIGN = re.compile(r"([^\x00-\x7f])\1\1")
_SPACES = re.compile("(?<= ) +")

_maybe_spaced = prefilter(r"[^\pL\pN][\pL\pN@$!][^\pL\pN][\pL\pN@$!][^\pL\pN]")
_stretched_ascii = prefilter("|".join(letter * 3 for letter in string.ascii_lowercase))


def join_spaced(text: str, at: Places) -> tuple[str, Places]:
    """``k i l l`` and ``k.i.l.l`` become ``kill``. Countdowns and digits in a row stay."""
    if not _maybe_spaced(text):
        return text, at
    cuts: list[Edit] = []
    for match in _SPACED.finditer(text):
        letters = sum(map(str.isalpha, match[0]))
        if letters >= 3 and letters * 4 > len(match[0]):
            cuts.extend((i, i + 1, "") for i in range(match.start() + 1, match.end(), 2))
    return edited(text, at, cuts)


def unstretch(text: str, at: Places) -> tuple[str, Places]:
    """Three and more of one letter become one (``kiiill``); a word of one letter keeps three (``xxx``, ``www``).

    Two of a letter are spelling and stay. Three or more are no spelling, and how many were meant cannot be told: one is
    the only answer that is the same for ``boook`` and ``booook``. So a term with a double letter is to be looked for
    with a single one too, where the text as written has three or more: then ``boook`` is book and ``freeee`` is free,
    while ``bok`` and ``fre`` are neither. Roman numerals and addresses stay.
    """
    if not _stretched_ascii(text) and (text.isascii() or not _STRETCHED_FOREIGN.search(text)):
        return text, at
    cuts: list[Edit] = []
    addresses = Addresses(text)
    for match in _STRETCHED.finditer(text):
        start, end = match.span()
        if match[1] is None or addresses.hold(start, end):
            continue
        alone = not text[max(start - 1, 0) : start].isalpha() and not text[end : end + 1].isalpha()
        cuts.append((start + (3 if alone else 1), end, ""))
    return edited(text, at, cuts)


def single_spaces(text: str, at: Places) -> tuple[str, Places]:
    """Runs of spaces become one."""
    if "  " not in text:
        return text, at
    return edited(text, at, [(*match.span(), "") for match in _SPACES.finditer(text)])
