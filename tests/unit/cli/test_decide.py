"""`ombud decide`: a filter for the shell."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.cli import THREAT, Call, Shell, event, events


def _decided(result: "subprocess.CompletedProcess[bytes]") -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_events_in_decisions_out_in_order(shell: Shell) -> None:
    result = shell("decide", stdin=event(1) + b"\n" + event(2, THREAT))
    harmless, threat = _decided(result)
    assert result.returncode == 0
    assert (harmless["event"], harmless["measure"]) == ("evt-1", "allow")
    assert (threat["event"], threat["measure"]) == ("evt-2", "hold")
    assert threat["matches"][0]["clause"].endswith("threats")


def test_a_bad_line_becomes_an_error_in_its_place_and_the_rest_goes_on(shell: Shell) -> None:
    result = shell("decide", "-", stdin=event(1) + b"\n{oops\n\n" + event(2))
    first, bad, second = _decided(result)
    assert result.returncode == 1
    assert bad["line"] == 2
    assert bad["error"]["code"] == "not_json"
    assert [first["event"], second["event"]] == ["evt-1", "evt-2"]


def test_hostile_lines_are_errors_of_ours(shell: Shell) -> None:
    hostile = [b"\xff\xfe", b"[" * 5000, b'{"a":"\\ud800"}', b"x" * 3_000_000, b"\x00", b"null", b'"', b"1e999"]
    result = shell("decide", stdin=b"\n".join([*hostile, event(1)]))
    *bad, good = _decided(result)
    assert result.returncode == 1
    assert [one["line"] for one in bad] == list(range(1, len(hostile) + 1))
    assert all(one["error"]["code"] and one["error"]["detail"] for one in bad)
    assert good["event"] == "evt-1"
    assert result.stderr == b""


def test_gzip_is_read_as_it_is(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.gz").write_bytes(gzip.compress(events(3)))
    code, said, _ = call("decide", "posts.gz")
    assert code == 0
    assert len(said.splitlines()) == 3


def test_nothing_is_stored(shell: Shell, tmp_path: Path) -> None:
    shell("decide", stdin=event(1))
    assert list(tmp_path.iterdir()) == []


def test_several_processes_keep_the_order(shell: Shell) -> None:
    result = shell("decide", "--jobs", "2", stdin=events(5200))
    assert result.returncode == 0
    assert [decision["event"] for decision in _decided(result)] == [f"evt-{n}" for n in range(1, 5201)]


def test_a_policy_with_an_error_is_shown_and_nothing_is_decided(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "p.md").write_text("# Nothing {#x\n", "utf-8")
    result = shell("decide", "--policy", "mine", stdin=event(1))
    assert result.returncode == 1
    assert result.stdout == b""
    assert b"p.md:" in result.stderr


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(events(3000))
    command = f"{sys.executable} -m ombud.cli decide many.jsonl | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_verdicts_say_what_the_rules_say_and_decide_nothing(shell: Shell) -> None:
    result = shell("decide", "--verdicts", stdin=event(1) + b"\n{oops\n" + event(2, THREAT))
    harmless, bad, threat = _decided(result)
    assert result.returncode == 1
    assert (harmless["event"], harmless["measure"], harmless["matches"]) == ("evt-1", "allow", [])
    assert bad["error"]["code"] == "not_json"
    assert threat["measure"] == "hold"
    assert threat["matches"][0]["clause"].endswith("threats")
    assert threat["matches"][0]["spans"]
    assert "statement" not in threat


def test_verdicts_agree_with_decisions(shell: Shell) -> None:
    said = _decided(shell("decide", "--verdicts", stdin=events(50)))
    made = _decided(shell("decide", stdin=events(50)))
    for verdict, decision in zip(said, made, strict=True):
        assert [(one["rule"], one["spans"]) for one in verdict["matches"]] == [
            (one["rule"], one["spans"]) for one in decision["matches"]
        ]


def test_several_processes_write_verdicts_too(shell: Shell) -> None:
    result = shell("decide", "--verdicts", "--jobs", "2", stdin=events(5200))
    assert [one["event"] for one in _decided(result)] == [f"evt-{number}" for number in range(1, 5201)]
