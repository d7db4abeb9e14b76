"""Other texts that mean the same to us: another group in the same sentence, a slip of the finger."""

import re
from random import Random
from typing import Final

__all__ = ["other_group", "slipped"]

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
