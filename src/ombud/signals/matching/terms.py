"""Words and phrases: one Aho-Corasick automaton over all of them, word boundaries checked on the hits."""

import re
from collections.abc import Callable, Iterable
from itertools import product

from ahocorasick_rs import AhoCorasick

from ombud.model import BadInput, Span, Text
from ombud.ports import TermSet
from ombud.signals.matching.boundary import at_boundary

__all__ = ["Hits", "TermIndex"]

Hits = dict[str, list[Span]]
_DOUBLED = re.compile(r"([^\W\d_])\1(?!\1)")
_MAX_DOUBLED = 3


class _Needle:
    """What is looked for, for whom, and which of its letters must have been stretched in the text as written."""

    __slots__ = ("keys", "stretched")

    def __init__(self, stretched: tuple[int, ...]) -> None:
        self.keys: list[str] = []
        self.stretched = stretched


class TermIndex:
    """Finds every term of every set in the normal form, or in the raw text when the sets are exact.

    The normal form reduces a stretched letter to one, so ``kiiill`` reads ``kill`` but ``killlll`` reads ``kil``. So a
    term with doubled letters is also looked for with each of them single, and such a hit counts only where the text as
    written has three or more in that place: "god" is never taken for "good", and "goood" is.
    """

    def __init__(self, sets: Iterable[TermSet], fold: Callable[[str], str], *, exact: bool) -> None:
        self._exact = exact
        needles: dict[tuple[str, tuple[int, ...]], _Needle] = {}
        for term_set in sets:
            for term in term_set.terms:
                self._add(needles, term_set.key, term, fold)
        plain = [(text, needle) for (text, _), needle in needles.items() if not needle.stretched]
        shrunk = [(text, needle) for (text, _), needle in needles.items() if needle.stretched]
        self._plain = [needle for _, needle in plain]
        self._shrunk = [needle for _, needle in shrunk]
        self._plain_automaton = AhoCorasick([text for text, _ in plain]) if plain else None
        self._shrunk_automaton = AhoCorasick([text for text, _ in shrunk]) if shrunk else None

    def _add(
        self, needles: dict[tuple[str, tuple[int, ...]], _Needle], key: str, term: str, fold: Callable[[str], str]
    ) -> None:
        text = fold(term).strip()
        if not text:
            raise BadInput("term_empty", f"the term {term!r} of {key!r} has nothing visible in it")
        variants = [(text, ())] if self._exact else [(text, ()), *_shrunken(text)]
        for variant, stretched in variants:
            needle = needles.setdefault((variant, stretched), _Needle(stretched))
            if key not in needle.keys:
                needle.keys.append(key)

    def find(self, text: Text, hits: Hits) -> None:
        """Add the spans in the raw text to `hits`, for every key."""
        seen = text.raw if self._exact else text.normal
        if self._plain_automaton is not None:
            for index, start, end in self._plain_automaton.find_matches_as_indexes(seen, overlapping=True):
                if at_boundary(seen, start, end):
                    place = (start, end) if self._exact else text.span(start, end)
                    for key in self._plain[index].keys:
                        hits.setdefault(key, []).append(place)
        if self._shrunk_automaton is not None and text.offsets is not None:
            self._find_shrunk(self._shrunk_automaton, text, text.offsets, hits)

    def _find_shrunk(self, automaton: AhoCorasick, text: Text, offsets: tuple[int, ...], hits: Hits) -> None:
        for index, start, end in automaton.find_matches_as_indexes(text.normal, overlapping=True):
            needle = self._shrunk[index]
            stretched = all(offsets[start + i + 1] - offsets[start + i] >= 3 for i in needle.stretched)
            if stretched and at_boundary(text.normal, start, end):
                for key in needle.keys:
                    hits.setdefault(key, []).append(text.span(start, end))


def _shrunken(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The text with one or more of its doubled letters single, and where those are."""
    places = [match.start() for match in _DOUBLED.finditer(text)][:_MAX_DOUBLED]
    out = []
    for choice in product((False, True), repeat=len(places)):
        if any(choice):
            chosen = [place for place, taken in zip(places, choice, strict=True) if taken]
            shrunk = "".join(char for i, char in enumerate(text) if i - 1 not in chosen)
            out.append((shrunk, tuple(place - before for before, place in enumerate(chosen))))
    return out
