"""What models may be made from."""

import gzip
import hashlib
from pathlib import Path

import pytest

from ombud.model import BadInput, NotFound
from training.corpus import (
    CONTRAST,
    HEADS,
    SOURCES,
    Source,
    Use,
    labels_of,
    load,
    must_be_no_benchmark,
    read_contrast,
    read_source,
    read_table,
)
from training.corpus.repairs import repaired

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder is not beside the repository")

HEADER = "id,text,lang,source,split," + ",".join(HEADS[:10]) + ",target\n"


def a_file(folder: Path, name: str, *lines: str) -> Source:
    path = folder / f"{name}.csv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress((HEADER + "".join(f"{line}\n" for line in lines)).encode(), mtime=0))
    return Source(name, hashlib.sha256(path.read_bytes()).hexdigest())


def test_an_empty_label_is_not_a_no(tmp_path: Path) -> None:
    source = a_file(tmp_path, "text/some", "s-1,you fool,en,x,train,1,,1,,0,,,,,,")
    (row,) = read_source(tmp_path, source)
    said = dict(zip(HEADS, row.labels, strict=True))
    assert (said["toxic"], said["insult"], said["identity_hate"]) == (1, 1, 0)
    assert said["threat"] != said["threat"]
    assert said["self_harm"] != said["self_harm"]


def test_a_column_that_only_ever_says_yes_is_masked(tmp_path: Path) -> None:
    source = a_file(tmp_path, "text/some", "s-1,some words,en,x,train,1,,1,,1,,,,,,")._replace(masked=("toxic",))
    (row,) = read_source(tmp_path, source)
    assert row.labels[HEADS.index("toxic")] != row.labels[HEADS.index("toxic")]
    assert row.labels[HEADS.index("identity_hate")] == 1


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    source = a_file(tmp_path, "text/some", "s-1,some words,en,x,train,1,,,,,,,,,,")
    with pytest.raises(BadInput) as caught:
        list(read_source(tmp_path, source._replace(sha256="0" * 64)))
    assert caught.value.code == "data_changed"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"gone\.csv"):
        read_table(tmp_path / "gone.csv")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("hatecheck_final.csv", ("text", "label")),
        ("Surge-Toxicity.csv", ("text", "toxic")),
        ("olid-test.csv", ("id", "tweet")),
        ("innocent.csv", ("functionality", "case_templ", "text")),
        ("innocent.csv", ("id", "tweet", "subtask_a")),
        ("innocent.csv", ("prompt", "S", "H", "V", "HR")),
        ("innocent.csv", ("text", "is_toxic")),
    ],
)
def test_a_public_benchmark_is_refused_by_its_name_and_by_its_columns(name: str, columns: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as caught:
        must_be_no_benchmark(name, columns)
    assert caught.value.code == "benchmark_refused"


def test_a_benchmark_among_the_contrast_sets_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("functionality,case_templ,text\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        list(read_contrast(tmp_path))
    assert caught.value.code == "benchmark_refused"


def test_a_contrast_set_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("id,text\n1,hello\n", encoding="utf-8")
    with pytest.raises(BadInput, match="phenomenon"):
        list(read_contrast(tmp_path))


def test_no_source_that_is_learnt_from_is_for_measuring() -> None:
    for source in SOURCES:
        assert (source.use is Use.TRAIN) == (not source.path.endswith("-dev") and source.path.startswith("text/"))
        must_be_no_benchmark(source.path, ())
    assert len({source.sha256 for source in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("text/paradetox", "what the hell , he is a fool !", "what the hell, he is a fool!"),
        ("text/davidson-hate", "RT @somebody she&amp;me &#8220;ok&#8221; http://t.co/x", "she&me “ok” http"),
        ("text/edos-train", "[USER] look at [URL] now", "look at now"),
        ("text/mlma", "y\\u2019all @user \\ud83e\\udd14", "y’all 🤔"),
        ("text/hatexplain", "<user> says <number> things", "says things"),
        ("text/sms-spam", "Call www.win.example now", "Call www.win.example now"),
    ],
)
def test_what_gives_a_label_away_and_what_is_damaged_is_repaired(source: str, text: str, expected: str) -> None:
    assert repaired(source, text) == expected


@needs_data
@pytest.mark.slow
def test_no_text_is_learnt_from_and_measured_on() -> None:
    corpus = load(DATA)
    train, held_out, dev = ({row.text.lower() for row in rows} for rows in corpus)
    assert not train & dev
    assert not train & held_out
    assert not held_out & dev
    assert not {row.source for row in corpus.train} & {source.path for source in SOURCES if source.use is not Use.TRAIN}
    assert {row.lang for row in corpus.train} == {"en"}
    assert labels_of(corpus.held_out).shape == (len(corpus.held_out), len(HEADS))


def test_the_contrast_sets_are_read_whole() -> None:
    rows = list(read_contrast(CONTRAST))
    assert len(rows) > 3000
    assert {row.held_out for row in rows} == {True, False}
