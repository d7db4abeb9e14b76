"""How often nearly the same text came before."""

from collections.abc import Callable
from itertools import product

import pytest

from ombud.model import Arrival
from ombud.signals import Registry, Windows, fingerprint
from ombud.signals.near_duplicates.simhash import simhash

Arrive = Callable[..., Arrival]
SPAM = "Earn five hundred dollars a day from home, no skills needed, write to my assistant on the messenger now"


def copies(arrival: Arrival, windows: Windows) -> object:
    windows.note(arrival)
    return Registry().measure("near_duplicates", arrival, windows).value


@pytest.mark.parametrize(
    "again",
    [
        SPAM,
        SPAM.upper(),
        f"{SPAM}!!! 847362",
        SPAM.replace("a", "а"),  # Cyrillic
        SPAM.replace("home", "h\u200bo\u200bm\u200be"),
        SPAM.replace(" ", "  \n"),
        SPAM.replace("needed", "n33ded"),
        f"{SPAM} https://example.com/offer?id=77",
        f"HTTP://xn--tda.example/a/b/c, {SPAM}",
        " ".join(sorted(SPAM.split())),
    ],
)
def test_a_copy_is_seen_through_numbers_signs_and_disguises(again: str, arrive: Arrive, windows: Windows) -> None:
    assert copies(arrive(SPAM), windows) == 0
    assert copies(arrive(again), windows) == 1


def test_another_text_is_no_copy(arrive: Arrive, windows: Windows) -> None:
    windows.note(arrive(SPAM))
    assert (
        copies(arrive("My cat has learned to open the fridge and now we live in fear of the butter thief"), windows)
        == 0
    )


def test_addresses_are_read_where_there_is_little_else(arrive: Arrive, windows: Windows) -> None:
    assert copies(arrive("look https://example.com/an-offer-for-everybody"), windows) == 0
    assert copies(arrive("look https://example.com/an-offer-for-everybody!!"), windows) == 1
    assert copies(arrive("look https://example.org/photos-of-the-butter-thief"), windows) == 0


def test_a_text_in_chinese_has_copies_too(arrive: Arrive, windows: Windows) -> None:
    text = "在家轻松赚钱，每天五百美元，不需要任何技能，请立即联系我的助理了解详情，名额有限。"
    windows.note(arrive(text))
    assert copies(arrive(text + "12345"), windows) == 1


@pytest.mark.parametrize("text", ["", "thanks!", "1234567890 1234567890 1234567890", "😀" * 50])
def test_it_abstains_where_everybody_says_the_same(text: str, arrive: Arrive, windows: Windows) -> None:
    signal = Registry().measure("near_duplicates", arrive(text), windows)
    assert (signal.value, signal.abstained) == (None, "too_short")
    assert fingerprint(arrive(text)) == 0


def test_the_fingerprint_is_the_same_on_every_machine(arrive: Arrive) -> None:
    assert fingerprint(arrive(SPAM)) == 2917150172928512965


def test_the_fingerprint_does_not_depend_on_what_was_read_before(arrive: Arrive) -> None:
    before = fingerprint(arrive(SPAM))
    syllables = [a + b for a in "bcdfghklmnprstvwz" for b in "aeiou"]
    words = ["".join(parts) for parts in product(syllables, syllables, syllables[:8])]  # more than are kept
    for start in range(0, len(words), 400):
        fingerprint(arrive(" ".join(words[start : start + 400])))
    simhash.cache_clear()
    assert fingerprint(arrive(SPAM)) == before


def test_a_very_long_text_is_read_as_far_as_its_votes_can_be_counted(arrive: Arrive) -> None:
    first = "butter " * 1000
    assert fingerprint(arrive(first)) == fingerprint(arrive(first + "another ending")) != 0
    assert fingerprint(arrive("ab" * 30_000)) != 0
