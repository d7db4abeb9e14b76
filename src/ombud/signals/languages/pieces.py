"""The letters of a text in twos to fives: what the sentence encoder has no word for, such as swear words and slang."""

import re
import unicodedata
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["BUCKETS", "SHARE", "pieces", "weight"]

BUCKETS: Final = 1 << 15
SHARE: Final = 3.0
"""How long the pieces of a text are together, where its embedding is 1."""

_SPACES: Final = re.compile(r"\s+")
_ALPHABET: Final = (2, 3, 4, 5)
_DENSE: Final = (1, 2, 3)
_DENSE_LANGUAGES: Final = frozenset(("zh", "ko"))
"""Where one character is a syllable or a word."""

Index = npt.NDArray[np.int64]


def pieces(text: str, lang: str) -> Index:
    """The different buckets (< BUCKETS), in order, of a text as `plain` gives it. `lang` is an ISO 639-1 code.

    Of alphabets without their accents: people leave them out, and others put them in to deceive.
    """
    dense = lang in _DENSE_LANGUAGES
    bare = text if dense else "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    padded = f" {_SPACES.sub(' ', bare).strip()} "
    sizes = _DENSE if dense else _ALPHABET
    found = {
        zlib.crc32(padded[at : at + size].encode("utf-8", "replace")) % BUCKETS
        for size in sizes
        for at in range(len(padded) - size + 1)
    }
    return np.array(sorted(found), np.int64)


def weight(count: int) -> float:
    """What each of so many pieces counts."""
    return float(SHARE * max(count, 1) ** -0.5)
