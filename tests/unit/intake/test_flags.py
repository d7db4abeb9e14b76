"""Letters made for flags."""

import pytest

from ombud.intake import normalise


def flags(word: str, between: str = "") -> str:
    return between.join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in word)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (flags("idiot"), "idiot"),
        (flags("kill"), "kill"),
        (flags("shit", " "), "shit"),
        (flags("shit", "\u200b"), "shit"),
        (f"so {flags('a')} day", "so a day"),
    ],
)
def test_a_word_spelled_with_them_is_a_word(raw: str, expected: str) -> None:
    assert normalise(raw).normal == expected


@pytest.mark.parametrize("raw", [flags("us"), flags("usgb"), f"go {flags('de')} {flags('fr')}!", "no flags é"])
def test_flags_stay(raw: str) -> None:
    assert normalise(raw).normal == raw
