"""Excerpts show the words that did it, and point at the same characters as the whole text does."""

from hypothesis import given
from hypothesis import strategies as st

from ombud.model import Match, Measure
from ombud.web.console.excerpts import excerpt, marked


def match(*spans: tuple[int, int]) -> Match:
    return Match(clause="a/b", rule="r", then=Measure.HOLD, spans=spans)


def test_a_short_text_is_shown_whole() -> None:
    shown = excerpt("all of it", ((0, 3),))

    assert (shown.text, shown.spans, shown.before, shown.after) == ("all of it", ((0, 3),), False, False)


def test_a_long_text_is_cut_around_the_first_marked_word() -> None:
    text = "word " * 200 + "threat" + " word" * 200

    shown = excerpt(text, ((1000, 1006),), length=100)

    [(start, end)] = shown.spans
    assert shown.text[start:end] == "threat"
    assert shown.text.startswith("word")
    assert shown.before
    assert shown.after


def test_overlapping_matches_are_marked_once() -> None:
    assert marked([match((0, 4), (9, 99)), match((2, 6))], 10) == ((0, 6), (9, 10))


@given(st.text(alphabet="ab \n", max_size=200), st.integers(0, 200), st.integers(1, 20), st.integers(10, 60))
def test_every_span_of_an_excerpt_points_at_words_of_the_text(text: str, at: int, size: int, length: int) -> None:
    spans = marked([match((at, at + size))], len(text))

    shown = excerpt(text, spans, length)

    assert len(shown.text) <= length
    assert shown.text in text
    assert bool(spans) <= bool(shown.spans)
    for start, end in shown.spans:
        assert 0 <= start < end <= len(shown.text)
        assert shown.text[start:end] in text[spans[0][0] : spans[-1][1]]
