"""Phrases with signs between their words, and phrases spelled letter by letter."""

import pytest

from ombud.intake import normalise
from ombud.model import Text
from ombud.ports import MatcherFactory, TermSet
from ombud.signals.matching.gaps import bridged, bridges


def found(build: MatcherFactory, text: str, *terms: str, exact: bool = False) -> list[str]:
    spans = build([TermSet("t", terms, exact)], []).find(normalise(text)).get("t", ())
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "written",
    [
        "free, money", "free-money", "free.money", "free_money", "free*money", "FREE... money", "free 💰 money",
        'free" money', "free » money", "free --- money", "free!money", "free/money", "freeee, moooney", "fr33, m0n3y",
        "f r e e m o n e y", "F R E E M O N E Y", "f-r-e-e-m-o-n-e-y", "f.r.e.e.m.o.n.e.y", "free ’ money",
    ],
)  # fmt: skip
def test_signs_between_the_words_of_a_phrase_hide_it_no_more(written: str, build: MatcherFactory) -> None:
    assert found(build, f"“Get {written}” now", "free money") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "I am free. Money is short", "Free! Money!", 'You are "free." Money is not', "free? (money)", "free。 money",
        "free,\n\nmoney", "- free\n- money", "free ------ money", "free'money", "freemoney", "carefree, money",
        "free, moneys", "free. - money", "https://a.example/get+free+money",
        "www.free-money.example",
    ],
)  # fmt: skip
def test_words_of_two_sentences_or_lines_are_no_phrase(text: str, build: MatcherFactory) -> None:
    assert found(build, text, "free money") == []


def test_exact_phrases_are_read_letter_by_letter(build: MatcherFactory) -> None:
    assert found(build, "free, money and f r e e m o n e y", "free money", exact=True) == []


def test_a_sign_in_a_term_is_meant_as_it_stands(build: MatcherFactory) -> None:
    assert found(build, "50, off and c, jobs", "50% off", "c++ jobs") == []
    assert found(build, "50% off", "50% off") == ["50% off"]


def test_an_apostrophe_inside_a_word_is_spelling(build: MatcherFactory) -> None:
    assert found(build, "don't - ever", "don't ever") == ["don't - ever"]
    assert found(build, "don, ever", "don't ever") == []


def test_vowel_signs_belong_to_their_letters(build: MatcherFactory) -> None:
    assert found(build, "की, किताबें और किता, ब", "की किताबें") == ["की, किताबें"]
    assert bridged("कि ताब") == "कि ताब"
    assert bridged("a-ि-b") == "a-ि-b"


def test_a_phrase_in_several_disguises_is_found_each_time(build: MatcherFactory) -> None:
    text = "ﬁne, art; fine art, f i n e a r t; fi\u200bne-art"
    assert found(build, text, "fine art") == ["ﬁne, art", "fine art", "f i n e a r t", "fi\u200bne-art"]


def test_letters_that_nothing_separates_are_not_spelled_apart(build: MatcherFactory) -> None:
    hangul = "\u1112\u1161\u11ab\u1100\u116e\u11a8\u1112\u1161\u11ab\u1100\u116e\u11a8"  # each syllable three letters
    assert normalise(hangul).normal == "한국한국"
    assert found(build, hangul, "한국 한국") == []


def test_a_text_in_place_is_searched_too(build: MatcherFactory) -> None:
    found_in = build([TermSet("t", ("free money",))], []).find(Text("get free, money", "get free, money"))
    assert found_in == {"t": ((4, 15),)}


@pytest.mark.parametrize("text", ["", "plain words", "a, b", "é--b, c", "की, कि", "--a.b. c ... d--"])
def test_every_place_of_the_bridged_text_leads_to_the_same_letter(text: str) -> None:
    short, places = bridged(text), bridges(text)
    assert len(places) == len(short) + 1
    assert places[-1] == len(text)
    assert all(short[i] in (text[places[i]], " ") for i in range(len(short)))
