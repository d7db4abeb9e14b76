"""``ombud policy publish, rollback, versions, export``: the way there and the way back."""

import json
from pathlib import Path

import pytest

from ombud.model import Role
from ombud.wiring import Config, Ombud, read_policy_files
from tests.support.cli import Call

TEXT = """---
policy: cheese
title: Cheese
language: en
---

# Cheese

## Do not brag {#bragging}

Do not brag about your cheese.

```rule
id: brag
when: mentions(item.text, "my cheese is better")
then: hold
```

```examples
violates: my cheese is better
allows: I like cheese
```
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "lists").mkdir(parents=True)
    (folder / "cheese.md").write_text(TEXT, encoding="utf-8")
    return folder


def publish(call: Call, rules: Path, reason: str = "To begin.") -> str:
    code, said, complaint = call("policy", "publish", rules, "--reason", reason)
    assert code == 0, complaint
    return said.rpartition(", ")[2].strip()


def reword(rules: Path) -> None:
    (rules / "cheese.md").write_text(TEXT.replace("Do not brag about", "Never brag about"), encoding="utf-8")


def test_publishing_asks_for_a_reason(call: Call, rules: Path) -> None:
    code, _, complaint = call("policy", "publish", rules)
    assert code == 2
    assert "--reason" in complaint
    code, _, complaint = call("policy", "publish", rules, "--reason", " ")
    assert code == 1
    assert "reasons_missing" in complaint
    assert "everybody will read it" in complaint


def test_the_version_before_comes_back_with_one_command(call: Call, rules: Path) -> None:
    first = publish(call, rules)
    reword(rules)
    second = publish(call, rules, "Clearer.")
    code, said, _ = call("policy", "rollback", "--reason", "Not clearer.")
    assert code == 0
    assert said == f"in force again: Cheese, {first}\nno longer: {second}\n"
    code, said, _ = call("policy", "rollback", second[7:17], "--reason", "It was.")
    assert code == 0
    assert second in said


def test_what_cannot_come_back_is_said(call: Call, rules: Path) -> None:
    code, _, complaint = call("policy", "rollback", "--reason", "Why.")
    assert code == 1
    assert "no_data_here" in complaint
    version = publish(call, rules)
    code, _, complaint = call("policy", "rollback", version, "--reason", "Why.")
    assert code == 1
    assert "already_in_force" in complaint
    code, _, complaint = call("policy", "rollback", "ffff", "--reason", "Why.")
    assert code == 1
    assert "no_such_policy" in complaint


def test_versions_are_listed_newest_first_with_their_reasons(call: Call, rules: Path) -> None:
    first = publish(call, rules)
    reword(rules)
    second = publish(call, rules, "Clearer.")
    call("policy", "rollback", "--reason", "Not clearer.")
    code, said, _ = call("policy", "versions")
    assert code == 0
    assert said.startswith(f"{first}  (in force)\n")
    assert "brought back, by: operator\n  Not clearer.\n" in said
    assert "with the server's start, by: operator" in said
    listed = json.loads(call("policy", "versions", "--json")[1])
    assert [one["version"] for one in listed[:3]] == [first, second, first]
    assert [(one["how"], one["in_force"]) for one in listed] == [
        ("rollback", True), ("publish", False), ("publish", False), ("start", False),
    ]  # fmt: skip


def test_a_draft_is_listed_by_its_two_roles(call: Call, rules: Path, tmp_path: Path) -> None:
    publish(call, rules)
    ombud = Ombud.open(Config(data=tmp_path / "data"))
    lea = ombud.accounts.add_user("lea", Role.LEAD, "a long enough password")
    ann = ombud.accounts.add_user("ann", Role.ADMIN, "a long enough password")
    draft = ombud.drafts.open(lea, "Clearer").id
    ombud.drafts.save(draft, 1, lea, {"cheese.md": TEXT.replace("Do not brag about", "Never brag about")})
    ombud.drafts.submit(draft, 2, lea, "Clearer.")
    ombud.drafts.approve(draft, 3, ann)
    ombud.drafts.publish(draft, 4, lea)
    ombud.close()
    assert "written by: lead, approved by: admin" in call("policy", "versions")[1]
    code, _, _ = call("policy", "export", "current", "out")
    assert code == 0
    assert "Never brag about" in (tmp_path / "out" / "cheese.md").read_text(encoding="utf-8")
    again = ("policy", "publish", rules, "--reason", "From the folder.")
    code, _, complaint = call(*again)
    assert code == 1
    assert "published_in_console" in complaint
    assert "(a lead, 20" in complaint
    assert "--onto current" in complaint
    assert call(*again, "--onto", "ffff")[0] == 1
    assert call(*again, "--onto", "current")[0] == 0


def test_the_files_of_a_version_are_written_as_they_were(call: Call, rules: Path, tmp_path: Path) -> None:
    first = publish(call, rules)
    reword(rules)
    publish(call, rules, "Clearer.")
    code, said, _ = call("policy", "export", first[:20], "old")
    assert code == 0
    assert first in said
    assert read_policy_files(tmp_path / "old") == {"cheese.md": TEXT}
    assert call("policy", "export", "current", rules)[0] == 0


def test_nothing_is_written_over_unasked_and_nothing_removed(call: Call, rules: Path) -> None:
    first = publish(call, rules)
    reword(rules)
    (rules / "notes.md").write_text("# Notes\n", encoding="utf-8")
    code, _, complaint = call("policy", "export", first, rules)
    assert code == 1
    assert "would_overwrite" in complaint
    assert "Never brag" in (rules / "cheese.md").read_text(encoding="utf-8")
    code, said, _ = call("policy", "export", first, rules, "--replace")
    assert code == 0
    assert "notes.md is no part of this version" in said
    assert (rules / "cheese.md").read_text(encoding="utf-8") == TEXT
    assert (rules / "notes.md").exists()


def test_a_version_is_not_written_outside_of_the_folder(call: Call, rules: Path, tmp_path: Path) -> None:
    publish(call, rules)
    ombud = Ombud.open(Config(data=tmp_path / "data"))
    ombud.publisher.publish({"../outside.md": TEXT}, "A test.")
    ombud.close()
    code, _, complaint = call("policy", "export", "current", "inside")
    assert code == 1
    assert "path_outside" in complaint
    assert not (tmp_path / "outside.md").exists()


def test_what_an_installation_starts_with_can_be_exported(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data" / "keys").mkdir(parents=True)
    code, said, _ = call("policy", "export", "current", "out")
    assert code == 0
    assert "Community basics" in said
