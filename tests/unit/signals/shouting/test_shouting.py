"""The share of capitals."""

from collections.abc import Callable

import pytest

from ombud.model import Arrival
from ombud.signals import Registry, Windows

Arrive = Callable[..., Arrival]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("this is all quite calm", 0.0),
        ("WHY IS NOBODY LISTENING", 1.0),
        ("HALF of this text is LOUD", 0.4),
        ("ПОЧЕМУ МЕНЯ никто не слышит", 0.4348),
    ],
)
def test_the_share_of_capitals_is_measured(text: str, value: float, arrive: Arrive, windows: Windows) -> None:
    assert Registry().measure("shouting", arrive(text), windows).value == value


def test_the_loud_words_are_shown(arrive: Arrive, windows: Windows) -> None:
    arrival = arrive("I said STOP IT and GO AWAY now")
    spans = Registry().measure("shouting", arrival, windows).spans
    assert [arrival.text.raw[start:end] for start, end in spans] == ["STOP", "AWAY"]


def test_of_words_without_spaces_between_them_the_capitals_alone_are_shown(arrive: Arrive, windows: Windows) -> None:
    arrival = arrive("今天的NBA和CBA比赛在TV上，WIFI又断了")
    signal = Registry().measure("shouting", arrival, windows)
    assert signal.value == 1.0
    assert [arrival.text.raw[start:end] for start, end in signal.spans] == ["NBA", "CBA", "WIFI"]


def test_at_most_twenty_are_shown(arrive: Arrive, windows: Windows) -> None:
    assert len(Registry().measure("shouting", arrive("LOUD " * 30), windows).spans) == 20


def test_the_ordinary_letters_of_cherokee_are_no_capitals(arrive: Arrive, windows: Windows) -> None:
    cherokee = "ᎣᏏᏲ! ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ. ᏩᏙ."
    for text in (cherokee, cherokee.lower()):
        assert Registry().measure("shouting", arrive(text), windows).abstained == "too_short"
    mixed = Registry().measure("shouting", arrive(f"STOP that please now {cherokee}"), windows)
    assert (mixed.value, mixed.spans) == (0.2353, ((0, 4),))


@pytest.mark.parametrize(
    "text", ["", "OK", "NASA and ESA", "今天早上火车又晚点了没有人告诉我们为什么", "1234567890123"]
)
def test_it_abstains_without_enough_letters_that_have_capitals(text: str, arrive: Arrive, windows: Windows) -> None:
    assert Registry().measure("shouting", arrive(text), windows).abstained == "too_short"
