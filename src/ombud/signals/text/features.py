"""What is counted in a text: its words, pairs of words near each other, and pieces of words. See card.md.

Every feature is a bucket of a hash table, and has a place in the text: that is what makes an answer explainable.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.signals.text.classes import WordClass, classify
from ombud.signals.text.tokens import U64, Index, Tokens, mix, tokens_of

__all__ = ["BUCKETS", "Features", "features"]

_BITS = 18
BUCKETS = 1 << _BITS
_PIECES = (2, 3, 4, 5)
_GAPS = (1, 2, 3, 4, 5)
"""How many words on a word's pairs with a group, a person or a denial reach."""
_NEXT = 2
"""How many words on those with any other word reach."""
_APART, _TRIPLE, _PIECE = 10, 11, 20

_EDGES = 0x1000
_CLASS_HASH = mix(np.arange(100, 100 + len(WordClass), dtype=np.uint64))


class Features:
    """One entry per feature found, in no order. `buckets` < BUCKETS; `owners` are texts of the batch.

    `places` are asked for only where an answer is explained: features from word to word come first, then pieces.
    """

    def __init__(self, tokens: Tokens, words: "_Words", pieces: "_Pieces") -> None:
        self.tokens = tokens
        self._words = words
        self._pieces = pieces
        hashes = mix(np.concatenate((words.hashes, tokens.stretch(pieces.first, pieces.last) + pieces.marks)))
        self.buckets: Index = (hashes >> np.uint64(64 - _BITS)).astype(np.int64)
        self.owners: Index = tokens.owners[np.concatenate((words.first, pieces.word))]

    def places(self) -> tuple[Index, Index]:
        """Where each begins and ends, as letters of `tokens`."""
        begins, ends = self.tokens.begins[self._words.first], self.tokens.ends[self._words.last]
        return np.concatenate((begins, self._pieces.first)), np.concatenate((ends, self._pieces.last))


class _Words(NamedTuple):
    """Features that reach from the word `first` to the word `last`."""

    hashes: U64
    first: Index
    last: Index


class _Pieces(NamedTuple):
    """The letters ``first:last`` inside one `word`. `marks` tell their sizes and the edges of the word apart."""

    first: Index
    last: Index
    word: Index
    marks: U64


def features(texts: Sequence[str]) -> Features:
    """All features of these texts, which are in normal form. Total over all strings."""
    tokens = tokens_of(texts)
    classes = classify(tokens.hashes)
    # A group is a group, whichever it is.
    words = np.where(classes == WordClass.GROUP, _CLASS_HASH[WordClass.GROUP], tokens.hashes)
    return Features(tokens, _words(words, classes, tokens.owners), _pieces(tokens, classes))


def _words(words: U64, classes: npt.NDArray[np.uint8], owners: Index) -> _Words:
    """Each word, and pairs and triples of words that stand near each other in one text."""
    every = np.arange(len(words))
    first = np.concatenate([every[: len(every) - gap] for gap in _GAPS if gap < len(every)] or [every[:0]])
    last = first + np.repeat(_GAPS, [max(len(every) - gap, 0) for gap in _GAPS])
    same = owners[first] == owners[last]
    first, last = first[same], last[same]
    gaps = last - first
    general = np.where(classes != WordClass.PLAIN, _CLASS_HASH[classes], words)
    turned, general_turned = mix(words), mix(general)
    # "kill you", "kill all you"
    near = gaps <= _NEXT
    a, b = first[near], last[near]
    pairs = words[a] + turned[b] + (gaps[near] + 1).astype(np.uint64)
    # "kill" a "group" of any kind, "not" a "thing" of some kind
    over_next = gaps == _NEXT
    c, d = first[over_next], last[over_next]
    triples = general[c] + mix(general_turned[c + 1]) + general_turned[d] + np.uint64(_TRIPLE)
    # "hate GROUP", "GROUP ... are ... filth", "NOT ... bad": the pair counts whatever stands between.
    one, other = classes[first], classes[last]
    telling = ((one > 0) | (other > 0)) & (one < WordClass.THING) & (other < WordClass.THING)
    e, f = first[telling], last[telling]
    apart = general[e] + general_turned[f] + np.uint64(_APART)
    return _Words(
        np.concatenate((words + np.uint64(1), pairs, triples, apart)),
        np.concatenate((every, a, c, e)),
        np.concatenate((every, b, d, f)),
    )


def _pieces(tokens: Tokens, classes: npt.NDArray[np.uint8]) -> _Pieces:
    """Letters in a row inside one word, and whether they begin or end it. Not of words that name a group."""
    word_of = np.repeat(np.arange(len(tokens.begins)), tokens.ends - tokens.begins)
    letters = len(word_of)
    edges = np.zeros(letters + 1, np.uint64)
    edges[tokens.begins] = edges[-1:] = 1
    every = np.arange(letters)
    counts = [max(letters - size + 1, 0) for size in _PIECES]
    first = np.concatenate([every[:count] for count in counts])
    sizes = np.repeat(_PIECES, counts)
    inside = word_of[first] == word_of[first + sizes - 1]
    first, sizes = first[inside], sizes[inside]
    word = word_of[first]
    nameless = (classes != WordClass.GROUP)[word]
    first, sizes, word = first[nameless], sizes[nameless], word[nameless]
    last = first + sizes
    marks = (edges[first] + np.uint64(2) * edges[last]) * np.uint64(_EDGES) + (sizes + _PIECE).astype(np.uint64)
    return _Pieces(first, last, word, marks)
