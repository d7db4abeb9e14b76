"""How often nearly the same text came before."""

import re
from functools import lru_cache

import numpy as np

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History

__all__ = ["WINDOW", "NearDuplicates", "fingerprint"]

WINDOW = 24 * 3600.0
"""Seconds that are looked back."""

_MIN_LETTERS = 24
_READ = 8192
_NO_LETTERS = re.compile(r"[\W\d_]+")
_ASCII_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_PRIME = np.uint64(0x100000001B3)


class NearDuplicates:
    """See card.md."""

    spec = SignalSpec(
        "near_duplicates",
        "int",
        "near_duplicates-1",
        "How many other items of the last 24 hours have nearly the same text.",
        stateful=True,
    )

    def measure(self, arrival: Arrival, history: History) -> Signal:
        """Abstains ``too_short``: everybody says thanks."""
        print64 = fingerprint(arrival)
        if not print64:
            return Signal(self.spec.version, abstained="too_short")
        return Signal(self.spec.version, history.copies(print64, WINDOW, arrival.event.at))


def fingerprint(arrival: Arrival) -> int:
    """64 bits that differ in few places when two texts differ in few places (SimHash; Charikar 2002, Manku 2007).

    Taken over the letters of the normal form, three by three, so that other numbers, signs, disguises or spacing make
    no difference. 0 when there are too few letters to tell.
    """
    return _simhash(arrival.text.normal)


@lru_cache(maxsize=256)
def _simhash(normal: str) -> int:
    letters = _letters(normal[:_READ])
    if len(letters) < _MIN_LETTERS:
        return 0
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    grams = (codes[:-2] * _PRIME + codes[1:-1]) * _PRIME + codes[2:]
    bits = np.unpackbits(_mixed(grams).view(np.uint8).reshape(-1, 8), axis=1)
    votes = bits.sum(axis=0, dtype=np.uint32)
    return int.from_bytes(np.packbits(votes * 2 > len(grams)).tobytes(), "big")


def _letters(normal: str) -> str:
    """The words with one space between them and nothing else."""
    blanked = normal.translate(_ASCII_LETTERS) if normal.isascii() else _NO_LETTERS.sub(" ", normal)
    return " ".join(blanked.split())


def _mixed(values: "np.typing.NDArray[np.uint64]") -> "np.typing.NDArray[np.uint64]":
    """SplitMix64's finaliser (Steele et al. 2014): every bit in decides about every bit out."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (values ^ (values >> np.uint64(31))).astype("<u8")
