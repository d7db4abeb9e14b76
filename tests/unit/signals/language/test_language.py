"""Which language a text is in, and when nobody can say."""

from collections.abc import Callable
from importlib.metadata import version

import pytest

from ombud.model import Arrival, BadInput
from ombud.signals import Registry, Windows
from ombud.signals.language import LANGUAGES, Language

Arrive = Callable[..., Arrival]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The trains were late again this morning and nobody told us why.", "en"),
        ("Heute Morgen waren die Züge wieder zu spät und niemand hat etwas gesagt.", "de"),
        ("Los trenes llegaron tarde esta mañana y nadie nos dijo por qué.", "es"),
        ("Bu sabah trenler yine geç kaldı ve kimse bize nedenini söylemedi.", "tr"),
        ("Сегодня утром поезда снова опоздали, и никто не сказал нам почему.", "ru"),
        ("今天早上火车又晚点了，没有人告诉我们为什么。", "zh"),
        ("تأخرت القطارات مرة أخرى هذا الصباح ولم يخبرنا أحد بالسبب", "ar"),
        ("आज सुबह ट्रेनें फिर देर से आईं और किसी ने हमें नहीं बताया कि क्यों", "hi"),
    ],
)
def test_a_sentence_is_recognised(text: str, code: str, arrive: Arrive, windows: Windows) -> None:
    assert Registry().measure("language", arrive(text), windows).value == code


@pytest.mark.parametrize(
    "text", ["", "lol", "thanks a lot!", "https://example.org/a-long-address-in-plain-english @somebody"]
)
def test_it_abstains_on_short_texts(text: str, arrive: Arrive, windows: Windows) -> None:
    signal = Language().measure(arrive(text), windows)
    assert (signal.value, signal.abstained) == (None, "too_short")


def test_it_abstains_when_the_text_is_no_language(arrive: Arrive, windows: Windows) -> None:
    assert Language().measure(arrive("xkq zzv qqj wvx kjq vvz xqx jjk zzq"), windows).abstained == "unsure"


def test_the_languages_to_choose_from_can_be_restricted(arrive: Arrive, windows: Windows) -> None:
    swedish = arrive("Tågen var sena igen i morse och ingen berättade för oss varför.")
    assert Registry(["en", "sv"]).measure("language", swedish, windows).value == "sv"
    assert Registry(["en", "da"]).measure("language", swedish, windows).value in ("da", None)


def test_a_language_that_the_model_does_not_know_is_refused(arrive: Arrive, windows: Windows) -> None:
    with pytest.raises(BadInput) as caught:
        Language(["en", "qq"]).measure(arrive("The trains were late again this morning."), windows)
    assert caught.value.code == "unknown_language"


def test_the_default_languages_are_all_known() -> None:
    assert len(set(LANGUAGES)) == len(LANGUAGES) > 70
    assert {"en", "zh", "hi", "es", "ar", "fr", "bn", "pt", "ru", "ur", "id", "de", "ja", "sw"} <= set(LANGUAGES)


def test_the_version_names_the_model_that_is_installed() -> None:
    assert Language.spec.version.endswith(f"+py3langid-{version('py3langid')}")
