"""Short names of small letters, digits and hyphens, made from titles in any language."""

import re
from collections.abc import Collection
from unicodedata import normalize

__all__ = ["free", "slug"]

_LONGEST = 40
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Latin letters that are no other letter with a mark."""


def slug(title: str) -> str:
    """What can be read of a title: marks are left out (``Böse Übel``: ``bose-ubel``).

    Empty where none of its letters are Latin: digits alone, or one word in Latin letters out of many, say nothing.
    """
    plain = normalize("NFKD", title.casefold().translate(_SPELLED))
    letters = [letter for letter in plain if letter.isalpha()]
    name = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain)))[:_LONGEST].strip("-")
    return name if 2 * sum(letter.isascii() for letter in letters) > len(letters) else ""


def free(title: str, taken: Collection[str], kind: str) -> str:
    """A name for a title that nobody has: with a number behind it where it is taken, or says nothing by itself.

    `kind` stands in for a title that cannot be read in Latin letters: ``clause-1``, ``clause-2``.
    """
    name = slug(title)
    number = 1
    while (found := f"{name or kind}-{number}" if number > 1 or not name else name) in taken:
        number += 1
    return found
