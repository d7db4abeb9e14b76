"""`ombud policy check`: for people the first fifty problems, for programs all of them."""

import json
from pathlib import Path

import pytest

from tests.support.cli import Call

HEAD = "---\npolicy: x\ntitle: X\nlanguage: en\n---\n# A\n\n## B {#b}\n\nText.\n\n"


def _policy(tmp_path: Path, rules: int) -> Path:
    blocks = [f"```rule\nid: r{number}\nwhen: item.txet == '{number}'\nthen: hold\n```\n" for number in range(rules)]
    (tmp_path / "policy.md").write_text(HEAD + "\n".join(blocks), "utf-8")
    return tmp_path


def test_problems_for_programs_have_a_place_a_code_and_advice(call: Call, tmp_path: Path) -> None:
    report = json.loads(call("policy", "check", _policy(tmp_path, 1), "--json")[1])
    assert report["ok"] is False
    assert next(problem for problem in report["problems"] if problem["severity"] == "error") == {
        "file": "policy.md",
        "line": 14,
        "column": 7,
        "end_column": 16,
        "severity": "error",
        "code": "unknown_field",
        "message": "there is no field `item.txet`",
        "advice": "Did you mean `item.text`?",
    }


def test_of_many_problems_fifty_are_shown_errors_first(call: Call, tmp_path: Path) -> None:
    code, said, _ = call("policy", "check", _policy(tmp_path, 60))
    assert code == 1
    assert said.count("there is no field") == 50
    assert "warning:" not in said
    assert "... and 12 more: mend these first.\n" in said
    assert said.endswith(f"60 errors, 2 warnings in {tmp_path}\n")


def test_few_problems_are_all_shown(call: Call, tmp_path: Path) -> None:
    said = call("policy", "check", _policy(tmp_path, 1))[1]
    assert said.count("warning:") == 2
    assert "more: mend" not in said
    assert said.endswith(f"1 error, 2 warnings in {tmp_path}\n")


def test_an_excerpt_fits_into_the_terminal(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policy.md").write_text(
        f"{HEAD}```rule\nid: r\nwhen: {'size(item.links) > 0 && ' * 5}item.txet == 'x'\nthen: hold\n```\n", "utf-8"
    )
    for columns in (40, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = call("policy", "check", tmp_path)[1].split("\n")
        at = next(number for number, line in enumerate(lines) if "there is no field" in line)
        shown, carets = lines[at + 1 : at + 3]
        assert len(shown) <= columns
        assert shown[carets.index("^") : carets.index("^") + 9] == "item.txet"


def test_whoever_tests_a_policy_hears_of_its_warnings(call: Call, tmp_path: Path) -> None:
    rule = "```rule\nid: r\nwhen: mentions(item.text, 'free')\nthen: hold\n```\n"
    examples = "```examples\nviolates: free\nallows: y\n```\n"
    (tmp_path / "policy.md").write_text(f"{HEAD}{rule}{examples}", "utf-8")
    assert "policy check" not in call("policy", "test", tmp_path)[2]
    (tmp_path / "policy.md").write_text(f"{HEAD}{rule.replace('free', 'free*')}{examples}", "utf-8")
    assert f"`ombud policy check {tmp_path}` has 1 warning: see what it says." in call("policy", "test", tmp_path)[2]
    assert "policy check" not in call("policy", "test", tmp_path, "--json")[2]
