"""How the default model is made, as far as it needs no more than the package does."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from ombud.signals.cards import shipped_cards
from ombud.signals.text.names import VERSION
from training.corpus import HEADS, Row
from training.measure import auc, auprc, calibration_error, f1, macro_f1, reliability
from training.text.taught import chosen
from training.text.weak import weakly_labelled

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def row(text: str, said: Mapping[str, float], source: str = "text/jigsaw-wikipedia") -> Row:
    return Row("r-1", text, "en", source, tuple(said.get(head, float("nan")) for head in HEADS))


def guessed(text: str, **said: float) -> dict[str, float]:
    labels = weakly_labelled(row(text, said), text)
    return {head: label for head, label in zip(HEADS, labels, strict=True) if label == label}


def test_what_somebody_said_is_never_guessed_over() -> None:
    assert guessed("i want to die, you fool", self_harm=0, toxic=0, harassment=1)["self_harm"] == 0
    assert guessed("you fool", toxic=0, harassment=1)["harassment"] == 1


@pytest.mark.parametrize(
    ("text", "said", "head", "expected"),
    [
        ("i want to end my life", {}, "self_harm", 1),
        ("i want to end this call", {}, "self_harm", 0),
        ("horny milf porn", {}, "sexual", 1),
        ("a walk in the park", {}, "sexual", 0),
        ("you absolute fool", {"insult": 1}, "harassment", 1),
        ("a fine edit", {"toxic": 0}, "spam", 0),
    ],
)
def test_guesses_follow_from_the_words(text: str, said: dict[str, float], head: str, expected: float) -> None:
    assert guessed(text, **said)[head] == expected


def test_nothing_is_guessed_where_the_words_leave_it_open() -> None:
    assert "sexual" not in guessed("one naked truth")
    assert "harassment" not in guessed("what a fool he is", insult=1)
    assert "threat" not in guessed("what a fool he is", toxic=1)


def test_single_sentences_are_drawn_from_training_texts_the_same_way_every_time() -> None:
    rows = [row("This is the first sentence here. And this is the second one! Short.", {}), row("x", {}, "contrast/a")]
    assert sorted(chosen(rows, 0)) == ["And this is the second one!", "This is the first sentence here."]
    assert chosen(rows, 3) == chosen(rows, 3)


def test_the_numbers_are_what_they_are_called() -> None:
    yes, scores = np.array([True, True, False, False]), np.array([0.9, 0.4, 0.6, 0.1])
    assert auc(yes, scores) == 0.75
    assert auc(yes, np.zeros(4)) == 0.5
    assert auprc(yes, scores) == pytest.approx((1 + 2 / 3) / 2)
    assert f1(yes, scores >= 0.5) == macro_f1(yes, scores >= 0.5) == 0.5
    assert np.isnan(auc(yes[:2], scores[:2]))
    assert np.isnan(auprc(yes[2:], scores[2:]))


def test_reliability_compares_scores_with_what_was_true() -> None:
    yes, scores = np.array([True, False, True, True]), np.array([0.55, 0.51, 0.95, 1.0])
    (low, high) = reliability(yes, scores)
    assert low == pytest.approx((2, 0.53, 0.5))
    assert high == pytest.approx((2, 0.975, 1.0))
    assert calibration_error(yes, scores) == pytest.approx((2 * 0.03 + 2 * 0.025) / 4)


def test_the_card_shows_what_was_measured_of_the_model_that_ships() -> None:
    (card,) = (card for card in shipped_cards() if card.name == "default model of texts")
    assert card.measured is not None
    assert card.measured.version.startswith(VERSION)  # what follows is of other languages
    assert json.dumps([table.title for table in card.measured.tables]).count("Properties") == 1
