"""What something is said about."""

import pytest

from ombud.intake import normalise
from ombud.signals.languages.scope import primary, reason

MIXED = (
    "Ich war gestern mit meinen Eltern im Garten und wir haben den ganzen Abend gegrillt "
    "but then the neighbours came over and they would not stop shouting at the children"
)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("de", "de"), ("de-AT", "de"), ("zh-Hant-TW", "zh"), ("zh_CN", "zh"), ("KO", "ko"), ("", ""), (None, "")],
)
def test_script_and_region_do_not_make_another_language(tag: str | None, code: str) -> None:
    assert primary(tag) == code


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Der Bus kommt heute wieder nicht, und es regnet."),
        ("de", "Du Idiot!"),
        ("fr", "Le train est encore en retard ce matin."),
        ("ko", "오늘은 날씨가 참 좋네요."),
        ("zh", "今天天气很好。"),
        ("zh", "@某人 今天天气很好 https://weather.example/shanghai/today"),
        ("ar", "الجو جميل اليوم"),
    ],
)
def test_a_text_in_its_language_is_spoken_of(lang: str, text: str) -> None:
    assert reason(normalise(text).normal, lang) is None


@pytest.mark.parametrize(
    ("lang", "text", "why"),
    [
        ("de", "", "not_text"),
        ("de", "🎉🎉 123 !!!", "not_text"),
        ("de", "https://news.example/politik", "not_text"),
        ("de", "Ach so", "too_short"),
        ("zh", "好的", "too_short"),
        ("ko", "네네", "too_short"),
        ("zh", "Der Bus kommt heute wieder nicht", "unsure_language"),
        ("de", "今天天气很好,我们去公园吧", "unsure_language"),
        ("ko", "오늘 meeting 은 cancelled 되었으니 please check the calendar", "unsure_language"),
        ("de", MIXED, "unsure_language"),
    ],
)
def test_of_other_texts_it_says_why_not(lang: str, text: str, why: str) -> None:
    assert reason(normalise(text).normal, lang) == why
