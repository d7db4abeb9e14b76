"""From characters to words: where they begin and end, and a 64-bit hash of each, for a whole batch at once.

A polynomial rolling hash (Karp and Rabin, 1987) modulo 2**64. Its running sums are one `cumsum`, so that the hash of
any stretch of letters is two look-ups: no loop over words or n-grams in Python.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ombud.signals.text.markup import unmarked

__all__ = ["U64", "Index", "Tokens", "mix", "tokens_of"]

U64 = npt.NDArray[np.uint64]
Index = npt.NDArray[np.int64]

_OTHER, _LETTER, _IDEOGRAPH, _SIGN, _DROPPED = range(5)
_APOSTROPHES = "'’‘`´"  # don't, don’t and dont are one word
_EMPHASIS = "*_~"  # **id**iot and f**k are one word too
_QUOTES = '"“”„«»'
_BMP = 0x10000
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_BLOCK = 1 << 12
_END = "\n"  # no text in normal form holds one


def _kinds() -> npt.NDArray[np.uint8]:
    """What each character is. Beyond the Basic Multilingual Plane nearly all are emoji: signs."""
    kinds = np.full(_BMP + 1, _OTHER, np.uint8)
    for code in range(_BMP):
        if chr(code).isalnum():
            kinds[code] = _LETTER
    arrows_to_pictures, ideographs = kinds[0x2190:0x2C00], kinds[0x2E80:0xA000]
    arrows_to_pictures[arrows_to_pictures == _OTHER] = _SIGN
    ideographs[ideographs == _LETTER] = _IDEOGRAPH  # written without spaces: each stands for itself
    for sign in _APOSTROPHES + _EMPHASIS:
        kinds[ord(sign)] = _DROPPED
    for quote in _QUOTES:
        kinds[ord(quote)] = _SIGN
    kinds[_BMP] = _SIGN
    return kinds


def _digits() -> npt.NDArray[np.bool_]:
    return np.array([chr(code).isnumeric() for code in range(_BMP)] + [False])


def _bases() -> npt.NDArray[np.uint32]:
    """Each character, Latin letters without their accents: the model reads English, where they are decoration."""
    bases = np.arange(_BMP + 1, dtype=np.uint32)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        bases[code] = ord(base) if base.isascii() else code
    for letter, base in zip("ıłøđħŧ", "ilodht", strict=True):
        bases[ord(letter)] = ord(base)
    for quote in _QUOTES:
        bases[ord(quote)] = ord('"')
    return bases


def mix(x: U64) -> U64:
    """Every bit of the input changes about half of those of the output (the finaliser of SplitMix64, Steele 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: U64 = x ^ (x >> np.uint64(31))
    return mixed


class _Powers:
    """Powers of the base and of its inverse, as many as the longest batch needed so far."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, np.uint64)

    def grow(self, n: int) -> None:
        """At least `n` of each."""
        if len(self.up) < n:
            size = max(_BLOCK, 1 << (n - 1).bit_length())
            self.down = _powers(pow(_BASE, -1, 1 << 64), size)
            self.up = _powers(_BASE, size)  # last: whoever sees it long enough may use both


def _powers(base: int, n: int) -> U64:
    factors = np.full(n, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


_KINDS = _kinds()
_DIGITS = _digits() & (_KINDS == _LETTER)
_BASES = _bases()
_POWERS = _Powers()


class Tokens:
    """The words of a batch of texts, given in normal form.

    Word i belongs to text ``owners[i]``, has hash ``hashes[i]`` and is made of the letters ``begins[i]:ends[i]``; it is
    an emoji or another sign where ``signs[i]``, and a number where ``numbers[i]``: it begins and ends with a digit;
    letter j stands at ``at[j]`` of the texts joined with one line feed after each; text k begins at ``offsets[k]``.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "".join([f"{text.replace(_END, ' ')}{_END}" for text in texts])
        codes = unmarked(joined, np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4"))
        if not joined.isascii():
            codes = np.where(codes < _BMP, _BASES[np.minimum(codes, _BMP)], codes)
        kinds = _KINDS[np.minimum(codes, _BMP)]
        kept = np.flatnonzero(kinds != _DROPPED)
        kinds = kinds[kept]
        before = np.empty_like(kinds)
        before[:1] = _OTHER
        before[1:] = kinds[:-1]
        starts = (kinds == _SIGN) | (kinds == _IDEOGRAPH) | ((kinds == _LETTER) & (before != _LETTER))
        inside = kinds != _OTHER
        self.at: Index = kept[inside]
        self.begins: Index = np.flatnonzero(starts[inside])
        self.ends: Index = np.append(self.begins[1:], len(self.at))[: len(self.begins)]
        self.signs: npt.NDArray[np.bool_] = kinds[inside][self.begins] == _SIGN
        digits = _DIGITS[np.minimum(codes, _BMP)][self.at]
        self.numbers: npt.NDArray[np.bool_] = digits[self.begins] & digits[self.ends - 1]
        _POWERS.grow(len(self.at) + 1)
        self._sums = np.zeros(len(self.at) + 1, np.uint64)
        np.cumsum(mix(codes[self.at].astype(np.uint64)) * _POWERS.down[: len(self.at)], out=self._sums[1:])
        self.hashes = self.stretch(self.begins, self.ends)
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self.offsets: Index = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        self.owners: Index = np.searchsorted(self.offsets, self.at[self.begins], side="right") - 1

    def stretch(self, begins: Index, ends: Index) -> U64:
        """The hashes of the letters ``begins[i]:ends[i]``: the same wherever in a batch they stand."""
        return mix((self._sums[ends] - self._sums[begins]) * _POWERS.up[begins])


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The words of these texts. Those of the last batches are kept: languages are told, and then the same is scored."""
    return _tokens(tuple(texts))


@lru_cache(maxsize=4)
def _tokens(texts: tuple[str, ...]) -> Tokens:
    return Tokens(texts)
