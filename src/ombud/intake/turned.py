"""Words written upside down: ``ʇoᴉpᴉ``."""

import re
from collections.abc import Iterator
from itertools import groupby

from ombud.intake.edits import Edit, Places, edited
from ombud.intake.words import common_words

__all__ = ["unturn"]

_TURNED = dict(zip("ɐqɔpǝɟƃɥᴉɾʞןɯuodbɹsʇnʌʍxʎzıl", "abcdefghijklmnopqrstuvwxyzil", strict=True))
# Letters that stand on their heads in no word of any language. Phoneticians use some, but never two in an English word.
_SURE = "ɟƃɥᴉɾʞɯɹʇʌʍʎɐ"
_HEADLONG = re.compile(f"[{_SURE}]")
_WORD = rf"(?<![^\W_])[{''.join(_TURNED)}]+(?![^\W_])"
_WORDS = re.compile(rf"{_WORD}(?: {_WORD})*")
_FEWEST = 2


def unturn(text: str, at: Places) -> tuple[str, Places]:
    """The text with words the right way up, and words that stand together in their order.

    Each letter of them comes from the whole: the first in one order is the last in the other.
    """
    if text.isascii() or not _HEADLONG.search(text):
        return text, at
    return edited(text, at, list(_edits(text)))


def _edits(text: str) -> Iterator[Edit]:
    for match in _WORDS.finditer(text):
        place = match.start()
        for is_turned, group in groupby(match[0].split(" "), lambda word: _turned(word) > 0):
            words = list(group)
            meant = " ".join(words)
            if is_turned and any(map(_is_sure, words)):
                yield place, place + len(meant), "".join(_TURNED.get(letter, letter) for letter in reversed(meant))
            place += len(meant) + 1


def _is_sure(word: str) -> bool:
    if not _HEADLONG.search(word):
        return False
    return _turned(word) >= _FEWEST or "".join(map(_TURNED.__getitem__, reversed(word))) in common_words()


def _turned(word: str) -> int:
    """How many of its letters are upside down."""
    return sum(not letter.isascii() for letter in word)
