"""Words and phrases as the engines look for them: bare strings, whose hits are then checked for word boundaries."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from ombud.model import BadInput
from ombud.ports import CannotLookFor, TermSet

__all__ = [
    "MAX_FAULTS",
    "MAX_LETTERS",
    "MAX_TERM",
    "MAX_TERMS",
    "Needle",
    "Needles",
    "collect",
    "is_stretched",
    "within_bounds",
]

MAX_TERMS = 250_000
"""Terms of all lists of a policy together."""

MAX_LETTERS = 8_000_000
"""Characters of all terms of a policy together."""

MAX_TERM = 1_000
"""Characters of one term: what it takes to build the automaton grows with the square of the longest."""

MAX_FAULTS = 20
"""Term sets, and patterns, that are reported of those that cannot be looked for."""

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

    Raises CannotLookFor (``term_empty``, ``term_invalid``, ``term_too_long``).
    """
    plain: Needles = {}
    shrunk: Needles = {}
    faults: list[tuple[str, BadInput]] = []
    for term_set in sets:
        key = (term_set.key,)
        try:
            for text in _folded(term_set.terms, fold):
                _add(plain, Needle(text, ()), key)
                if not exact and _DOUBLED.search(text):
                    for needle in _shrunken(text):
                        _add(shrunk, needle, key)
        except BadInput as error:
            faults.append((term_set.key, error))
    if faults:
        raise CannotLookFor(faults[:MAX_FAULTS])
    return plain, shrunk


def _folded(terms: Sequence[str], fold: Callable[[str], str]) -> Iterator[str]:
    """The terms as they are looked for. Raises BadInput at the first that cannot be."""
    for term in terms:
        if not term.isascii():
            _must_be_text(term)
        text = fold(term).strip() if len(term) <= MAX_TERM else term
        if not text:
            raise BadInput("term_empty", f"the term {term!r} has nothing visible in it")
        if len(text) > MAX_TERM:
            raise BadInput(
                "term_too_long",
                f"the term {f'{term[:40]}...'!r} has {len(text):,} characters, and {MAX_TERM:,} are allowed",
                advice="A term is a word or a phrase: look for the part of it that says enough.",
            )
        yield text


def is_stretched(places: Sequence[int], offsets: Sequence[int], start: int) -> bool:
    """Whether a needle that hits at `start` has its `stretched` letters long where they were written."""
    return all(offsets[start + i + 1] - offsets[start + i] >= 3 for i in places)


def _must_be_text(term: str) -> None:
    try:
        term.encode()
    except UnicodeEncodeError as error:
        raise BadInput("term_invalid", f"the term {term[:40]!r} holds half of a surrogate pair") from error


def _add(needles: Needles, needle: Needle, key: tuple[str]) -> None:
    keys = needles.setdefault(needle, key)
    if key[0] not in keys:
        needles[needle] = keys + key


def within_bounds(sets: Sequence[TermSet]) -> None:
    """Raises CannotLookFor (``list_too_long``) before anything is built of more than can be."""
    terms = [len(one.terms) for one in sets]
    if sum(terms) > MAX_TERMS:
        error = BadInput(
            "list_too_long",
            f"the lists hold {sum(terms):,} terms together, and {MAX_TERMS:,} are allowed",
            advice="Keep what is looked for as words in lists; compare names and addresses with `==` or `in`.",
        )
        raise CannotLookFor([(sets[terms.index(max(terms))].key, error)])
    letters = [sum(map(len, one.terms)) for one in sets]
    if sum(letters) > MAX_LETTERS:
        error = BadInput(
            "list_too_long",
            f"the terms of all lists have {sum(letters):,} characters, and {MAX_LETTERS:,} are allowed",
            advice="A term is a word or a phrase, one a line.",
        )
        raise CannotLookFor([(sets[letters.index(max(letters))].key, error)])


def _shrunken(text: str) -> Iterable[Needle]:
    """The text with one or more of its doubled letters single, and where those are."""
    places = [match.start() for match in _DOUBLED.finditer(text)][:_MAX_DOUBLED]
    for choice in product((False, True), repeat=len(places)):
        if any(choice):
            chosen = [place for place, taken in zip(places, choice, strict=True) if taken]
            shrunk = "".join(char for i, char in enumerate(text) if i - 1 not in chosen)
            yield Needle(shrunk, tuple(place - before for before, place in enumerate(chosen)))
