"""What the encoder reads instead of accounts, addresses and emoji."""

import pytest

from ombud.signals.encoder.plain import plain


@pytest.mark.parametrize(
    ("normal", "read"),
    [
        ("good morning", "good morning"),
        ("@jo_23 you there?", "@user you there?"),
        ("[user] and <user> agree", "@user and @user agree"),
        ("mail jo@example.org", "mail jo@example.org"),
        ("see https://example.org/a?b=c now", "see link now"),
        ("see www.example.org now", "see link now"),
        ("[url] or <url>", "link or link"),
        ("a < b", "a < b"),
    ],
)
def test_names_and_addresses_are_nobodys_opinion(normal: str, read: str) -> None:
    assert plain(normal) == read


def test_every_emoji_becomes_its_name() -> None:
    assert plain("you 🐒🐒").split() == ["you", "monkey", "monkey"]


def test_the_colour_of_a_hand_and_what_joins_emoji_vanish() -> None:
    assert plain("👍🏿").split() == ["thumbs", "up", "sign"]
    assert plain("a\u200db\ufe0f") == "ab"


def test_a_sign_without_a_name_is_a_gap() -> None:
    assert plain("a\U0001fabcb🫼").split()[0] == "a"
    assert plain("a\U0001f0ffb") == "a  b"


def test_other_scripts_stay() -> None:
    assert plain("grüße 你好") == "grüße 你好"
