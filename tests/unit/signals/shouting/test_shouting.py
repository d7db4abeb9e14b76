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


@pytest.mark.parametrize(
    "text", ["", "OK", "NASA and ESA", "今天早上火车又晚点了没有人告诉我们为什么", "1234567890123"]
)
def test_it_abstains_without_enough_letters_that_have_capitals(text: str, arrive: Arrive, windows: Windows) -> None:
    assert Registry().measure("shouting", arrive(text), windows).abstained == "too_short"
