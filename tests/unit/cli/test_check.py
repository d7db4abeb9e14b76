"""`ombud policy check`: for people the first fifty problems, for programs all of them."""

import json
from pathlib import Path

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
