"""The matcher against looking for each term by hand, and over hostile text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.ports import Pattern, TermSet
from ombud.signals import matcher_factory

SOME = settings(max_examples=60, deadline=None)
WORDS = st.text("abc", min_size=1, max_size=3)


@SOME
@given(st.sets(WORDS, min_size=1, max_size=6), st.lists(WORDS, max_size=8))
def test_terms_are_found_where_words_are_equal(terms: set[str], words: list[str]) -> None:
    raw = ", ".join(words)
    found = matcher_factory(normalise)([TermSet("t", tuple(terms), exact=True)], []).find(normalise(raw))
    expected = tuple(match.span() for match in re.finditer("[abc]+", raw) if match[0] in terms)
    assert found == ({"t": expected} if expected else {})


@SOME
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("kiіl1\u200b. -lо", max_size=40))
def test_every_span_is_a_piece_of_the_text(raw: str) -> None:
    matcher = matcher_factory(normalise)(
        [TermSet("t", ("kill", "ki", "l"))], [Pattern("p", r"\S+"), Pattern("q", "l+", True)]
    )
    for spans in matcher.find(normalise(raw)).values():
        assert list(spans) == sorted(set(spans))
        assert all(0 <= start < end <= len(raw) for start, end in spans)
