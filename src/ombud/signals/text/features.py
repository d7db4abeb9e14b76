"""What is counted in a text: its words, pairs of words near each other, and pieces of words. See card.md.

Every feature is a bucket of a hash table, and has a place in the text: that is what makes an answer explainable.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.signals.text.classes import WordClass, classify
from ombud.signals.text.tokens import U64, Index, Tokens, mix

__all__ = ["BUCKETS", "Features", "features"]

BUCKETS = 1 << 18
_PIECES = (2, 3, 4, 5)
_NEAR = 5
"""How many words on a word's pairs with a group, a person or a denial reach."""

_EDGES = 0x1000
_CLASS_HASH = mix(np.arange(100, 100 + len(WordClass), dtype=np.uint64))


class Features(NamedTuple):
    """One entry per feature found, in no order. `buckets` < BUCKETS; `owners` are texts of the batch; ``begins:ends``
    are letters of `tokens`."""

    buckets: Index
    owners: Index
    begins: Index
    ends: Index
    tokens: Tokens


class _Found:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._parts: list[tuple[U64, Index, Index, Index]] = []

    def words(self, kind: int, hashes: U64, first: Index, last: Index) -> None:
        """Features that reach from one word to another."""
        t = self.tokens
        self._parts.append((mix(hashes + np.uint64(kind)), t.owners[first], t.begins[first], t.ends[last]))

    def pieces(self, kind: int, hashes: U64, owners: Index, begins: Index, ends: Index) -> None:
        """Features inside one word."""
        self._parts.append((mix(hashes + np.uint64(kind)), owners, begins, ends))

    def all(self) -> Features:
        hashes, owners, begins, ends = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        return Features((hashes >> np.uint64(64 - 18)).astype(np.int64), owners, begins, ends, self.tokens)


def features(texts: Sequence[str]) -> Features:
    """All features of these texts, which are in normal form. Total over all strings."""
    tokens = Tokens(texts)
    found = _Found(tokens)
    classes = classify(tokens.hashes)
    # A group is a group, whichever it is.
    words = np.where(classes == WordClass.GROUP, _CLASS_HASH[WordClass.GROUP], tokens.hashes)
    every = np.arange(len(words))
    found.words(1, words, every, every)
    _pairs(found, words, classes)
    _pieces(found, classes)
    return found.all()


def _pairs(found: _Found, words: U64, classes: npt.NDArray[np.uint8]) -> None:
    owners = found.tokens.owners
    general = np.where(classes != WordClass.PLAIN, _CLASS_HASH[classes], words)
    turned = mix(words)
    turned_general = mix(general)
    for gap in range(1, _NEAR + 1):
        first = np.flatnonzero(owners[gap:] == owners[:-gap]) if len(owners) > gap else np.zeros(0, np.int64)
        last = first + gap
        if gap <= 2:  # "kill you", "kill all you"
            found.words(1 + gap, words[first] + turned[last], first, last)
        # "hate GROUP", "GROUP ... are ... filth", "NOT ... bad": the pair counts whatever stands between.
        a, b = classes[first], classes[last]
        telling = ((a > 0) | (b > 0)) & (a < WordClass.THING) & (b < WordClass.THING)
        first, last = first[telling], last[telling]
        found.words(10, general[first] + turned_general[last], first, last)
    first = np.flatnonzero(owners[2:] == owners[:-2]) if len(owners) > 2 else np.zeros(0, np.int64)
    found.words(11, general[first] + mix(turned_general[first + 1]) + turned_general[first + 2], first, first + 2)


def _pieces(found: _Found, classes: npt.NDArray[np.uint8]) -> None:
    """Letters in a row inside one word, and whether they begin or end it. Not of words that name a group."""
    tokens = found.tokens
    word_of = np.repeat(np.arange(len(tokens.begins)), tokens.ends - tokens.begins)
    word_of[(classes == WordClass.GROUP)[word_of]] = -1
    edges = np.zeros(len(word_of) + 1, np.uint64)
    edges[tokens.begins] = edges[-1:] = 1
    for size in _PIECES:
        end = max(len(word_of) - size + 1, 0)
        first = np.flatnonzero((word_of[size - 1 :] == word_of[:end]) & (word_of[:end] >= 0))
        last = first + size
        where = (edges[first] + np.uint64(2) * edges[last]) * np.uint64(_EDGES)
        owners = tokens.owners[word_of[first]]
        found.pieces(20 + size, tokens.stretch(first, last) + where, owners, first, last)
