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


def test_the_examples_of_a_good_policy_pass(call: Call, rules: Path) -> None:
    code, said, _ = call("policy", "test", rules)
    assert code == 0
    assert "2 of 2 examples pass" in said
    assert json.loads(call("policy", "test", rules, "--json")[1])["passed"] is True


def test_an_example_that_fails_is_named(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "allows: I know my cheese is better")
    code, said, _ = call("policy", "test", rules)
    assert code == 1
    assert "I know my cheese is better" in said


def test_testing_a_policy_with_an_error_shows_every_problem(call: Call, rules: Path) -> None:
    _break(rules, "mentions(item.text", "mentions(item.txet")
    code, _, complaint = call("policy", "test", rules)
    assert code == 1
    assert "cheese.md:15" in complaint


def test_an_explanation_names_the_rule_and_the_words_that_did_it(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(event(1, "Well, MY CHEESE is better."))
    code, said, _ = call("policy", "explain", rules, "event.json")
    assert code == 0
    assert "brag (cheese/bragging, hold): fires" in said
    assert "MY CHEESE is better" in said
    assert json.loads(call("policy", "explain", rules, "event.json", "--json")[1])["event"] == "evt-1"


def test_an_explanation_ends_with_the_outcome(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(event(1, "Well, MY CHEESE is better."))
    _, said, _ = call("policy", "explain", rules, "event.json")
    assert said.endswith("\noutcome: hold\n  clauses: cheese/bragging\n  queue: cheese\n")
    outcome = json.loads(call("policy", "explain", rules, "event.json", "--json")[1])["outcome"]
    assert (outcome["measure"], outcome["clauses"], outcome["queue"]) == ("hold", ["cheese/bragging"], "cheese")


def test_an_explanation_says_what_is_only_proposed_and_what_is_labelled(
    call: Call, rules: Path, tmp_path: Path
) -> None:
    (tmp_path / "event.json").write_bytes(event(1, "my cheese is better"))
    _break(rules, "then: hold", "then: remove")
    assert "outcome: hold, remove is proposed" in call("policy", "explain", rules, "event.json")[1]
    _break(rules, "then: hold", "then: label\nlabel: boast")
    assert "outcome: label\n  labels: boast" in call("policy", "explain", rules, "event.json")[1]


def test_an_explanation_of_what_no_rule_minds_says_so(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(event(1, "I like cheese"))
    said = call("policy", "explain", rules, "event.json")[1]
    assert said.endswith("outcome: allow\n  clauses: none\n  queue: none, nobody has to look\n")


def test_an_empty_file_cannot_be_explained(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(b"\n")
    code, _, complaint = call("policy", "explain", rules, "event.json")
    assert code == 1
    assert "[no_event]" in complaint


def test_a_folder_without_a_policy_is_an_error(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, complaint = call("policy", "check", "empty")
    assert code == 1
    assert "[no_policy]" in complaint


def test_a_published_policy_is_the_one_that_runs(call: Call, rules: Path, tmp_path: Path) -> None:
    code, said, _ = call("policy", "publish", rules)
    assert code == 0
    assert "in force: Cheese rules, sha256:" in said
    (tmp_path / "posts.jsonl").write_bytes(event(1, "my cheese is better") + b"\n" + event(2, THREAT))
    report = json.loads(call("ingest", "posts.jsonl", "--json")[1])
    assert report["clauses"] == {"cheese/bragging": 1}
    assert report["measures"] == {"hold": 1, "allow": 1}


def test_a_policy_that_fails_its_own_examples_is_not_published(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "allows: I know my cheese is better")
    code, _, complaint = call("policy", "publish", rules)
    assert code == 1
    assert "[examples_fail]" in complaint
