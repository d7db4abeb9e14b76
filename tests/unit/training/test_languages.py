"""The heads for other languages: what they were made from, and that they offer what was measured and nothing else."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ombud.signals.cards import Table, shipped_cards
from ombud.signals.languages import LanguagesModel

FOLDER = Path(__file__).parents[3] / "training" / "languages" / "contrast"
FILES = sorted(FOLDER.glob("*.csv"))
GOOD = 0.80
CODES = {"Arabic": "ar", "Chinese": "zh", "French": "fr", "German": "de", "Korean": "ko"}
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_there_is_a_file_for_each_language() -> None:
    assert [file.stem for file in FILES] == [f"languages_{code}" for code in sorted(CODES.values())]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_group_is_spoken_of_kindly_and_with_contempt(file: Path) -> None:
    pairs: dict[str, list[Row]] = defaultdict(list)
    for row in read(file):
        assert row["lang"] == file.stem.removeprefix("languages_")
        pairs[row["id"].rpartition("-")[0]].append(row)
    assert len(pairs) >= 40
    for kind, hostile in pairs.values():
        assert (kind["toxic"], kind["identity_hate"], hostile["toxic"], hostile["identity_hate"]) == (
            "0",
            "0",
            "1",
            "1",
        )
        assert (kind["group"], kind["split"]) == (hostile["group"], hostile["split"])
    texts = Counter(row["text"] for pair in pairs.values() for row in pair)
    assert max(texts.values()) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_half_of_the_pairs_only_measure(file: Path) -> None:
    splits = Counter(row["split"] for row in read(file))
    assert splits["dev"] >= 40
    assert abs(splits["dev"] - splits["train"]) <= 2


@pytest.fixture(scope="module")
def tables() -> tuple[Table, ...]:
    (card,) = (card for card in shipped_cards() if card.name == "languages")
    assert card.measured is not None
    assert card.measured.version == LanguagesModel().version
    return card.measured.tables


def test_a_signal_is_offered_where_it_is_good_enough_wherever_it_was_measured(tables: tuple[Table, ...]) -> None:
    areas: dict[tuple[str, str], list[float]] = defaultdict(list)
    for language, signal, _, yes, no, area, low, high, _ in tables[0].rows:
        assert float(low or 0) <= float(area or 0) <= float(high or 0)
        if min(int(yes or 0), int(no or 0)) >= 100:
            areas[CODES[str(language)], str(signal)].append(float(area or 0))
    model = LanguagesModel()
    offered = {(lang, name) for lang in CODES.values() for name in model.offered(lang)}
    assert offered == {what for what, found in areas.items() if min(found) >= GOOD}
    assert ("de", "toxic") in offered
    assert ("fr", "toxic") not in offered


def test_neutral_sentences_about_groups_are_left_alone(tables: tuple[Table, ...]) -> None:
    for language, signal, false_alarms, _ in tables[1].rows:
        assert isinstance(false_alarms, float)
        assert false_alarms <= 0.15, (language, signal)


def test_disguises_gain_little(tables: tuple[Table, ...]) -> None:
    plain, *attacks = tables[2].rows
    for name, *areas in attacks:
        for before, after in zip(plain[1:], areas, strict=True):
            assert after is None or float(before or 0) - float(after) <= 0.05, name
