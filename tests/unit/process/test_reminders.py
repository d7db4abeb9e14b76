"""The letter to those who can hear appeals, in every language."""

from datetime import UTC, datetime

import pytest

from ombud.languages import LANGUAGES, tongue
from ombud.process.reminders import reminder_letter

FIRST = datetime(2026, 12, 4, 12, tzinfo=UTC)
URL = "https://forum.example/console/appeals"


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_how_many_and_until_when_and_leads_there(code: str) -> None:
    voice = tongue(code)
    letter = reminder_letter(37, FIRST, URL, voice)
    assert "37" in letter.paragraphs[0]
    assert voice.day(FIRST) in letter.paragraphs[0]
    assert letter.paragraphs[2] == URL
    assert "\n" not in letter.subject


def test_every_language_has_its_own_words() -> None:
    letters = [reminder_letter(1, FIRST, URL, tongue(code)) for code in LANGUAGES]
    assert len({one.subject for one in letters}) == len(LANGUAGES)
    for n in (0, 1, 3):
        assert len({one.paragraphs[n] for one in letters}) == len(LANGUAGES)
