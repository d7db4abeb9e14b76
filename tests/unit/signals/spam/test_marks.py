"""What advertisements carry beside their words: found where it is, and not where it only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.signals.spam import MARKS, marks
from ombud.signals.spam.marks import FOUND


@pytest.mark.parametrize(
    ("mark", "text", "where"),
    [
        ("link", "look at https://example.org/a?b=c now", "https://example.org/a?b=c"),
        ("link", "see shop.example.com for more", "shop.example.com"),
        ("shortener", "go to bit.ly/3xYz", "bit.ly/"),
        ("bare_address", "http://203.0.113.9/login", "http://203.0.113.9"),
        ("punycode", "https://xn--pypal-4ve.com", "xn--pypal-4ve"),
        ("cheap_ending", "win.prize.top/x", ".top/"),
        ("phone", "call +44 7911 123456 today", "+44 7911 123456"),
        ("short_code", "Text WIN to 80082", "Text WIN to 80082"),
        ("money", "earn $5,000 a week", "$5,000"),
        ("money", "send 200 usdt first", "200 usdt"),
        ("messenger", "message me on WhatsApp", "message me"),
        ("shouting", "FREE PRIZE for you", "FREE PRIZE"),
        ("shouting", "hurry!!", "!!"),
    ],
)
def test_a_mark_is_found_where_it_stands(mark: str, text: str, where: str) -> None:
    begin, end = marks(text)[mark][0]
    assert text[begin:end] == where


@pytest.mark.parametrize(
    "text",
    [
        "I moved the beans last week. They look well.",
        "In 2019 about 300 people came, e.g. from Leeds.",
        "Reply to her letter, she waits for a text.",
        "NATO met on Tuesday!",
        "the end.Next morning we left",
        "",
    ],
)
def test_ordinary_sentences_carry_none(text: str) -> None:
    assert marks(text) == {}


def test_a_second_link_is_a_mark_of_its_own() -> None:
    assert "links" not in marks("https://example.org")
    assert len(marks("https://example.org https://example.com")["links"]) == 2


def test_at_most_twenty_places_of_a_mark_are_told() -> None:
    assert len(marks("https://example.org " * 50)["link"]) == 20


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    for mark, places in marks(text).items():
        assert mark in MARKS
        assert all(0 <= begin < end <= len(text) for begin, end in places)


@pytest.mark.parametrize(
    "piece",
    ["a", "a-", "a.", "1,", "1 ", "xn--", "A", "AAA ", "$1", "text ", "+1 2", ".com", "http://", "!", "aa.", "t.me"],
)
def test_texts_made_to_be_read_twice_are_read_to_their_end(piece: str) -> None:
    """A pattern that starts anew within what it has read would take hours over these."""
    text = piece * (64_000 // len(piece))
    assert all(len(places) <= 20 for places in marks(text).values())


PIECES = st.sampled_from([
    "text ", "Reply ", "ſms ", "kiK ", "to", "TO ", "\u2003", "\xa0", "\n", "1234", "٣٤٥٦", "$", "€ ", "5", ",000",
    " usd", "k ", "euros", "http://", "HTTPS://", "www.", "bit.ly", "/a", "example", ".com", ".top", "xn--", "10.0.0.1",
    "wa.me/", "dm me", " in bio", "join our group", "FREE", "YES", "WIN", " stop", "!!", "!", "-", "(0)", " ", "é",
    "\ud800",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_no_mark_is_overlooked_for_the_sake_of_speed(text: str) -> None:
    asked = {name: [match.span() for match in pattern.finditer(text)] for name, (pattern, _) in FOUND.items()}
    found = {name: list(places) for name, places in marks(text).items() if name != "links"}
    assert found == {name: places[:20] for name, places in asked.items() if places}
