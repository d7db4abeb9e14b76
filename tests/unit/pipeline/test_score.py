"""Texts in, signals out."""

import pytest

from ombud.intake import normalise
from ombud.model import BadInput, TooLarge
from ombud.pipeline import MAX_SCORED_BYTES, Refused, Scored, Scorer, ScoreRequest
from ombud.signals.text import TextModel


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(TextModel(), normalise)


def scored(answer: Scored | Refused) -> Scored:
    assert isinstance(answer, Scored)
    return answer


def test_every_text_gets_every_signal_in_order(scorer: Scorer) -> None:
    texts = ["you are an idiot", "what a lovely garden you have", "", "you are an idiot"]
    answers = [scored(answer) for answer in scorer.score([ScoreRequest(text) for text in texts])]
    assert [tuple(answer.signals) for answer in answers] == [scorer.model.names] * 4
    assert answers[0] == answers[3]
    insult, praise = (answer.signals["toxic"].value for answer in answers[:2])
    assert isinstance(insult, float)
    assert isinstance(praise, float)
    assert insult > 0.8 > 0.4 > praise


def test_only_the_signals_that_were_asked_for_come_back(scorer: Scorer) -> None:
    (answer,) = scorer.score([ScoreRequest("good morning to you", names=("insult", "toxic"))])
    assert tuple(scored(answer).signals) == ("insult", "toxic")


def test_spans_are_there_when_they_are_asked_for_and_lie_where_the_insult_is(scorer: Scorer) -> None:
    text = "Thank you for the recipe, 1d1ot"
    plain, explained = scorer.score([ScoreRequest(text), ScoreRequest(text, names=("insult",), explain=True)])
    assert scored(plain).signals["insult"].spans == ()
    spans = scored(explained).signals["insult"].spans
    assert spans
    assert all(start >= text.index("recipe") for start, _ in spans)


def test_what_abstains_is_not_explained(scorer: Scorer) -> None:
    (answer,) = scorer.score([ScoreRequest("Das ist ein sehr schöner Garten", explain=True)])
    assert scored(answer).language == "de"
    assert {signal.abstained for signal in scored(answer).signals.values()} == {"language"}


def test_a_declared_language_is_believed(scorer: Scorer) -> None:
    (answer,) = scorer.score([ScoreRequest("you are an idiot", lang="pt-BR")])
    assert scored(answer).language == "pt-BR"
    assert scored(answer).signals["toxic"].abstained == "language"


def test_one_refused_text_does_not_spoil_the_others(scorer: Scorer) -> None:
    long, unknown, fine = scorer.score(
        [ScoreRequest("é" * (MAX_SCORED_BYTES // 2 + 1)), ScoreRequest("hello", names=("rude",)), ScoreRequest("hello")]
    )
    assert isinstance(long, Refused)
    assert isinstance(long.error, TooLarge)
    assert long.error.code == "text_too_long"
    assert isinstance(unknown, Refused)
    assert isinstance(unknown.error, BadInput)
    assert "toxic" in unknown.error.advice
    assert scored(fine).language == "en"


def test_no_texts_no_answers(scorer: Scorer) -> None:
    assert scorer.score([]) == []
