"""Words in which digits stand for letters wherever they stand: ``1d107``, ``r374rd``, ``n1663r``."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

from ombud.intake.addresses import Addresses
from ombud.intake.edits import Edit
from ombud.intake.prefilter import prefilter

__all__ = ["WORD_HINT", "common_words", "words_meant"]

WORD_HINT = r"[a-z][013-9@$!|]+[a-z]|[0-9][a-z]+[0-9]|[0-9][a-z]{3}|[a-z]{2}[01345-9]{2}|[a-z]{3}[013457](?:[^0-9]|$)"
"""RE2: what is in every text that has such a word."""

_maybe_words = prefilter(WORD_HINT)
_RUN = re.compile(r"(?<![\w@$!|#])(?=[a-z]*[0-9@$!|])[a-z0-9][a-z0-9@$!|]{2,13}(?![\w@$|])")

_WORDS = Path(__file__).parent / "data" / "words.txt"
"""The words that are in at least 40 of the training texts, short ones in 400 (tools/words.py; sources in NOTICE)."""

_STANDS_FOR = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
               "@": "a", "$": "s", "!": "i", "|": "il"}  # fmt: skip
_QUANTITY = re.compile(r"[1-9]\d*[a-z]{1,3}|[a-z]\d+")  # 100k, 5in, f150
_INSIDE = re.compile(r"[a-z][^a-z!|]+[a-z]|\d[^\d]+\d")
_SHORT = re.compile(r"\d[a-uwyz]\d")  # 4r3, but 3v3
_STROKE = re.compile("[a-z][!|]+[a-z]")
_PARTS = re.compile("[a-z]{2,}")
_MOST_READINGS = 64
_FEWEST = 4


def words_meant(text: str) -> Iterator[Edit]:
    """Where in a folded text such words stand, and the common words that they are meant to be.

    Numbers with a unit, and words with a number before or after them, are what they are: ``100k``, ``4way``, ``page5``.
    """
    if not _maybe_words(text):
        return
    addresses = Addresses(text)
    for match in _RUN.finditer(text):
        word = _meant(match[0])
        if word is not None and not addresses.hold(*match.span()):
            yield *match.span(), word


def _meant(written: str) -> str | None:
    if "2" in written or written.isdigit() or written.isalpha() or _QUANTITY.fullmatch(written):
        return None
    if len(written) < _FEWEST and not _SHORT.fullmatch(written):
        return None
    if not _INSIDE.search(written) and _are_words(written):
        return None
    return next((word for word in _readings(written) if word in common_words()), None)


def _are_words(written: str) -> bool:
    """Whether the letters beside the digits are a word, or those around an exclamation mark are words: stop!please."""
    enough = all if _STROKE.search(written) else any
    return enough(part in common_words() for part in _PARTS.findall(written))


def _readings(written: str) -> Iterator[str]:
    choices = [_STANDS_FOR.get(char, char) for char in written]
    readings = 1
    for choice in choices:
        readings *= len(choice)
    return map("".join, product(*choices)) if readings <= _MOST_READINGS else iter(())


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """All of them, read once."""
    return frozenset(_WORDS.read_text("ascii").split())
