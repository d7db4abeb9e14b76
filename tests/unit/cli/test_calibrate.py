"""`ombud calibrate` and `ombud learn`: what they say, refuse and leave alone."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from tests.support.cli import THREAT, Call, event
from tests.support.labels import garden, label_file

_BREAKS = [(f"You are a useless idiot number {i}, shut up", True) for i in range(60)]
_FINE = [(text, False) for text, yes in garden(260, 5) if not yes]
"""The gardeners mind idiots, and not their plants."""

MIXED = [one for pair in zip(_BREAKS, _FINE, _FINE[60:], strict=False) for one in pair]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    softer = [(text, yes and i // 3 % 2 == 0) for i, (text, yes) in enumerate(MIXED)]
    path.write_bytes(label_file(softer, "toxic"))
    return path


def test_a_file_of_labels_calibrates_and_is_told_in_full(call: Call, labels: Path, tmp_path: Path) -> None:
    code, said, err = call("calibrate", "--labels", labels, "--plots", tmp_path / "plots", "-m", "first try")
    assert code == 0, err
    assert "fitted to the first" in said
    assert "95 % interval" in said
    assert "came true" in said
    assert "of 100 flagged," in said
    assert "+cal:" in said
    (plot,) = (tmp_path / "plots").iterdir()
    drawn = ET.fromstring(plot.read_bytes())  # noqa: S314 - drawn by us a moment ago
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    listed = call("calibrate", "list")[1]
    assert listed.startswith("* ")
    assert "first try" in listed
    assert call("calibrate", "back", "--signal", "toxic")[1] == "toxic: as it ships again\n"
    code, _, err = call("calibrate", "back", "--signal", "toxic")
    assert code == 1
    assert "[nothing_to_take_back]" in err


def test_a_dry_run_changes_nothing_and_json_has_it_all(call: Call, labels: Path) -> None:
    code, said, _ = call("calibrate", "--labels", labels, "--dry-run", "--json")
    assert code == 0
    told = msgspec.json.decode(said)
    assert told["signal"] == "toxic"
    assert told["in_force"] is False
    assert told["error_after"][0] < told["error_before"][0]
    keys = {"threshold", "flagged", "right", "low", "high", "found", "a_day", "expected"}
    assert keys == set(told["advice"][0]) == set(told["flag"]["before"]) == set(told["flag"]["after"])
    assert told["flag"]["before"]["threshold"] == told["flag"]["after"]["threshold"]
    assert call("calibrate", "list")[1] == "nothing yet: everything is as it ships\n"


def test_without_a_record_it_says_what_cannot_be_told(call: Call, labels: Path) -> None:
    said = call("calibrate", "--labels", labels, "--dry-run")[1]
    assert "cannot be told from a record of fewer than 50 posts" in said
    assert "a day;" not in said


def test_with_a_record_it_says_how_many_posts_a_day_and_how_rightly(call: Call, labels: Path, tmp_path: Path) -> None:
    posts = (event(i, text) for i, (text, _) in enumerate(MIXED[:120], 1))
    (tmp_path / "posts.jsonl").write_bytes(b"\n".join(posts))
    call("ingest", "posts.jsonl")
    said = call("calibrate", "--labels", labels, "--dry-run")[1]
    assert "cannot be told" not in said
    first = next(line for line in said.splitlines() if line.startswith("  at 0.50:"))
    assert re.search(r"about \d+ posts a day, by their scores \d+ of 100 rightly; of 100 flagged, \d+ \(", first)


def test_it_says_what_becomes_of_the_doors_flags(call: Call, labels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMBUD_FLAGS", "toxic=0.61")
    said = call("calibrate", "--labels", labels, "--dry-run")[1]
    assert "the doors flag it from 0.61 on" in said
    before, after = (line for line in said.splitlines() if line.startswith(("    before:", "    after:")))
    assert before.partition(":")[2].strip() != after.partition(":")[2].strip()
    monkeypatch.setenv("OMBUD_FLAGS", "toxic=never")
    assert "the doors flag" not in call("calibrate", "--labels", labels, "--dry-run")[1]


def test_labels_that_are_turned_round_calibrate_nothing(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "turned.jsonl"
    path.write_bytes(label_file([(text, not yes) for text, yes in MIXED], "toxic"))
    code, _, err = call("calibrate", "--labels", path)
    assert code == 1
    assert "[labels_reversed]" in err
    assert call("calibrate", "list")[1] == "nothing yet: everything is as it ships\n"


def test_labels_about_something_else_calibrate_nothing(call: Call, tmp_path: Path) -> None:
    """Every text would get the same value, and on labels held out that would pass for better."""
    path = tmp_path / "other.jsonl"
    path.write_bytes(label_file([(text, i * 7919 % 5 < 2) for i, (text, _) in enumerate(MIXED)], "toxic"))
    code, said, err = call("calibrate", "--labels", path)
    assert code == 1
    assert "[labels_unrelated]" in err
    assert said == ""
    assert call("calibrate", "list")[1] == "nothing yet: everything is as it ships\n"


def test_a_text_counts_once_however_often_it_was_labelled(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "copies.jsonl"
    few = [(MIXED[i][0].upper() if i % 2 else MIXED[i][0], MIXED[i][1]) for i in range(90)]
    path.write_bytes(label_file([*few, *few, *MIXED[:90]], "toxic"))
    code, _, err = call("calibrate", "--labels", path)
    assert code == 1
    assert "[too_few_labels]" in err
    assert "180 more are of texts that were labelled again" in err
    changed = [(text, not yes) for text, yes in MIXED[:30]]
    path.write_bytes(label_file([*changed, *MIXED], "toxic"))
    code, said, err = call("calibrate", "--labels", path, "--dry-run")
    assert code == 0, err
    assert f"{len(MIXED)} labels, {sum(yes for _, yes in MIXED)} of them yes" in said
    assert "30 more are of texts that were labelled again" in said


def test_a_file_as_windows_writes_it_is_read(call: Call, labels: Path) -> None:
    labels.write_bytes(b"\xef\xbb\xbf" + labels.read_bytes().replace(b"\n", b"\r\n"))
    code, _, err = call("calibrate", "--labels", labels, "--dry-run")
    assert code == 0, err


def test_the_very_same_fit_again_is_no_news(call: Call, labels: Path) -> None:
    assert call("calibrate", "--labels", labels)[0] == 0
    code, _, err = call("calibrate", "--labels", labels)
    assert code == 1
    assert "[in_force_already]" in err


@pytest.mark.parametrize(
    ("posts", "code"),
    [
        (MIXED[:50], "too_few_labels"),
        ([one for one in MIXED if not one[1]], "one_sided_labels"),
        (sorted(MIXED[:150], key=lambda one: one[1]), "one_sided_labels"),
        ([("", i % 2 == 0) for i in range(200)], "too_few_labels"),
    ],
)
def test_too_little_to_go_by_is_refused_with_numbers(
    call: Call, tmp_path: Path, posts: list[tuple[str, bool]], code: str
) -> None:
    (tmp_path / "labels.jsonl").write_bytes(label_file(posts, "toxic"))
    for command in ("calibrate", "learn"):
        exit_code, _, err = call(command, "--labels", tmp_path / "labels.jsonl", "--signal", "toxic", "--data", "data")
        if "[no_data_here]" in err:
            (tmp_path / "empty.jsonl").write_bytes(event(1))
            call("ingest", "empty.jsonl")
            exit_code, _, err = call(command, "--labels", tmp_path / "labels.jsonl", "--signal", "toxic")
        assert exit_code == 1
        assert f"[{code}]" in err


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{", "line 2"),
        (b'{"text": "a"}', "label"),
        (b'{"text": "a", "label": {"rude": true}}', "no signal 'rude'"),
        (b'{"text": "a", "label": {"toxic": 0.5}}', "true or false"),
        (b'{"text": "a", "label": {"toxic": true}, "sure": 1}', "sure"),
        (b'{"text": "\xff", "label": {"toxic": true}}', "line 2"),
        (b"[" * 5000, "line 2"),
    ],
)
def test_a_line_that_is_no_label_is_named(call: Call, tmp_path: Path, line: bytes, what: str) -> None:
    (tmp_path / "labels.jsonl").write_bytes(b'{"text": "a", "label": {"toxic": 1}}\n' + line)
    code, _, err = call("calibrate", "--labels", "labels.jsonl")
    assert code == 1
    assert "[bad_label]" in err
    assert what in err


def test_an_empty_file_and_a_signal_that_does_not_exist_are_refused(call: Call, tmp_path: Path, labels: Path) -> None:
    for nothing in (b"", b'{"text": "a", "label": {}}\n' * 200):
        (tmp_path / "empty.jsonl").write_bytes(nothing)
        code, _, err = call("calibrate", "--labels", "empty.jsonl")
        assert code == 1
        assert "[no_labels]" in err
    assert "[unknown_signal]" in call("calibrate", "--labels", labels, "--signal", "rude")[2]


def test_it_must_be_said_where_labels_come_from(call: Call, labels: Path) -> None:
    assert call("calibrate")[0] == 2
    assert call("calibrate", "--labels", labels, "--from-decisions")[0] == 2
    assert call("calibrate", "--from-decisions", "--clause", "spam")[0] == 2
    assert call("calibrate", "--labels", labels, "--clause", "toxic=respect/harassment")[0] == 2


def test_decisions_need_a_clause_to_speak_of(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(event(1) + b"\n" + event(2, THREAT))
    call("ingest", "posts.jsonl")
    code, _, err = call("calibrate", "--from-decisions", "--signal", "toxic")
    assert code == 1
    assert "[no_clause_for_signal]" in err
    assert "respect/harassment" in err
    code, _, err = call("learn", "--clause", "spam=honesty/jokes")
    assert code == 1
    assert "[no_such_clause]" in err
    code, _, err = call("learn")
    assert code == 1
    assert "[too_few_labels]" in err


def test_doctor_says_what_is_in_force_and_what_no_longer_applies(call: Call, labels: Path, tmp_path: Path) -> None:
    call("calibrate", "--labels", labels)
    assert "1 in force: toxic" in call("doctor")[1]
    (tmp_path / "more.jsonl").write_bytes(label_file([(f"{text}, order today", yes) for text, yes in MIXED], "toxic"))
    code, said, _ = call("learn", "--labels", "more.jsonl", "--signal", "toxic")
    assert ("made for another version" in call("doctor")[1]) is (code == 0), said
