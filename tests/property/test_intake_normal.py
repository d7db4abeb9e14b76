"""The normal form over all strings, and over words that somebody disguised."""

import random
import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.intake.lookalikes import looks
from ombud.intake.normal import _thorough

SOME = settings(max_examples=60, deadline=None)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
TRICKY = st.text("aаαkіl1!@$|0 .-_\u200b\u0301\u202eßﷺKК😀\n\t가ㅏ<>/&#;9*ïƒʇɐ🇮🇩", max_size=40)


@SOME
@given(ANY_TEXT | TRICKY)
def test_every_string_has_a_normal_form_whose_places_lie_in_the_text(raw: str) -> None:
    text = normalise(raw)
    places = text.offsets if text.offsets is not None else tuple(range(len(raw) + 1))
    assert len(places) == len(text.normal) + 1
    assert places[-1] == len(raw)
    assert all(0 <= before <= after for before, after in pairwise(places))


@SOME
@given(TRICKY, st.data())
def test_every_span_of_the_normal_form_is_a_range_of_the_text(raw: str, data: st.DataObject) -> None:
    text = normalise(raw)
    start = data.draw(st.integers(0, len(text.normal)))
    end = data.draw(st.integers(start, len(text.normal)))
    first, last = text.span(start, end)
    assert 0 <= first <= last <= len(raw)
    assert (first < last) == (start < end)


@SOME
@given(st.text(st.characters(codec="ascii"), max_size=80) | st.text("aabkl1013!@$| .-\n", max_size=40))
def test_the_quick_way_gives_what_the_thorough_way_gives(raw: str) -> None:
    assert normalise(raw) == _thorough(raw)


@SOME
@given((ANY_TEXT | TRICKY | st.text("ab1 .  \n$3|", max_size=20)).map(str.lower))
def test_the_normal_form_of_a_normal_form_is_itself(raw: str) -> None:
    """Of what was written small: a capital can be the only sign that $TSLA is a stock and Ω an ohm."""
    once = normalise(raw).normal
    assert normalise(once).normal == once


@SOME
@given(st.lists(st.text(string.ascii_lowercase, min_size=2, max_size=12), max_size=10))
def test_plain_words_without_three_of_a_letter_are_their_own_normal_form(words: list[str]) -> None:
    text = " ".join(word for word in words if not any(letter * 3 in word for letter in word))
    assert normalise(text).normal == text


@SOME
@given(ANY_TEXT)
def test_what_has_been_folded_once_is_folded(raw: str) -> None:
    once = normalise(raw).normal
    assert " " * 2 not in once
    assert once == once.casefold() or not once.isascii()


ORDINARY = st.lists(
    st.sampled_from(["the", "kids", "went", "home", "привет", "мир", "今日", "good", "naïve"]), max_size=8
)


@SOME
@given(ORDINARY)
def test_ordinary_words_are_their_own_normal_form(words: list[str]) -> None:
    assert normalise(" ".join(words)).normal == " ".join(words)


WORD = st.text(string.ascii_lowercase, min_size=5, max_size=9).filter(
    lambda word: len(set(word)) > 2 and not any(letter * 2 in word for letter in word)
)
LOOKS = {
    letter: [look for look, stands in looks().strong.items() if stands == letter] for letter in string.ascii_lowercase
}
LEET = {"a": "4", "e": "3", "o": "0", "s": "5", "t": "7"}


@SOME
@given(WORD, st.integers(0, 2**32))
def test_a_disguised_word_is_found_in_the_normal_form(word: str, seed: int) -> None:
    chance = random.Random(seed)
    inner = range(1, len(word) - 1)
    disguises = {
        "zero-width": "\u200b".join(word),
        "spaced": chance.choice(" .-_*·").join(word),
        "struck": "".join(f"{letter}\u0336" for letter in word),
        "full-width": "".join(chr(ord(letter) + 0xFEE0) for letter in word.upper()),
        "look-alikes": "".join(
            chance.choice(LOOKS[letter]) if LOOKS[letter] and i in inner else letter for i, letter in enumerate(word)
        ),
        "stretched": "".join(letter * (chance.randint(3, 6) if i in inner else 1) for i, letter in enumerate(word)),
        "leet": "".join(LEET.get(letter, letter) if i in (1, 3) else letter for i, letter in enumerate(word)),
    }
    disguises |= {
        "tags": "<b></b>".join(word),
        "comments": "<!-- x -->".join(word),
        "entities": "".join(f"&#{ord(letter)};" if i in inner else letter for i, letter in enumerate(word)),
        "hidden entities": "&#8203;".join(word),
        "flags": "\u200b".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in word),
        "backwards": f"\u202e{word[::-1]}\u202c",
        "piles of marks": "".join(f"{letter}\u0323\u0331\u0336\u0301" for letter in word),
    }
    for kind, disguised in disguises.items():
        text = normalise(f"well {disguised} then")
        assert word in text.normal, kind
        start = text.normal.index(word)
        first, last = text.span(start, start + len(word))
        assert word in normalise(text.raw[first:last]).normal, kind
