"""`ombud policy explain`: on a terminal and as data."""

import json
from pathlib import Path

import pytest

from tests.support.cli import Call, Shell, event

RULES = """\
---
policy: cheese
title: Cheese rules
language: en
requires: [author.created_at]
attributes:
  context.board: string?
---

# Cheese

## No bragging about cheese {#bragging}

Nobody wants to hear it.

```rule
id: brag
when: mentions(item.text, "my cheese is better") && (signal.shouting > 0.1 || size(item.links) == 0)
then: hold
queue: cheese
```

```rule
id: links
when: item.links.exists(link, link.domain.startsWith("cheese") && author.age < duration("72h"))
      || count(author, "item.created", duration("10m")) > 5
then: warn
mode: shadow
```

```rule
id: comments
when: item.kind == "comment" && mentions(item.text, "blue")
then: remove
automation: decide
min_precision: 0.9
```

```examples
violates: my cheese is better than yours
allows: I like cheese
```
"""
BRAG = "Well, MY CHEESE is better."


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "cheese.md").write_text(RULES, "utf-8")
    return folder


def _break(rules: Path, old: str, new: str) -> None:
    (rules / "cheese.md").write_text(RULES.replace(old, new), "utf-8")


def test_an_explanation_names_the_rule_and_the_words_that_did_it(call: Call, rules: Path) -> None:
    code, said, _ = call("policy", "explain", rules, "--text", BRAG)
    assert code == 0
    assert "brag (cheese/bragging, hold): fires  cheese.md:18" in said
    assert "Well, ▸MY CHEESE is better◂." in said


def test_what_was_not_needed_or_made_no_difference_is_said_so(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", f"{BRAG} https://cheese.example/")[1]
    assert "signal.shouting has no value" not in said or "another side decides" in said
    assert "links (cheese/bragging, warn, shadow): does not fire" in said
    assert 'element 1: {"url": "https://cheese.example/"' in said
    assert "item.created of author:example-author in 10 minutes: 1" in said
    assert "not reached; " in said or "✗ false" in said


def test_the_rules_that_were_not_asked_are_counted_and_listed_on_request(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", BRAG)[1]
    assert "1 other rule was not asked, because something they need is not there; --all says why not" in said
    said = call("policy", "explain", rules, "--text", "hello", "--all")[1]
    assert "2 other rules were not asked" in said
    assert 'comments (cheese/bragging) needs  item.kind == "comment"' in said


def test_a_rule_that_cannot_be_decided_comes_before_those_that_do_not_fire(call: Call, rules: Path) -> None:
    _break(rules, 'mentions(item.text, "my cheese is better") && (signal.shouting > 0.1 || size(item.links) == 0)',
           "1 / size(item.media) > 0")  # fmt: skip
    said = call("policy", "explain", rules, "--text", "x")[1]
    assert said.index("brag (cheese/bragging, hold): has no value") < said.index("links (")
    assert "division by zero" in said


def test_an_explanation_ends_with_the_outcome(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", BRAG)[1]
    assert said.endswith("\noutcome: hold\n  brag: asks for hold\n  clauses: cheese/bragging\n  queue: cheese\n")
    outcome = json.loads(call("policy", "explain", rules, "--text", BRAG, "--json")[1])["outcome"]
    assert (outcome["measure"], outcome["clauses"], outcome["queue"]) == ("hold", ["cheese/bragging"], "cheese")
    assert outcome["rules"][0]["decisive"] is True


def test_an_explanation_says_what_is_only_proposed_and_what_is_labelled(call: Call, rules: Path) -> None:
    _break(rules, "then: hold", "then: remove")
    said = call("policy", "explain", rules, "--text", BRAG)[1]
    assert "outcome: hold, remove is proposed" in said
    assert "brag: asks for remove, may only propose it: hold until a person has looked" in said
    _break(rules, "then: hold", "then: label\nlabel: boast")
    assert "  labels: boast" in call("policy", "explain", rules, "--text", BRAG)[1]


def test_precedence_and_precision_are_explained(call: Call, rules: Path, tmp_path: Path) -> None:
    post = {"id": "e", "type": "item.created", "author": {"id": "u", "created_at": "2020-01-01T00:00:00Z"}}
    item = {"id": "i", "kind": "comment", "text": f"{BRAG} It is blue."}
    (tmp_path / "event.json").write_text(json.dumps(post | {"item": item}))
    _break(rules, "then: hold", "then: label")
    said = call("policy", "explain", rules, "event.json")[1]
    assert "comments: asks for remove, may not decide alone (precision not measured, needs 90.0%)" in said
    assert "brag: asks for label; another rule asks for something graver" in said


def test_a_rule_in_shadow_has_no_effect(call: Call, rules: Path, tmp_path: Path) -> None:
    author = {"id": "u", "created_at": "2020-01-01T00:00:00Z"}
    (tmp_path / "events.jsonl").write_bytes(b"\n".join(event(number, author=author) for number in range(7)))
    said = call("policy", "explain", rules, "events.jsonl")[1]
    assert "outcome: allow\n  without effect, in shadow: links\n" in said


def test_an_explanation_of_what_no_rule_minds_says_so(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", "I like cheese")[1]
    assert said.endswith("outcome: allow\n  clauses: none\n  queue: none, nobody has to look\n")


def test_what_cannot_be_seen_is_written_out(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", "my ch\u200beese is better\u2063\x1b[31m\n\u3164 yes")[1]
    assert "▸my ch⟨U+200B⟩eese is better⟨U+2063⟩⟨U+001B⟩◂[31m⏎⟨U+3164⟩ yes" in said


def test_a_quotation_is_cut_on_both_sides(call: Call, rules: Path) -> None:
    said = call("policy", "explain", rules, "--text", f"{'a' * 40} my cheese is better {'b' * 40}")[1]
    assert f"… {'a' * 31} ▸my cheese is better◂ {'b' * 31} …" in said


def test_a_pipe_gets_no_colours_and_a_terminal_gets_none_when_it_asks_for_none(shell: Shell, rules: Path) -> None:
    words = ("policy", "explain", str(rules), "--text", BRAG)
    assert b"\x1b" not in shell(*words).stdout
    assert b"\x1b[" in shell(*words, FORCE_COLOR="1").stdout
    assert b"\x1b[3" not in shell(*words, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_either_a_file_or_a_text_is_explained(call: Call, rules: Path) -> None:
    assert call("policy", "explain", rules)[0] == 2
    assert call("policy", "explain", rules, "-", "--text", "x")[0] == 2


def test_an_empty_file_cannot_be_explained(call: Call, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(b"\n")
    code, _, complaint = call("policy", "explain", rules, "event.json")
    assert code == 1
    assert "[no_event]" in complaint
