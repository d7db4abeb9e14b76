"""``ombud policy eval``: expressions alone, asked one by one or as lines of JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ombud.cli.main import main, ombud


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(ombud, ["policy", "eval", *arguments])


def ask_lines(folder: Path, lines: str) -> Result:
    file = folder / "lines.jsonl"
    file.write_text(lines, "utf-8")
    return ask("--json", str(file))


def test_lines_are_answered_in_their_place(tmp_path: Path) -> None:
    result = ask_lines(
        tmp_path,
        """
{"expr": "x + 1", "bindings": {"x": {"int": "41"}}, "types": {"x": "primitive: INT64"}}
{"expr": "1 + 'a'"}
{"expr": "true || 1 + 'a'", "unchecked": true}
{"expr": "[b'a', 1u, 1.0 / 0.0]"}
{"expr": "x", "bindings": {"x": {"int": "a"}}}
{"expr": "x", "types": {"x": "primitive: FLOAT"}}
""",
    )
    assert result.exit_code == 0
    first, second, third, fourth, fifth, sixth = map(json.loads, result.stdout.splitlines())
    assert first == {"value": {"int": "42"}}
    assert second["error"].startswith("`+` does not go between int and string")
    assert third == {"value": {"bool": True}}
    assert fourth == {"value": {"list": [{"bytes": "YQ=="}, {"uint": "1"}, {"double": "inf"}]}}
    assert "int" in fifth["error"]
    assert "FLOAT" in sixth["error"]


BAD_LINES = [
    '{"expr":',
    "[]",
    '{"bindings": {}}',
    '{"expr": 1}',
    "\x00",
    "[" * 5000,
    '{"expr": "1", "bindings": ' + "[" * 5000,
]


def test_a_line_that_asks_nothing_becomes_an_error_and_the_rest_goes_on(tmp_path: Path) -> None:
    result = ask_lines(tmp_path, "\n".join([*BAD_LINES, '{"expr": "size(\'é\')"}']))
    assert result.exit_code == 1
    *bad, good = map(json.loads, result.stdout.splitlines())
    assert [said["error"].partition(" is ")[0] for said in bad] == [f"line {n}" for n in range(1, len(BAD_LINES) + 1)]
    assert good == {"value": {"int": "1"}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"expr":', 'line 1 is no JSON; it must look like {"expr": "1 + 2"}'),
        ("[]", 'line 1 is no question: that is an object with "expr", a text, and perhaps'),
        ('{"expr": 1}', 'line 1 is no question: that is an object with "expr", a text, and perhaps'),
        ('{"expr": "1", "unchecked": 1}', 'line 1 is no question: that is an object with "expr", a text, and perhaps'),
        ('{"expr": "1", "name": "x"}', "line 1 is no question: there is no key `name`, only expr, bindings, types, un"),
    ],
)
def test_a_line_that_asks_nothing_is_told_what_it_must_look_like(tmp_path: Path, line: str, said: str) -> None:
    result = ask_lines(tmp_path, line)
    assert json.loads(result.stdout)["error"].startswith(said)
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("source", "excerpt"),
    [
        ("1 + foo", "expression:1:5: error: there is nothing named `foo`\n  1 | 1 + foo\n    |     ^^^\n"),
        ("1 +\n  foo", "  2 |   foo\n    |   ^^^\n"),
        ("", "  Write one, such as `1 + 2`.\n"),
    ],
)
def test_a_fault_is_shown_in_its_place(source: str, excerpt: str) -> None:
    result = ask(source)
    assert (result.exit_code, result.stdout) == (1, "")
    assert excerpt in result.stderr


@pytest.mark.parametrize("value", ["9223372036854775808", "-9223372036854775809", "1" * 5000, "[18446744073709551616]"])
def test_an_integer_that_is_too_large_is_said_to_be(value: str) -> None:
    result = ask("x", "--bind", f"x={value}")
    assert (result.exit_code, "is too large: an int goes from -2^63 to 2^63 - 1" in result.stderr) == (2, True)


def test_a_double_that_is_too_large_is_said_to_be() -> None:
    result = ask("x", "--bind", "x=1e400")
    assert (result.exit_code, "`1e400` is too large: a double goes to" in result.stderr) == (2, True)


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(value: str) -> None:
    result = ask("x", "--bind", f"x={value}")
    assert (result.exit_code, "is not JSON" in result.stderr) == (2, True)


@pytest.mark.parametrize("value", ["-9223372036854775808", "9223372036854775807"])
def test_the_outermost_integers_can_be_bound(value: str) -> None:
    result = ask("x", "--bind", f"x={value}")
    assert (result.exit_code, result.stdout) == (0, f"{value}\n")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert ask("--json", str(tmp_path / "none")).exit_code == 2


def test_each_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ombud.cli", "policy", "eval", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for number in range(3):
            asked.stdin.write(b'{"expr": "%d + 1"}\n' % number)
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {"value": {"int": str(number + 1)}}
        asked.stdin.close()
        assert asked.wait(timeout=30) == 0


def test_one_expression_is_answered_for_people() -> None:
    result = ask('size(text) > 3 ? [text + "!", n] : []', "--bind", 'text="abcd"', "--bind", "n=1.5")
    assert (result.exit_code, result.stdout) == (0, '["abcd!", 1.5]\n')


def test_what_has_no_value_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "eval", "1 / 0"]) == 1
    assert "division by zero" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["x", "--bind", "x"], ["x", "--bind", "x=a"], ["x", "--bind", "=1"], ["--json", "--bind", "x=1"]],
)
def test_what_is_asked_wrongly_is_wrong_usage(arguments: list[str]) -> None:
    assert ask(*arguments).exit_code == 2
