"""Signs between the words of a phrase: ``free, money`` and ``free_money`` read as ``free money``."""

import re
import string
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise

__all__ = [
    "bridged",
    "bridges",
    "has_signs",
    "in_address",
    "is_mark",
    "is_phrase",
    "may_hold",
    "sides_of",
    "signs_between",
]

_WORD = r"[^\W_]"
_ENDS = r"(?:[!?\u3002\u061f\u0964]|(?<!\.)\.)"  # of sentences: one full stop, not the three of a pause
_CLOSING = r"[\"')\]\u00bb]* "
# One to five characters between two words that are no letters or digits. Neither a lone space or apostrophe, which are
# spelling, nor the end of a sentence with a space after it.
_GAP = re.compile(
    rf"(?:[^\w ']|_|[ '](?!{_WORD}))(?<={_WORD}.)(?<![!?.\u3002\u061f\u0964](?={_CLOSING}))"
    rf"(?![\W_]{{0,3}}{_ENDS}{_CLOSING})[\W_]{{0,4}}(?={_WORD})",
    re.DOTALL,
)

_SIGNLESS = b" " + (string.ascii_letters + string.digits).encode()

_LONGEST_ADDRESS = 2_000


def is_mark(char: str) -> bool:
    """Whether it is part of the letter before it, such as a vowel sign of Hindi."""
    return unicodedata.category(char).startswith("M")


def is_phrase(term: str) -> bool:
    """Whether a term, in normal form, is words with spaces between them: a sign in a term is meant as it stands."""
    return " " in term and all(char in " '" or char.isalnum() or is_mark(char) for char in term)


def sides_of(term: str) -> frozenset[tuple[str, str]]:
    """What stands before and after each space of a phrase: up to two letters or digits of each word."""
    words = [re.split(r"[\W_]+", word) for word in term.split(" ")]
    return frozenset((before[-1][-2:], after[0][:2]) for before, after in pairwise(words))


def has_signs(data: bytes) -> bool:
    """Whether a text in UTF-8 has anything in it but ASCII letters, digits and spaces."""
    return bool(data.translate(None, _SIGNLESS))


def may_hold(text: str, sides: Collection[tuple[str, str]]) -> bool:
    """Whether some gap of the text has one of `sides` about it. Quick for ASCII; beyond it any gap will do."""
    if not text.isascii():
        return _GAP.search(text) is not None
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if (before if before.isalnum() else before[-1:], after if after.isalnum() else after[:1]) in sides:
            return True
    return False


def bridged(text: str) -> str:
    """The text with one space for every gap between two words that has signs in it; the same text when none has."""
    return _GAP.sub(" ", text) if text.isascii() else _GAP.sub(_bridge, text)


def bridges(text: str) -> Sequence[int]:
    """For each character of ``bridged(text)`` the index in `text` that it came from, and the length of `text`."""
    places: list[int] = []
    begin = 0
    for match in _GAP.finditer(text):
        bridge = match[0] if not match[0].isascii() else " "
        bridge = bridge if bridge == " " else _bridge(match)
        places += range(begin, match.start() + len(bridge))
        begin = match.end()
    return [*places, *range(begin, len(text) + 1)]


def _bridge(match: re.Match[str]) -> str:
    """What stands for a gap. Marks before it belong to the word; with a mark further in it is no gap."""
    gap = match[0]
    marks = 0
    while marks < len(gap) and is_mark(gap[marks]):
        marks += 1
    rest = gap[marks:]
    return gap if rest in ("", " ", "'") or any(map(is_mark, rest)) else f"{gap[:marks]} "


def in_address(text: str, start: int, end: int) -> bool:
    """Whether a place lies in a stretch without spaces that holds a web address: the signs in it are not speech."""
    stretch = text[max(0, text.rfind(" ", 0, start) + 1, start - _LONGEST_ADDRESS) : end]
    return "://" in stretch or "www." in stretch


def signs_between(raw: str, offsets: Sequence[int], start: int, end: int) -> bool:
    """Whether each two letters of a word stood apart when it was written: ``f r e e``, ``f.r.e.e``."""
    return all(
        any(not char.isalnum() and not is_mark(char) for char in raw[offsets[i] + 1 : offsets[i + 1]])
        for i in range(start, end - 1)
    )
