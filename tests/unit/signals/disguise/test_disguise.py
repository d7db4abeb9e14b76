"""How much of a text was hidden or disguised, and what is only written that way."""

from collections.abc import Callable

import pytest

from ombud.model import Arrival
from ombud.signals import Registry, Windows

Arrive = Callable[..., Arrival]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("k\u200bill them", ["\u200b"]),
        ("k\u200b\u200bill them", ["\u200b", "\u200b"]),
        ("\u202ekill\u202c them", []),
        ("ki\u202ell them", ["\u202e"]),
        ("what a рrivate thing", ["р"]),
        ("a ѕсоре here, and more words in Latin", ["ѕ", "с", "о", "р", "е"]),
        ("какой же ты дуpак", ["p"]),
    ],
)
def test_hidden_and_false_letters_are_counted_and_shown(
    text: str, shown: list[str], arrive: Arrive, windows: Windows
) -> None:
    signal = Registry().measure("disguise", arrive(text), windows)
    assert [text[start:end] for start, end in signal.spans] == shown
    assert signal.value == len(shown)


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "👨‍👩‍👧 family ❤️ and 🏳️‍🌈 flag",
        "می‌خواهم بروم",  # Persian needs the zero-width non-joiner
        "क्‍ष",  # Hindi needs the joiner
        "naïve café, Straße, cafe\u0301, İstanbul, ﬁne",
        "Ｆｕｌｌ ｗｉｄｔｈ 𝓯𝓪𝓷𝓬𝔂 ⓒⓘⓡⓒⓛⓔ ᴋɪᴅ",
        "привет and νερό in an English text",
        "שלום \u200f(hello)\u200e עולם",
        "ki\u00adll",
    ],
)
def test_what_people_write_anyway_is_no_disguise(text: str, arrive: Arrive, windows: Windows) -> None:
    signal = Registry().measure("disguise", arrive(text), windows)
    assert (signal.value, signal.spans) == (0, ())


def test_a_flood_of_disguises_is_counted_in_full_and_shown_in_part(arrive: Arrive, windows: Windows) -> None:
    signal = Registry().measure("disguise", arrive("a\u200b" * 300 + "a"), windows)
    assert signal.value == 300
    assert len(signal.spans) == 100
