"""`ombud policy`: for whoever writes the rules."""

import json
from pathlib import Path

import pytest

from tests.support.cli import THREAT, Call, event

RULES = """\
---
policy: cheese
title: Cheese rules
language: en
---

# Cheese

## No bragging about cheese {#bragging}

Nobody wants to hear it.

```rule
id: brag
when: mentions(item.text, "my cheese is better")
then: hold
queue: cheese
```

```examples
violates: my cheese is better than yours
allows: I like cheese
```
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "cheese.md").write_text(RULES, "utf-8")
    return folder


def _break(rules: Path, old: str, new: str) -> None:
    (rules / "cheese.md").write_text(RULES.replace(old, new), "utf-8")


def test_the_starter_policy_is_the_default_and_has_no_errors(call: Call) -> None:
    code, said, _ = call("policy", "check")
    assert code == 0
    assert "0 errors" in said


def test_a_problem_is_shown_with_its_line_and_what_to_do(call: Call, rules: Path) -> None:
    _break(rules, "mentions(item.text", "mentions(item.txet")
    code, said, _ = call("policy", "check", rules)
    assert code == 1
    assert "cheese.md:15" in said
    assert "^" in said
    assert "1 error, 0 warnings" in said


def test_problems_as_json(call: Call, rules: Path) -> None:
    _break(rules, "mentions(item.text", "mentions(item.txet")
    report = json.loads(call("policy", "check", rules, "--json")[1])
    assert report["ok"] is False
    assert report["problems"][0]["line"] == 15


def test_a_folder_without_a_policy_is_an_error(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, complaint = call("policy", "check", "empty")
    assert code == 1
    assert "[no_policy]" in complaint


def test_a_published_policy_is_the_one_that_runs(call: Call, rules: Path, tmp_path: Path) -> None:
    code, said, _ = call("policy", "publish", rules, "--reason", "A test.")
    assert code == 0
    assert "in force: Cheese rules, sha256:" in said
    (tmp_path / "posts.jsonl").write_bytes(event(1, "my cheese is better") + b"\n" + event(2, THREAT))
    report = json.loads(call("ingest", "posts.jsonl", "--json")[1])
    assert report["clauses"] == {"cheese/bragging": 1}
    assert report["measures"] == {"hold": 1, "allow": 1}


def test_a_policy_that_fails_its_own_examples_is_not_published(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "allows: I know my cheese is better")
    code, _, complaint = call("policy", "publish", rules, "--reason", "A test.")
    assert code == 1
    assert "[examples_fail]" in complaint


def test_a_clause_without_an_example_of_one_kind_is_named(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "")
    code, _, complaint = call("policy", "publish", rules, "--reason", "A test.")
    assert code == 1
    assert "The clause `cheese/bragging` has no `allows` example." in complaint
