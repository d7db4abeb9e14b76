"""`ombud policy fmt`: what it writes, what it shows, and what it leaves alone."""

from pathlib import Path

import pytest

from tests.support.cli import Call

UGLY = """---\r
policy: x\r
title: X\r
language: en\r
---\r
# A\r
\r
## B {#b}\r
\r
```rule\r
then: hold\r
when: item.kind=='post'\r
id: r\r
```\r
"""
TIDY = UGLY.replace(
    "then: hold\r\nwhen: item.kind=='post'\r\nid: r", 'id: r\r\nwhen: item.kind == "post"\r\nthen: hold'
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.md").write_bytes(UGLY.encode())
    (folder / "b.md").write_bytes(b"# Only prose\n")
    return folder


def test_a_policy_is_brought_into_its_form_and_its_line_ends_stay(call: Call, rules: Path) -> None:
    (rules / "a.md").chmod(0o640)
    assert call("policy", "fmt", rules)[:2] == (0, "formatted: a.md\n")
    assert (rules / "a.md").read_bytes() == TIDY.encode()
    assert (rules / "a.md").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in rules.iterdir()) == ["a.md", "b.md"]
    assert call("policy", "fmt", rules)[:2] == (0, "")


def test_a_check_names_the_files_and_writes_nothing(call: Call, rules: Path) -> None:
    assert call("policy", "fmt", rules, "--check")[:2] == (1, "not formatted: a.md\n")
    assert (rules / "a.md").read_bytes() == UGLY.encode()
    (rules / "a.md").write_bytes(TIDY.encode())
    assert call("policy", "fmt", rules, "--check")[:2] == (0, "")


def test_errors_are_counted_and_the_check_is_named(call: Call, rules: Path) -> None:
    (rules / "a.md").write_text(UGLY.replace("item.kind==", "item.kind==="), "utf-8")
    code, said, complaint = call("policy", "fmt", rules, "--check")
    assert (code, said) == (1, "")
    assert complaint.endswith(
        f"\n1 error, so nothing was formatted; `ombud policy check {rules}` says all that is wrong\n"
    )


def test_a_difference_is_shown_and_nothing_is_written(call: Call, rules: Path) -> None:
    code, said, complaint = call("policy", "fmt", rules, "--diff")
    assert (code, complaint) == (0, "")
    assert said.startswith("--- a.md\n+++ a.md\n")
    assert '+when: item.kind == "post"\n' in said
    assert (rules / "a.md").read_bytes() == UGLY.encode()
    code, _, complaint = call("policy", "fmt", rules, "--diff", "--check")
    assert (code, complaint) == (1, "not formatted: a.md\n")


def test_a_policy_with_an_error_is_left_alone(call: Call, rules: Path) -> None:
    broken = UGLY.replace("=='post'", "=='post")
    (rules / "a.md").write_bytes(broken.encode())
    code, said, complaint = call("policy", "fmt", rules)
    assert (code, said) == (1, "")
    assert "this text is never closed" in complaint
    assert (rules / "a.md").read_bytes() == broken.encode()


def test_a_file_that_cannot_be_written_stays_as_it_was(
    call: Call, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    assert call("policy", "fmt", rules)[0] == 3
    assert (rules / "a.md").read_bytes() == UGLY.encode()
    assert sorted(path.name for path in rules.iterdir()) == ["a.md", "b.md"]
