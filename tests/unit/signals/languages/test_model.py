"""The experimental model of other languages, with the weights that ship."""

import pytest

from ombud.intake import normalise
from ombud.model import NotFound, Signal
from ombud.ports import TextScorer
from ombud.signals.languages import LanguagesModel
from ombud.signals.languages.heads import HEADS_FILE, Heads

HOSTILE = {
    "de": "Du bist so ein dummer Vollidiot, halt endlich die Fresse du Arschloch.",
    "ko": "야 이 병신 새끼야 꺼져라 진짜 역겹다",
    "zh": "这些黑鬼都是垃圾,又懒又蠢,滚出去",
}
CALM = {
    "de": "Danke für das Rezept, meiner Mutter hat der Kuchen sehr geschmeckt.",
    "ko": "레시피 고마워요, 어머니가 정말 맛있게 드셨어요.",
    "zh": "谢谢你的菜谱,我妈妈说非常好吃。",
}


@pytest.fixture(scope="module")
def model() -> LanguagesModel:
    return LanguagesModel()


def one(model: TextScorer, text: str, lang: str | None) -> dict[str, Signal]:
    (signals,) = model.score([normalise(text)], [lang])
    return dict(signals)


def toxic(model: TextScorer, text: str, lang: str) -> float:
    value = one(model, text, lang)["toxic"].value
    assert isinstance(value, float)
    return value


def test_its_version_names_its_weights(model: LanguagesModel) -> None:
    assert model.version.startswith("text-languages-1+sha256:")
    assert model.version == Heads(HEADS_FILE.read_bytes()).version


@pytest.mark.parametrize("lang", HOSTILE)
def test_abuse_scores_high_and_kindness_low(model: LanguagesModel, lang: str) -> None:
    assert toxic(model, HOSTILE[lang], lang) > 0.6
    assert toxic(model, CALM[lang], lang) < 0.3


def test_a_disguise_does_not_help(model: LanguagesModel) -> None:
    assert (
        toxic(model, "Du bist so ein dummer V0llid1ot, halt endlich die Fr\u200besse du A r s c h l o c h", "de") > 0.6
    )


@pytest.mark.parametrize("lang", ["fr", "ar", "sw", "xx", "", None])
def test_a_language_that_is_not_offered_abstains_and_says_so(model: LanguagesModel, lang: str | None) -> None:
    assert one(model, "bonjour tout le monde, comment allez-vous ce matin ?", lang) == dict.fromkeys(
        model.names, Signal(model.version, abstained="language")
    )


def test_a_signal_that_a_language_does_not_have_abstains(model: LanguagesModel) -> None:
    signals = one(model, HOSTILE["ko"], "ko")
    assert model.offered("ko") == ("toxic",)
    assert {name for name, signal in signals.items() if signal.abstained == "language"} == {"insult", "identity_hate"}


def test_too_little_text_abstains(model: LanguagesModel) -> None:
    assert {signal.abstained for signal in one(model, "Na ja", "de").values()} == {"too_short"}


def test_a_text_scores_the_same_whatever_stands_beside_it(model: LanguagesModel) -> None:
    texts = [normalise(text) for text in (*HOSTILE.values(), *CALM.values())]
    langs = [*HOSTILE, *CALM]
    assert model.score(texts, langs) == [
        model.score([text], [lang])[0] for text, lang in zip(texts, langs, strict=True)
    ]


def test_it_tells_the_languages(model: LanguagesModel) -> None:
    assert model.tell([normalise(CALM["de"]), normalise("hm")]) == ["de", None]


def test_it_explains_by_the_words_that_make_the_score(model: LanguagesModel) -> None:
    text = normalise("Ihr seid alle so freundlich, nur dieser eine Vollidiot nervt heute wieder sehr.")
    parts = model.explain(text, "toxic")
    (begin, end), weight = parts[0]
    assert text.raw[begin:end] == "Vollidiot"
    assert weight > 0
    assert [abs(weight) for _, weight in parts] == sorted((abs(weight) for _, weight in parts), reverse=True)


def test_chinese_is_explained_by_the_character(model: LanguagesModel) -> None:
    text = normalise(HOSTILE["zh"])
    assert {end - begin for (begin, end), _ in model.explain(text, "toxic")} <= {1, 2}


def test_what_is_not_offered_has_no_explanation(model: LanguagesModel) -> None:
    assert model.explain(normalise(HOSTILE["ko"]), "insult") == ()
    assert model.explain(normalise("Bonjour tout le monde, comment allez-vous ce matin ?"), "toxic") == ()


def test_another_signal_is_unknown(model: LanguagesModel) -> None:
    with pytest.raises(NotFound, match="spam"):
        model.explain(normalise(HOSTILE["de"]), "spam")
