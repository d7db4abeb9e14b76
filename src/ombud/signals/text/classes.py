"""Words that stand for many: what a group is called, who is spoken to, what denies, what reports speech.

A neutral word for a group of people is only ever read as "a group": no such word has a weight of its own, so that what
was learnt about one group holds for every other, and naming a group says nothing. Slurs are not in here: they count.
"""

from enum import IntEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ombud.signals.text.tokens import U64, Tokens

__all__ = ["WORDS", "WordClass", "classify"]


class WordClass(IntEnum):
    """0 is every word that is in no class."""

    PLAIN = 0
    GROUP = 1
    YOU = 2
    ME = 3
    THEM = 4
    NOT = 5
    SAID = 6
    THING = 7


_FILE = Path(__file__).parent / "data" / "classes.txt"


def _read() -> dict[str, WordClass]:
    """Each word of the file and its class."""
    lines = (line.partition("#")[0].split() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {word: WordClass[line[0]] for line in lines if line for word in line[1:]}


WORDS = _read()
"""The class of every word that is in one."""


def _table() -> tuple[U64, npt.NDArray[np.uint8]]:
    """Hashes in order, and the class of each."""
    hashes = Tokens([" ".join(WORDS)]).hashes
    order = np.argsort(hashes)
    return hashes[order], np.array(list(WORDS.values()), np.uint8)[order]


_HASHES, _CLASSES = _table()


def classify(hashes: U64) -> npt.NDArray[np.uint8]:
    """The class of each word, by its hash."""
    places = np.minimum(np.searchsorted(_HASHES, hashes), len(_HASHES) - 1)
    return np.where(_HASHES[places] == hashes, _CLASSES[places], np.uint8(WordClass.PLAIN))
