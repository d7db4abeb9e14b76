"""The contrast sets keep the shape that training and measuring rely on.

That no line comes from a public benchmark cannot be checked here: benchmark test sets are not kept in this project or
beside it, so there is nothing to compare with. It rests on how the lines were made (training/contrast/README.md).
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "training" / "contrast"
LABELS = (
    "toxic", "severe", "insult", "threat", "identity_hate", "sexual",
    "profanity", "harassment", "spam", "scam", "self_harm",
)  # fmt: skip
COLUMNS = ("id", "text", "lang", "phenomenon", *LABELS, "group", "split")

# phenomenon -> the label that its pairs are mostly about
PHENOMENA = {
    "negation": "toxic",
    "counter_speech": "toxic",
    "quoted_abuse": "toxic",
    "reclaimed": "toxic",
    "identity": "identity_hate",
    "targets": "toxic",
    "threats": "threat",
    "profanity": "toxic",
    "harassment": "harassment",
    "sexual": "sexual",
    "self_harm": "self_harm",
    "spam_scam": "spam",
    "news_politics": "toxic",
    "short_chatter": "toxic",
    "disguised": "toxic",
}
Row = dict[str, str]


def read(phenomenon: str) -> list[Row]:
    with (FOLDER / f"{phenomenon}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def everything() -> list[Row]:
    return [row for phenomenon in PHENOMENA for row in read(phenomenon)]


def normal(text: str) -> str:
    """Letters, digits and symbols in lower case: punctuation and spaces do not make a text a different one."""
    kept = (c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c)[0] in "LNS")
    return "".join(kept)


def pairs(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["id"].rpartition("-")[0]].append(row)
    return found


def test_every_file_has_a_phenomenon_and_every_phenomenon_a_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(PHENOMENA)


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_the_columns_are_those_of_the_other_corpora_and_every_cell_is_legal(phenomenon: str) -> None:
    with (FOLDER / f"{phenomenon}.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == COLUMNS
    for row in read(phenomenon):
        assert set(row) == set(COLUMNS), row["id"]
        assert row["phenomenon"] == phenomenon
        assert row["lang"] == "en"
        assert row["split"] in {"train", "dev"}
        assert row["text"] == row["text"].strip()
        assert 1 <= len(row["text"].split()) <= 80, row["id"]
        assert {row[label] for label in LABELS} <= {"", "0", "1"}, row["id"]


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_labels_that_follow_from_others_are_set(phenomenon: str) -> None:
    for row in read(phenomenon):
        if row["scam"] == "1":
            assert row["spam"] == "1", row["id"]
        if "1" in {row[label] for label in ("severe", "insult", "threat", "identity_hate", "harassment")}:
            assert row["toxic"] == "1", row["id"]


@pytest.mark.parametrize(("phenomenon", "label"), PHENOMENA.items())
def test_each_file_holds_both_sides_of_its_contrast_in_both_splits(phenomenon: str, label: str) -> None:
    for split in ("train", "dev"):
        counts = Counter(row[label] for row in read(phenomenon) if row["split"] == split)
        assert min(counts["0"], counts["1"]) >= 0.25 * counts.total(), (split, counts)


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_a_pair_is_complete_differs_in_a_label_and_stays_in_one_split(phenomenon: str) -> None:
    rows = read(phenomenon)
    for prefix, both in pairs(rows).items():
        assert re.fullmatch(r"[a-z]{3}-[0-9]{4}", prefix)
        assert [row["id"] for row in both] == [f"{prefix}-a", f"{prefix}-b"]
        assert any(both[0][label] != both[1][label] for label in LABELS), prefix
        assert both[0]["split"] == both[1]["split"], prefix
    dev = sum(row["split"] == "dev" for row in rows)
    assert 0.15 <= dev / len(rows) <= 0.25


def test_ids_are_unique_and_no_text_occurs_twice() -> None:
    rows = everything()
    ids = Counter(row["id"] for row in rows)
    assert [name for name, count in ids.items() if count > 1] == []
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[normal(row["text"])].append(row["id"])
    assert [same for same in texts.values() if len(same) > 1] == []


def test_there_are_at_least_three_thousand_lines_and_twenty_five_groups() -> None:
    assert len(everything()) >= 3_000
    sides: dict[str, set[str]] = defaultdict(set)
    for row in read("identity"):
        sides[row["group"]].add(row["identity_hate"])
    assert "" not in sides
    assert len(sides) >= 25
    assert all({"0", "1"} <= found for found in sides.values())


def test_length_alone_does_not_tell_the_sides_apart() -> None:
    words: dict[str, list[int]] = defaultdict(list)
    for row in everything():
        words[row["toxic"]].append(len(row["text"].split()))
    means = {side: sum(found) / len(found) for side, found in words.items() if side}
    assert max(means.values()) <= 1.35 * min(means.values()), means
