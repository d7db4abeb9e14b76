"""How many copies are recognised when some of their words change, and how often unlike posts are taken for copies."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from ombud.signals.cards import Measured, Table
from ombud.signals.history.prints import MAX_DISTANCE
from ombud.signals.near_duplicates import NearDuplicates
from ombud.signals.near_duplicates.simhash import simhash
from training.measure.detectors.changes import CHANGES, Change, replaced
from training.measure.detectors.hard import hard
from training.measure.detectors.texts import Text, measured_on, posts, share

__all__ = ["copies", "fingerprint", "near_duplicates", "seen"]

_SEED = 20261122
_REPLACED = (1, 2, 4, 8)
_LENGTHS = (8, 16, 32, 64, 100_000)
_SHORTEST = 40
"""Characters. What is shorter has too few letters to tell."""

_ALIKE = 0.5


def near_duplicates(data: Path) -> Measured:
    """The measured part of the card."""
    found = [one for one in posts(data) if len(one.text) >= _SHORTEST]
    cases = hard(
        "near_duplicates",
        _says,
        "Two texts, one on either side of the bars: copies, the same said otherwise, and other things in like words.",
    )
    spaced = [one.text for one in found if one.lang in ("en", "de")]
    return Measured(
        NearDuplicates.spec.version,
        "python -m training.measure.detectors near_duplicates",
        (
            measured_on(found, 2 * cases.texts),
            _by_change(spaced),
            _by_length(spaced),
            _by_language(found),
            _pairs(found),
            cases.table,
        ),
        cases.mistakes,
    )  # fmt: skip


def fingerprint(text: str) -> int:
    """Of a text as it is written; 0 where it is too short."""
    return simhash(normalise(text).normal)


def copies(one: int, other: int) -> bool:
    """Whether texts of these fingerprints count as copies of one another."""
    return (one ^ other).bit_count() <= MAX_DISTANCE


def seen(texts: Sequence[str], change: Change) -> float | None:
    """The share of texts that are a copy of themselves after the change."""
    chance = Random(_SEED)
    known = [(text, first) for text in texts if (first := fingerprint(text))]
    found = sum(copies(first, fingerprint(" ".join(change(text.split(), chance)))) for text, first in known)
    return share(found, len(known))


def _says(pair: str) -> str:
    one, _, other = pair.partition(" || ")
    return "copies" if copies(fingerprint(one), fingerprint(other)) else "no copies"


def _by_change(texts: Sequence[str]) -> Table:
    rows = tuple((name, seen(texts, change)) for name, change in CHANGES.items())
    return Table("Seen after a change", ("change", "share seen"), rows,
                 f"{len(texts):,} posts in English and German, each changed once by rule.")  # fmt: skip


def _by_length(texts: Sequence[str]) -> Table:
    rows = []
    for low, high in pairwise(_LENGTHS):
        some = [text for text in texts if low <= len(text.split()) < high]
        shares = (seen(some, _replacing(many)) if many * 2 <= low else None for many in _REPLACED)
        rows.append((f"{low} and more" if high == _LENGTHS[-1] else f"{low} to {high - 1}", len(some), *shares))
    columns = ("words in the post", "posts", *(f"{many} replaced" for many in _REPLACED))
    return Table("Seen with words replaced", columns, tuple(rows),
                 "The share that is seen, in English and German, when so many words are replaced by long ones. Not"
                 " measured where that would be more than half of a post.")  # fmt: skip


def _replacing(many: int) -> Change:
    return lambda words, chance: replaced(words, chance, many)


def _letter(words: list[str], chance: Random) -> list[str]:
    """One letter of the whole is another one: the letter that follows it in Unicode."""
    text = " ".join(words)
    places = [place for place, char in enumerate(text) if char.isalpha()]
    place = chance.choice(places)
    return [text[:place] + chr(ord(text[place]) + 1) + text[place + 1 :]]


_EVERYWHERE: tuple[tuple[str, Change], ...] = (
    ("a number at the end", CHANGES["a number at the end"]),
    ("an address at the end", CHANGES["an address at the end"]),
    ("an emoji and exclamation marks", CHANGES["an emoji and exclamation marks"]),
    ("another letter", _letter),
)


def _groups(found: Sequence[Text]) -> Iterator[tuple[str, list[str]]]:
    for name in sorted({one.of for one in found}):
        yield name, [one.text for one in found if one.of == name]


def _by_language(found: Sequence[Text]) -> Table:
    rows = []
    for name, texts in _groups(found):
        short = sum(not fingerprint(text) for text in texts)
        rows.append((name, len(texts), share(short, len(texts)), *(seen(texts, change) for _, change in _EVERYWHERE)))
    columns = ("posts of", "posts", "too short", *(name for name, _ in _EVERYWHERE))
    return Table("Seen in each language", columns, tuple(rows),
                 "Of those that are long enough. Another letter: one of the whole post is replaced.")  # fmt: skip


def _pairs(found: Sequence[Text]) -> Table:
    rows = []
    for name, texts in _groups(found):
        known = [text for text in texts if fingerprint(text)]
        met = list(_met(np.array([fingerprint(text) for text in known], np.uint64)))
        alike = sum(_overlap(known[one], known[other]) >= _ALIKE for one, other in met)
        rows.append((name, len(known), len(known) * (len(known) - 1) // 2, len(met), alike, len(met) - alike))
    return Table(
        "Posts taken for copies of one another",
        ("posts of", "posts", "pairs", "called copies", "share half of their words", "do not"),
        tuple(rows),
        "Each with each. What does not share half of its words with its copy, or half of its letters in pairs where"
        " words are not spaced, is wrongly called one.",
    )


def _met(prints: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    for one in range(len(prints) - 1):
        near = np.bitwise_count(prints[one + 1 :] ^ prints[one]) <= MAX_DISTANCE
        yield from ((one, one + 1 + int(place)) for place in np.flatnonzero(near))


def _overlap(one: str, other: str) -> float:
    a, b = _pieces(one), _pieces(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def _pieces(text: str) -> set[str]:
    normal = normalise(text).normal
    if normal.isascii() or len(normal.split()) * 8 > len(normal):
        return {word for word in normal.split() if word.isalpha()}
    letters = [char for char in normal if char.isalpha()]
    return {a + b for a, b in pairwise(letters)}
