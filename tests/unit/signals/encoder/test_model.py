"""The full model as the rest of Ombud sees it."""

import numpy as np
import pytest

from ombud.intake import normalise
from ombud.model import NotFound
from ombud.signals.encoder import FullModel, full_model
from ombud.signals.encoder.blend import Blend
from ombud.signals.text import TextModel

_DEFAULT = TextModel()
_INSULT = "You are a pathetic idiot, nobody here likes you."
_CALM = "Thanks for the recipe, my mother loved it."


@pytest.fixture(scope="module")
def model() -> FullModel:
    return full_model(_DEFAULT)


def _toxic(model: FullModel, text: str) -> float:
    value = model.score([normalise(text)], ["en"])[0]["toxic"].value
    assert isinstance(value, float)
    return value


def test_it_offers_what_the_default_model_offers(model: FullModel) -> None:
    assert model.names == _DEFAULT.names


def test_its_version_names_it_and_its_weights(model: FullModel) -> None:
    assert model.version.startswith("text-en-full-1+sha256:")
    assert len(model.version) == len("text-en-full-1+sha256:") + 16


def test_another_default_model_makes_another_version(model: FullModel) -> None:
    blend = Blend(_DEFAULT.names, (1.0,) * 11, (0.0,) * 11, (0.0,) * 11)
    other = FullModel(_DEFAULT, model._reader, blend, "another digest")
    assert other.version != model.version


def test_abuse_scores_high_and_kindness_low(model: FullModel) -> None:
    assert _toxic(model, _INSULT) > 0.8
    assert _toxic(model, _CALM) < 0.2


def test_disguise_does_not_help(model: FullModel) -> None:
    assert _toxic(model, "Y0u are a p\u200bath\u0435tic 1d1ot, nobody here likes y o u.") > 0.7


def test_it_abstains_where_the_default_model_does(model: FullModel) -> None:
    texts = [normalise(text) for text in ("", "Guten Morgen allerseits, wie geht es euch denn heute?", _CALM)]
    langs = model.tell(texts)
    assert langs == _DEFAULT.tell(texts)
    for mine, its in zip(model.score(texts, langs), _DEFAULT.score(texts, langs), strict=True):
        assert {name: signal.abstained for name, signal in mine.items()} == {
            name: signal.abstained for name, signal in its.items()
        }
        assert all((signal.value is None) == (signal.abstained is not None) for signal in mine.values())


def test_no_texts_are_no_answers(model: FullModel) -> None:
    assert model.score([], []) == []


def test_answers_come_in_order_whatever_the_lengths(model: FullModel) -> None:
    texts = [normalise(f"{'very ' * n}kind of you to say so") for n in (40, 0, 200, 3)]
    together = model.score(texts, ["en"] * 4)
    assert together == [model.score([text], ["en"])[0] for text in texts]


def test_the_insulting_word_speaks_most_for_the_insult(model: FullModel) -> None:
    parts = model.explain(normalise(_INSULT), "insult")
    (begin, end), weight = max(parts, key=lambda part: part[1])
    assert _INSULT[begin:end] in ("pathetic", "idiot,", "You")
    assert weight > 0
    assert [abs(weight) for _, weight in parts] == sorted((abs(weight) for _, weight in parts), reverse=True)


def test_what_cannot_be_scored_has_no_explanation(model: FullModel) -> None:
    assert model.explain(normalise("!!!"), "toxic") == ()


def test_an_unknown_signal_is_named_with_those_that_there_are(model: FullModel) -> None:
    with pytest.raises(NotFound) as raised:
        model.explain(normalise(_CALM), "sarcasm")
    assert raised.value.code == "unknown_signal"
    assert "toxic" in (raised.value.advice or "")


def test_a_blend_is_a_line_through_both_logits() -> None:
    blend = Blend(("a", "b"), (2.0, 0.0), (0.0, 1.0), (0.5, -1.0))
    logits = blend.logits(np.array([[3.0, 9.0]], np.float32), np.array([[0.9, 0.5]]))
    assert logits.tolist() == [[6.5, -1.0]]


def test_a_default_score_of_nought_or_one_is_bounded() -> None:
    blend = Blend(("a",), (0.0,), (1.0,), (0.0,))
    assert np.isfinite(blend.logits(np.zeros((2, 1), np.float32), np.array([[0.0], [1.0]]))).all()
