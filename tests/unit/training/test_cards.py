"""What the public cards owe everybody: data with licences, numbers per class, errors to read, and for whom not."""

import re
from pathlib import Path

import pytest

from ombud.signals.cards import Card, shipped_cards
from training.corpus import LICENCES, SOURCES, TERMS, Use
from training.measure.detectors import MEASURED
from training.measure.personal.__main__ import card as personal_data

README = Path(__file__).resolve().parents[4] / "shared" / "data" / "README.md"
needs_data = pytest.mark.skipif(not README.is_file(), reason="the data folder is not beside the repository")

CARDS = {card.name: card for card in shipped_cards()}
LEARNT = ("default model of texts", "full model of texts", "spam and scam")
JUDGED = (*LEARNT, "languages", "personal_data", *MEASURED)


def the(name: str) -> Card:
    return CARDS[name]


def test_every_source_has_a_name_and_a_licence() -> None:
    assert {source.path for source in (*SOURCES, *TERMS)} == set(LICENCES)


@needs_data
def test_licences_are_those_under_which_the_data_came() -> None:
    """By their names alone: what else the data's own notes say about a licence stands there."""
    rows = re.findall(
        r"^\| `(?:text/|terms/|dev-only/)?([\w-]+)\.csv\.gz` \|(.*)$", README.read_text("utf-8"), re.MULTILINE
    )
    noted: dict[str, str] = {}
    above = ""
    for name, note in rows:
        above = noted[name] = note.replace("as above", above)
    for path, (_, licence) in LICENCES.items():
        note = noted[path.rpartition("/")[2]]
        for name in re.split("[,;] ", licence):
            assert name.startswith("comments ") or name.removesuffix(" 1.0") in note, path


@pytest.mark.parametrize("name", LEARNT)
def test_a_card_of_what_was_learnt_says_from_which_texts_and_under_which_licences(name: str) -> None:
    measured = the(name).measured
    assert measured is not None
    (table,) = (table for table in measured.tables if table.title == "Made from")
    known = dict(LICENCES.values())
    assert [row[2] for row in table.rows] == [known.get(str(row[0]), "Apache-2.0") for row in table.rows]
    assert all(isinstance(row[1], int) and row[1] > 0 for row in table.rows)
    only_measured = {LICENCES[source.path][0] for source in SOURCES if source.use is not Use.TRAIN}
    assert not only_measured & {str(row[0]) for row in table.rows}


@pytest.mark.parametrize("name", JUDGED)
def test_a_card_has_numbers_errors_to_read_and_whom_it_is_not_for(name: str) -> None:
    card = the(name)
    assert card.measured is not None
    assert len(card.measured.mistakes) >= 2
    assert sum(len(table.rows) for table in card.measured.tables) >= 10
    for heading in ("**Measures**", "**Not for**", "**Abstains**", "**Cost**"):
        assert heading in card.text


def test_the_card_of_personal_data_is_what_the_program_measures() -> None:
    assert the("personal_data").measured == personal_data()


@needs_data
@pytest.mark.parametrize("name", MEASURED)
def test_the_card_of_what_learns_nothing_is_what_the_program_measures(name: str) -> None:
    assert the(name).measured == MEASURED[name](README.parent)


def test_no_detector_ships_without_numbers() -> None:
    assert {name for name, card in CARDS.items() if card.measured is None} == set()


@pytest.mark.parametrize("name", MEASURED)
def test_a_card_of_what_learns_nothing_says_on_what_it_was_measured_and_under_which_licences(name: str) -> None:
    measured = the(name).measured
    assert measured is not None
    known = dict(LICENCES.values())
    rows = [row for table in measured.tables if table.title == "Measured on" for row in table.rows]
    assert [row[2] for row in rows] == [known.get(str(row[0]), "Apache-2.0") for row in rows]
    assert len(rows) > 1


def test_plain_text_in_every_language_is_neither_disguised_nor_a_link() -> None:
    for name, title in (("disguise", "Plain text, by language"), ("link_count", "What we wrote, by script")):
        measured = the(name).measured
        assert measured is not None
        (table,) = (table for table in measured.tables if table.title == title)
        assert [row for row in table.rows if row[table.columns.index("with any")] != 0] == []
