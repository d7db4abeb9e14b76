"""`ombud score`: a filter for the shell."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ombud.cli.main import INPUT_AT_FAULT, WRONG_USAGE, main

Run = tuple[int, list[dict[str, Any]]]


def run(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> Run:
    code = main(["score", *arguments])
    return code, [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def written(folder: Path, *lines: str) -> str:
    path = folder / "texts"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_lines_of_text_become_lines_of_signals(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, answers = run([written(tmp_path, "thank you so much for your help", "you are an idiot")], capfd)
    assert code == 0
    kind, rude = (answer["signals"] for answer in answers)
    assert list(kind) == list(rude)
    assert kind["insult"]["value"] < 0.5 < rude["insult"]["value"]
    assert kind["insult"]["version"].startswith("text-en-")


def test_spans_say_where_and_can_be_left_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path, "you are an idiot")
    (explained,), (plain,) = (run([*flags, source], capfd)[1] for flags in ((), ("--no-spans",)))
    assert [11, 16] in explained["signals"]["insult"]["spans"]
    assert "spans" not in plain["signals"]["insult"]


def test_json_lines_may_declare_a_language(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"text": "you are an idiot", "lang": lang}) for lang in ("en", "nl")]
    code, (english, dutch) = run([written(tmp_path, *lines)], capfd)
    assert code == 0
    assert english["signals"]["toxic"]["value"] > 0.5
    assert dutch["signals"]["toxic"]["abstained"] == "language"


def test_a_bad_line_becomes_an_error_in_its_place(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path, "", '{"text":"hello there"}', '{"text":7}', '{"text":"goodbye then"}')
    code, answers = run([source], capfd)
    assert code == INPUT_AT_FAULT
    assert [list(answer) for answer in answers] == [["signals"], ["signals"], ["error", "line"], ["signals"]]
    assert answers[0]["signals"]["toxic"]["abstained"] == "not_text"
    assert (answers[2]["error"]["code"], answers[2]["line"]) == ("bad_line", 3)


def test_bytes_that_are_no_text_and_texts_without_end_are_errors(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "texts.gz"
    path.write_bytes(gzip.compress(b"good morning\n\xff\xfe\n" + b"long " * 20_000 + b"\n"))
    code, answers = run([str(path)], capfd)
    assert code == INPUT_AT_FAULT
    assert [answer["error"]["code"] for answer in answers[1:]] == ["not_utf8", "text_too_long"]


def test_another_model_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--model", "oracle"]) == WRONG_USAGE
    assert "oracle" in capfd.readouterr().err
