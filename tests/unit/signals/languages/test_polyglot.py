"""English and other languages behind one face."""

import pytest

from ombud.intake import normalise
from ombud.ports import TextScorer
from ombud.signals.languages import LanguagesModel, Polyglot, embedder, with_languages
from ombud.signals.text import TextModel

ENGLISH = "You are a pathetic idiot, nobody here likes you."
GERMAN = "Du bist so ein dummer Vollidiot, halt endlich die Fresse."
SWEDISH = "God morgon allihop, hur mår ni i dag när solen skiner?"

_ENGLISH_MODEL = TextModel()
_OTHERS = LanguagesModel()


@pytest.fixture(scope="module")
def model() -> TextScorer:
    return with_languages(_ENGLISH_MODEL)


def test_it_offers_what_the_model_of_english_offers(model: TextScorer) -> None:
    assert isinstance(model, Polyglot)
    assert model.names == _ENGLISH_MODEL.names


def test_its_version_names_both(model: TextScorer) -> None:
    assert model.version == f"{_ENGLISH_MODEL.version}+{_OTHERS.version}"


def test_each_text_goes_to_the_model_of_its_language(model: TextScorer) -> None:
    texts = [normalise(text) for text in (GERMAN, ENGLISH, SWEDISH, GERMAN)]
    langs = model.tell(texts)
    assert langs == ["de", "en", "sv", "de"]
    german, english, swedish, again = model.score(texts, langs)
    assert english == _ENGLISH_MODEL.score(texts[1:2], ["en"])[0]
    assert swedish == _ENGLISH_MODEL.score(texts[2:3], ["sv"])[0]
    assert german["toxic"] == _OTHERS.score(texts[:1], ["de"])[0]["toxic"]
    assert again == german


def test_what_another_language_does_not_have_abstains(model: TextScorer) -> None:
    (signals,) = model.score([normalise(GERMAN)], ["de-AT"])
    assert tuple(signals) == model.names
    assert {name for name, signal in signals.items() if signal.value is not None} == set(_OTHERS.offered("de"))
    assert {signal.abstained for signal in signals.values()} == {None, "language"}


def test_no_texts_have_no_scores(model: TextScorer) -> None:
    assert model.score([], []) == []


def test_the_model_that_scored_explains(model: TextScorer) -> None:
    german, english = normalise(GERMAN), normalise(ENGLISH)
    assert model.explain(german, "toxic") == _OTHERS.explain(german, "toxic")
    assert model.explain(english, "toxic") == _ENGLISH_MODEL.explain(english, "toxic")
    assert model.explain(german, "threat") == ()


def test_a_language_that_only_its_author_knows_is_not_explained_in_english(model: TextScorer) -> None:
    assert model.tell([normalise("Du Arschloch")]) == [None]
    assert model.explain(normalise("Du Arschloch"), "toxic") == ()


def test_without_the_extra_there_is_the_model_of_english_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "_MODULE", "a_module_that_is_not_installed")
    assert with_languages(_ENGLISH_MODEL) is _ENGLISH_MODEL
