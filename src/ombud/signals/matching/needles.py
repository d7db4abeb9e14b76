"""Words and phrases as the engines look for them: bare strings, whose hits are then checked for word boundaries."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from ombud.model import BadInput
from ombud.ports import TermSet

__all__ = ["MAX_LETTERS", "MAX_TERMS", "Needle", "Needles", "collect", "within_bounds"]

MAX_TERMS = 250_000
"""Terms of all lists of a policy together."""

MAX_LETTERS = 8_000_000
"""Characters of all terms of a policy together."""

_DOUBLED = re.compile(r"([^\W\d_])\1(?!\1)")
_MAX_DOUBLED = 3


class Needle(NamedTuple):
    """A string to look for; `stretched` are the places of its letters that must have been stretched in the text."""

    text: str
    stretched: tuple[int, ...]


Needles = dict[Needle, tuple[str, ...]]
"""Whose they are: the keys of the term sets, for each."""


def collect(sets: Sequence[TermSet], fold: Callable[[str], str], *, exact: bool) -> tuple[Needles, Needles]:
    """What to look for in every text, and what besides in a text that has stretched letters.

    The normal form reduces a stretched letter to one, so ``kiiill`` reads ``kill`` but ``killlll`` reads ``kil``. So a
    term with doubled letters is also looked for with each of them single, and such a hit counts only where the text as
    written has three or more in that place: "god" is never taken for "good", and "goood" is.

    Raises BadInput (``term_empty``, ``term_invalid``).
    """
    plain: Needles = {}
    shrunk: Needles = {}
    for term_set in sets:
        key = (term_set.key,)
        for term in term_set.terms:
            if not term.isascii():
                _must_be_text(term, term_set.key)
            text = fold(term).strip()
            if not text:
                raise BadInput("term_empty", f"the term {term!r} of {term_set.key!r} has nothing visible in it")
            _add(plain, Needle(text, ()), key)
            if not exact and _DOUBLED.search(text):
                for needle in _shrunken(text):
                    _add(shrunk, needle, key)
    return plain, shrunk


def _must_be_text(term: str, key: str) -> None:
    try:
        term.encode()
    except UnicodeEncodeError as error:
        raise BadInput("term_invalid", f"the term {term!r} of {key!r} holds half of a surrogate pair") from error


def _add(needles: Needles, needle: Needle, key: tuple[str]) -> None:
    keys = needles.setdefault(needle, key)
    if key[0] not in keys:
        needles[needle] = keys + key


def within_bounds(sets: Iterable[TermSet]) -> None:
    """Raises BadInput (``list_too_long``) before anything is built of more than can be."""
    terms = sum(len(one.terms) for one in sets)
    if terms > MAX_TERMS:
        raise BadInput(
            "list_too_long",
            f"the lists hold {terms:,} terms together, and {MAX_TERMS:,} are allowed",
            advice="Keep what is looked for as words in lists; compare names and addresses with `==` or `in`.",
        )
    letters = sum(len(term) for one in sets for term in one.terms)
    if letters > MAX_LETTERS:
        raise BadInput(
            "list_too_long",
            f"the terms of all lists have {letters:,} characters, and {MAX_LETTERS:,} are allowed",
            advice="A term is a word or a phrase, one a line.",
        )


def _shrunken(text: str) -> Iterable[Needle]:
    """The text with one or more of its doubled letters single, and where those are."""
    places = [match.start() for match in _DOUBLED.finditer(text)][:_MAX_DOUBLED]
    for choice in product((False, True), repeat=len(places)):
        if any(choice):
            chosen = [place for place, taken in zip(places, choice, strict=True) if taken]
            shrunk = "".join(char for i, char in enumerate(text) if i - 1 not in chosen)
            yield Needle(shrunk, tuple(place - before for before, place in enumerate(chosen)))
