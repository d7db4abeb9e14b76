"""The translations: nothing left out, nothing left over, and every placeholder in its place."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from tools.catalogues import main, said

import ombud.languages
from ombud.languages import LANGUAGES

LOCALE = Path(ombud.languages.__file__).parent / "locale"
OTHERS = LANGUAGES[1:]
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(code: str) -> Catalog:
    with (LOCALE / f"{code}.po").open("rb") as source:
        return read_po(source, locale=code)


def messages(code: str) -> list[Message]:
    return [message for message in catalogue(code) if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_the_catalogues_hold_exactly_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["catalogues.py", "--check"])
    assert main() == 0, "run: .venv/bin/python tools/catalogues.py"


@pytest.mark.parametrize("code", OTHERS)
def test_everything_outside_the_console_is_translated(code: str) -> None:
    missing = [message.id for message in messages(code) if not all(forms(message))]
    assert not missing
    assert len(messages(code)) == len(said())


@pytest.mark.parametrize("code", OTHERS)
def test_placeholders_are_the_same_in_every_language(code: str) -> None:
    for message in messages(code):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set(_PLACE.findall(ids[-1]))
        for place, form in enumerate(forms(message)):
            there = set(_PLACE.findall(form))
            # one and two need no numeral in a language that says them by the form of the noun
            assert there == wanted or (len(forms(message)) > 1 and there <= wanted and place < 3), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_the_english_left_standing(code: str) -> None:
    same = [message.id for message in messages(code) if message.string == message.id and len(str(message.id)) > 24]
    assert not same


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_has_blanks_or_marks_that_the_english_has_not(code: str) -> None:
    for message in messages(code):
        for form in forms(message):
            assert form == form.strip(), message.id
            assert not re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", form), message.id
            assert "<" not in form or "<" in str(message.id), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_its_own_number_of_plural_forms(code: str) -> None:
    plurals = [message for message in messages(code) if not isinstance(message.id, str)]
    assert plurals
    expected = {"zh": 1, "ar": 6}.get(code, 2)
    assert {len(forms(message)) for message in plurals} == {expected}


def test_nothing_in_arabic_is_turned_round_by_the_signs_in_it() -> None:
    """Addresses, options, dates and numbers with a gap are put in from outside, as elements with a direction."""
    torn = re.compile(r"://|--|\d-\d|\d [\d%]|\w@\w")
    assert [form for message in messages("ar") for form in forms(message) if torn.search(form)] == []
