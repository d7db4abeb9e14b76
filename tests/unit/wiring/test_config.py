"""What can be set in the environment, and what is said to whoever sets it wrongly."""

from datetime import date

import pytest

from ombud.model import BadInput
from ombud.signals.thresholds import FLAGGABLE, Flags
from ombud.wiring import Config


def flags(text: str) -> Flags:
    return Config.from_env({"OMBUD_FLAGS": text}).flags


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("spam=0.9", {"spam": 0.9}),
        (" spam = 0.9 , sexual=never,", {"spam": 0.9, "sexual": None}),
        ("toxic=1", {"toxic": 1.0}),
        ("threat=1e-3", {"threat": 0.001}),
        (",", {}),
    ],
)
def test_thresholds_of_flags_are_names_with_scores(text: str, own: dict[str, float | None]) -> None:
    assert flags(text).own == own


@pytest.mark.parametrize("text", ["", "spam=0.9,sexual=never", "threat=0.1234567890123"])
def test_thresholds_are_written_as_they_are_read(text: str) -> None:
    assert str(flags(text)) == text
    assert flags(str(flags(text))) == flags(text)


def test_without_them_what_ships_applies() -> None:
    assert Config.from_env({}).flags.own == Config.from_env({"OMBUD_FLAGS": ""}).flags.own == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spam=NaN", "the threshold of spam is 'NaN'"),
        ("spam=inf", "the threshold of spam is 'inf'"),
        ("spam=0", "the threshold of spam is '0'"),
        ("spam=-0.5", "the threshold of spam is '-0.5'"),
        ("spam=1.01", "the threshold of spam is '1.01'"),
        ("spam=high", "the threshold of spam is 'high'"),
        ("spam", "the threshold of spam is ''"),
        ("spam=0.9=1", "the threshold of spam is '0.9=1'"),
        ("rude=0.5", "'rude' is no signal that the doors flag"),
        ("=0.5", "'' is no signal that the doors flag"),
        ("self_harm=0.5", "'self_harm' is no signal that the doors flag"),
        ("spam=0.5,spam=0.6", "spam is there twice"),
        ("\0=1", "'\\x00' is no signal that the doors flag"),
    ],
)
def test_what_is_no_threshold_is_refused_with_what_would_be_one(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        flags(text)
    assert caught.value.code == "bad_flags"
    assert caught.value.detail == f"OMBUD_FLAGS: {said}."
    assert all(name in caught.value.advice for name in FLAGGABLE)


def test_an_operator_says_which_day_it_is() -> None:
    assert Config.from_env({}).clock_confirmed is None
    assert Config.from_env({"OMBUD_CLOCK_CONFIRMED": "2027-03-01"}).clock_confirmed == date(2027, 3, 1)
    with pytest.raises(BadInput, match="the day that it is"):
        Config.from_env({"OMBUD_CLOCK_CONFIRMED": "today"})
