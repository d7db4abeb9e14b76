"""`ombud policy test`: the examples, what they have not tried, and how a build server hears of it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.cli import Call, Shell

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
      && !mentions(item.text, "he said")
then: hold
queue: cheese
```

```examples
violates: my cheese is better than yours
allows: I like cheese
```

## No whey {#whey}

Really.

```rule
id: whey
when: mentions(item.text, "whey")
then: label
```

```examples
violates: whey for all
allows: a long way
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


def test_the_examples_of_a_good_policy_pass(call: Call, rules: Path) -> None:
    code, said, _ = call("policy", "test", rules)
    assert code == 0
    assert "4 of 4 examples pass. 2 rules, 2 of them made to fire by an example." in said
    assert json.loads(call("policy", "test", rules, "--json")[1])["passed"] is True


def test_an_example_that_fails_is_named(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "allows: I know my cheese is better")
    code, said, _ = call("policy", "test", rules)
    assert code == 1
    assert "I know my cheese is better" in said


def test_testing_a_policy_with_an_error_shows_every_problem(call: Call, rules: Path) -> None:
    _break(rules, 'mentions(item.text, "my', 'mentions(item.txet, "my')
    code, _, complaint = call("policy", "test", rules)
    assert code == 1
    assert "cheese.md:15" in complaint


def test_what_no_example_has_tried_is_said(call: Call, rules: Path) -> None:
    said = call("policy", "test", rules)[1]
    assert 'cheese.md:16: no example makes `mentions(item.text, "he said")` true' in said
    coverage = json.loads(call("policy", "test", rules, "--json")[1])["coverage"]
    assert coverage["branches"] == {"met": 3, "of": 4}


def test_too_little_coverage_is_a_failure_when_one_asks_for_more(call: Call, rules: Path) -> None:
    code, _, complaint = call("policy", "test", rules, "--min-coverage", "95")
    assert (code, complaint) == (1, "ombud: the coverage is below 95 %\n")
    assert call("policy", "test", rules, "--min-coverage", "91.5")[0] == 0
    assert call("policy", "test", rules, "--min-coverage", "101")[0] == 2


def test_one_clause_or_rule_may_be_looked_at_alone(call: Call, rules: Path) -> None:
    _break(rules, "allows: I like cheese", "allows: I know my cheese is better")
    code, said, _ = call("policy", "test", rules, "--clause", "cheese/whey")
    assert code == 0
    assert "bragging" not in said
    assert call("policy", "test", rules, "--rule", "brag")[0] == 1
    code, _, complaint = call("policy", "test", rules, "--rule", "bragg")
    assert code == 1
    assert "[no_such_rule]" in complaint
    assert "[no_such_clause]" in call("policy", "test", rules, "--clause", "whey")[2]


def test_a_build_server_gets_a_file_of_its_own(call: Call, rules: Path, tmp_path: Path) -> None:
    assert call("policy", "test", rules, "--junit", "report.xml")[0] == 0
    root = ET.parse(tmp_path / "report.xml").getroot()  # noqa: S314 - our own output is not untrusted
    assert [suite.get("name") for suite in root.findall("testsuite")] == ["cheese/bragging", "cheese/whey"]


@pytest.mark.parametrize("command", [("test", "."), ("explain", ".", "--text", "x"), ("publish", ".", "--reason", "x")])
def test_a_broken_policy_is_shown_as_the_check_shows_it(call: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "cheese.md").write_text(RULES.replace("mentions(", "mentoins("), "utf-8")
    _, checked, _ = call("policy", "check", ".")
    code, said, complaint = call("policy", *command)
    excerpt = next(line for line in checked.splitlines() if " | when: mentoins(" in line)
    assert (code, said) == (1, "")
    assert excerpt in complaint
    assert "^^^" in complaint
    assert complaint.count("cheese.md") == complaint.count("cheese.md:")
    assert "ombud: the policy cannot run: " in complaint
    assert "[policy_invalid]" in complaint


def test_a_file_at_fault_is_named_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes("Gr\xf6\xdfe".encode("latin-1"))
    code, _, complaint = call("policy", "test", tmp_path)
    assert (code, complaint.count("latin.md")) == (1, 1)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_utf_8_is_written_to_all_the_same(shell: Shell, rules: Path, encoding: str) -> None:
    _break(rules, '"whey"', '"\u0441\u044b\u0440"')
    ran = shell("policy", "explain", rules, "--text", "\u0441\u044b\u0440", PYTHONIOENCODING=encoding)
    assert ran.returncode == 0
    assert rb"\u0441\u044b\u0440" in ran.stdout
    assert b"Traceback" not in ran.stderr
