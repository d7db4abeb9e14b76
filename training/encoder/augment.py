"""Other texts that mean the same to us: another group in the same sentence, a slip of the finger, kind company."""

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from training.corpus import HEADS, Row

__all__ = ["in_company", "other_group", "slipped"]

_FORMS: Final = (
    (
        "women", "muslims", "jews", "immigrants", "refugees", "gays", "lesbians", "christians", "hindus", "atheists",
        "mexicans", "asians", "arabs", "africans", "indians", "latinos", "foreigners", "catholics", "russians", "poles",
        "turks", "americans", "nigerians", "pakistanis", "migrants", "buddhists", "sikhs",
        "gay people", "black people", "trans people", "disabled people", "white people", "chinese people",
        "deaf people", "autistic people", "old people", "indigenous people", "transgender people",
    ),
    (
        "woman", "muslim", "jew", "immigrant", "refugee", "lesbian", "christian", "hindu", "mexican", "arab",
        "foreigner", "catholic", "turk", "migrant", "gay man", "black man", "black woman", "trans woman", "trans man",
        "disabled person", "gay person", "trans person", "black person", "muslim woman", "chinese man", "deaf person",
    ),
    (
        "gay", "black", "jewish", "muslim", "disabled", "trans", "asian", "mexican", "female", "lesbian", "african",
        "indian", "latino", "autistic", "deaf", "arab", "chinese", "polish", "transgender", "bisexual", "immigrant",
    ),
)  # fmt: skip
"""What groups are called, each list in one grammatical form. Words of an earlier list go first."""

_PLACES: Final = tuple(re.compile(r"\b(" + "|".join(sorted(form, key=len, reverse=True)) + r")\b") for form in _FORMS)
_LONG: Final = 4
_ROOM: Final = 200
"""Letters. Two texts that are no longer fit into what the network reads at once."""
_TOXIC: Final = HEADS.index("toxic")


def other_group(text: str, rng: Random) -> str:
    """The text in lower case about another group, or as it is where it names none. All names of one group change."""
    for form, place in zip(_FORMS, _PLACES, strict=True):
        named = place.findall(text)
        if named:
            new = rng.choice(form)
            return re.sub(rf"\b{named[0]}\b", new, text)
    return text


def slipped(text: str, rng: Random) -> str:
    """One longer word with two letters swapped, one left out, one doubled or another in its place."""
    places = [match.span() for match in re.finditer(rf"[a-z]{{{_LONG},}}", text)]
    if not places:
        return text
    begin, end = rng.choice(places)
    at = rng.randrange(begin, end - 1)
    a, b = text[at], text[at + 1]
    new = rng.choice((b + a, b, a + a + b, chr(ord("a") + rng.randrange(26)) + b))
    return text[:at] + new + text[at + 2 :]


def in_company(rows: Sequence[Row], share: float, rng: Random) -> list[Row]:
    """Some of the short rows with a short text beside theirs that is not toxic: an insult is one wherever it stands.

    The labels of the two are those of either: a yes of one is a yes, a no needs both.
    """
    company = [row for row in rows if row.labels[_TOXIC] == 0 and len(row.text) <= _ROOM]
    return [
        _joined(row, rng.choice(company), rng) if len(row.text) <= _ROOM and rng.random() < share else row
        for row in rows
    ]


def _joined(row: Row, other: Row, rng: Random) -> Row:
    texts = [row.text, other.text]
    rng.shuffle(texts)
    labels = tuple(1.0 if 1 in (a, b) else a + b for a, b in zip(row.labels, other.labels, strict=True))
    return row._replace(text=" ".join(texts), labels=labels)
