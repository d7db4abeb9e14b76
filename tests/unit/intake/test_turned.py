"""Words upside down."""

import pytest

from ombud.intake import normalise

_DOWN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")


def down(words: str) -> str:
    return words.translate(_DOWN)[::-1]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (f"you {down('idiot')}", "you idiot"),
        (f"so {down('you are an idiot')}, no", "so you are an idiot, no"),
        (f"{down('fuck')} no", "fuck no"),
        (f"you {down('ass')}, {down('look')}", "you ass, look"),
    ],
)
def test_they_are_read_the_right_way_up_in_their_order(raw: str, expected: str) -> None:
    assert normalise(raw).normal == expected


@pytest.mark.parametrize("raw", ["no so bud, é", "ɔkɔ and ǝ", "the vowel ʌ in cup, poɥb", "ɔǝɔ and the ʌ", "/ˈɹəŋ/"])
def test_other_words_stay(raw: str) -> None:
    assert normalise(raw).normal == raw


def test_every_word_of_them_leads_back_to_all_of_them() -> None:
    text = normalise(f"so {down('you idiot')}!")
    start = text.normal.index("you")
    first, last = text.span(start, start + 3)
    assert text.raw[first:last] == down("you idiot")
