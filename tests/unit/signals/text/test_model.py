"""The default model: what it says, why, and what it does not speak about."""

import hashlib

import numpy as np
import pytest

from ombud.intake import normalise
from ombud.model import NotFound, Signal, Text
from ombud.signals.text import TextModel
from ombud.signals.text.features import BUCKETS, features
from ombud.signals.text.heads import WEIGHTS_FILE, distinct, heads
from ombud.signals.text.names import DOCS, VERSION


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel()


def value(model: TextModel, text: str, name: str) -> float:
    (answer,) = model.score([normalise(text)], ["en"])
    found = answer[name].value
    assert isinstance(found, float), answer[name]
    return found


def reason(model: TextModel, text: str, lang: str | None = None) -> str | None:
    read = normalise(text)
    (answer,) = model.score([read], [lang or model.tell([read])[0]])
    reasons = {signal.abstained for signal in answer.values()}
    assert len(reasons) == 1
    return reasons.pop()


def test_the_version_is_the_digest_of_the_weights(model: TextModel) -> None:
    assert model.version == VERSION
    assert VERSION.endswith(hashlib.sha256(WEIGHTS_FILE.read_bytes()).hexdigest()[:16])
    assert model.names == tuple(DOCS)


@pytest.mark.parametrize(
    ("worse", "better", "name"),
    [
        ("you are a pathetic idiot", "you are a patient teacher", "insult"),
        ("you are a pathetic idiot", "you are a patient teacher", "toxic"),
        ("i will find you and kill you", "i will find you a better seat", "threat"),
        ("muslims are filthy vermin", "the muslim family next door baked bread for everybody", "identity_hate"),
        ("fuck this fucking printer", "I am tired of this printer", "profanity"),
        ("send me nudes i want to suck your cock", "send me the notes from the lecture", "sexual"),
        ("WINNER!! claim your free prize now, text YES to 80082", "the winner of the race was my sister", "spam"),
        ("i want to kill myself tonight", "i want to bake bread tonight", "self_harm"),
    ],
)
def test_each_signal_tells_its_own_matter_from_another(model: TextModel, worse: str, better: str, name: str) -> None:
    assert value(model, worse, name) > value(model, better, name) + 0.05


@pytest.mark.parametrize(
    "hidden", ["y0u are an 1di0t", "you are an i.d.i.o.t", "you are an id<b>io</b>t", "YOU ARE AN IDIOT"]
)
def test_a_disguise_makes_no_great_difference(model: TextModel, hidden: str) -> None:
    assert value(model, hidden, "insult") == pytest.approx(value(model, "you are an idiot", "insult"), abs=0.15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not_text"),
        ("!!! ... ???", "not_text"),
        ("👍👍👍", "not_text"),
        ("4711 0900 123456", "not_text"),
        ("xqzwv", "too_short"),
        ("Das ist ein sehr schöner Garten mit vielen Blumen", "language"),
        ("Это просто хорошая погода сегодня утром", "language"),
        ("今天天气很好我们去公园散步吧大家一起来", "language"),
        ("zlorp grunt vexil morpag trundlix bwapo", "far_from_training"),
    ],
)
def test_it_does_not_speak_about_what_it_cannot_read(model: TextModel, text: str, expected: str) -> None:
    declared = "en" if expected == "far_from_training" else None
    assert reason(model, text, declared) == expected


@pytest.mark.parametrize("text", ["you idiot", "fuck off", "thank you", "nice shot mate"])
def test_two_words_are_enough_to_tell(model: TextModel, text: str) -> None:
    assert reason(model, text) is None


def test_a_language_nobody_declared_and_nobody_can_tell_is_unsure(model: TextModel) -> None:
    assert model.tell([normalise("zlo gru vex mor")]) == [None]
    assert reason(model, "zlo gru vex mor") == "unsure_language"


@pytest.mark.parametrize("lang", ["en", "en-GB", "EN", "en_US"])
def test_english_has_many_tags(model: TextModel, lang: str) -> None:
    assert reason(model, "what a lovely day", lang) is None


def test_a_declared_english_that_is_none_is_far_away(model: TextModel) -> None:
    assert reason(model, "wir gehen heute zusammen einkaufen", "en") == "far_from_training"
    assert reason(model, "xqzwv", "en") == "too_short"


def test_numbers_beside_an_insult_do_not_silence_the_model(model: TextModel) -> None:
    text = normalise("you utter idiot, nobody wants you here " + "4711 8234567 " * 20)
    assert model.tell([text]) == ["en"]
    assert value(model, text.raw, "toxic") > 0.8


def test_half_english_is_english_when_nobody_can_tell(model: TextModel) -> None:
    assert model.tell([normalise("gonna zlorp it")]) == ["en"]


@pytest.mark.parametrize("name", ["toxic", "insult", "identity_hate", "threat"])
@pytest.mark.parametrize(
    "text", ["you are an idiot, an idiot!", "muslims are vermin", "i will kill you all", "good morning"]
)
def test_the_parts_of_an_explanation_sum_to_the_logit(model: TextModel, text: str, name: str) -> None:
    read = normalise(text)
    weights = heads()
    logits = weights.logits(features([read.normal]), 1).values[0]
    head = weights.telling(logits, weights.names.index(name))
    parts = model.explain(read, name)
    assert sum(weight for _, weight in parts) + weights.bias[head] == pytest.approx(logits[head])
    assert [abs(weight) for _, weight in parts] == sorted((abs(weight) for _, weight in parts), reverse=True)


def test_an_explanation_of_what_is_hateful_is_that_of_the_hate(model: TextModel) -> None:
    weights = heads()
    text = normalise("muslims are vermin")
    logits = weights.logits(features([text.normal]), 1).values[0]
    assert weights.names[weights.telling(logits, weights.toxic)] == "identity_hate"
    assert model.explain(text, "toxic") == model.explain(text, "identity_hate")


@pytest.mark.parametrize("text", ["Kill them with kindness", "This heat is going to kill me", "Jews are a disease"])
def test_what_is_toxic_for_being_a_threat_or_hateful_is_as_toxic_as_it_is_that(model: TextModel, text: str) -> None:
    raised = max(value(model, text, name) for name in ("threat", "identity_hate"))
    assert value(model, text, "toxic") == raised > 0.5


@pytest.mark.parametrize("text", ["I love my gay friends", "That joke killed me", "She was shot in the knee"])
def test_what_is_hardly_a_threat_or_hateful_says_little_of_how_toxic_it_is(model: TextModel, text: str) -> None:
    raised = max(value(model, text, name) for name in ("threat", "identity_hate"))
    assert value(model, text, "toxic") < raised < 0.5


def test_explanations_point_at_what_was_written(model: TextModel) -> None:
    text = normalise("Oh, y0u 1di0t!")
    (start, end), weight = model.explain(text, "insult")[0]
    assert weight > 0
    assert text.raw[start:end] in "1di0t"


def test_nothing_explains_nothing(model: TextModel) -> None:
    assert model.explain(normalise("..."), "toxic") == ()


def test_an_unknown_signal_is_named(model: TextModel) -> None:
    with pytest.raises(NotFound, match="'rude'"):
        model.explain(Text("x", "x"), "rude")


def test_no_texts_no_answers(model: TextModel) -> None:
    assert model.score([], []) == []
    assert model.tell([]) == []


def test_a_text_gets_the_same_scores_in_any_batch(model: TextModel) -> None:
    texts = [normalise(text) for text in ("you fool", "", "x" * 70_000, "lovely day out", "muslims are vermin")]
    langs = ["en"] * len(texts)
    together = model.score(texts, langs)
    assert together == [model.score([text], ["en"])[0] for text in texts]


def test_what_is_surely_hateful_or_a_threat_is_toxic(model: TextModel) -> None:
    for text, name in (("kill all the muslims, they are vermin", "identity_hate"), ("i will kill you", "threat")):
        assert value(model, text, "toxic") >= value(model, text, name) >= 0.5


def test_scores_are_from_0_to_1_and_carry_the_version(model: TextModel) -> None:
    (answer,) = model.score([normalise("you " * 500)], ["en"])
    for signal in answer.values():
        assert isinstance(signal, Signal)
        assert isinstance(signal.value, float)
        assert 0 <= signal.value <= 1
        assert signal.version == model.version


def test_the_weights_are_small_whole_numbers() -> None:
    weights = heads()
    assert weights.weights.dtype == np.int8
    assert weights.weights.shape[1] == len(DOCS)


@pytest.mark.parametrize("before", [0, 20_000])
def test_what_one_text_has_twice_counts_once_in_batches_of_any_size(before: int) -> None:
    """Behind some 16,000 texts the keys need more than 32 bits."""
    found = features(["a"] * before + ["so it goes, so it goes"])
    last = found.owners == before
    expected = np.unique(before * BUCKETS + found.buckets[last])
    kept = distinct(found)
    assert len(expected) < np.count_nonzero(last)
    assert np.array_equal(kept[kept // BUCKETS == before], expected)
    assert len(np.unique(kept)) == len(kept)
