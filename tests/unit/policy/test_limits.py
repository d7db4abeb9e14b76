"""What nobody wrote by hand is refused, clearly and before it costs anything."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ombud.intake import normalise
from ombud.model import BadInput, TooLarge
from ombud.policy import PolicyError, compile_policy
from ombud.policy.document.amount import MAX_ENTRIES, MAX_LINES, MAX_LISTED, MAX_RULES, MAX_WRITTEN
from ombud.ports import Database, Shard
from ombud.signals import Registry, matcher_factory
from ombud.wiring import read_policy_files
from tests.support.policies import document, problems


def errors(condition: str) -> list[str]:
    return [problem.code for problem in problems(document(condition)) if problem.severity == "error"]


def test_an_expression_of_a_megabyte() -> None:
    assert errors(" && ".join(["item.kind == 'post'"] * 50_000)) == ["condition_too_long"]
    assert errors('mentions(item.text, "' + "x" * 1_000_000 + '")') == ["condition_too_long"]


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("[", "]"), ("!(", ")"), ("size([", "])"), ("{1: ", "}")])
def test_a_thousand_brackets_in_one_another(opening: str, closing: str) -> None:
    assert errors(opening * 1000 + "true" + closing * 1000) == ["condition_too_deep"]


def test_a_condition_with_ten_thousand_faults_shows_the_first_of_them() -> None:
    assert errors(" && ".join(f"item.x{number} == 1" for number in range(3000))) == ["unknown_field"] * 20


def test_a_hundred_thousand_rules() -> None:
    rules = "".join(f"```rule\nid: r{number}\nwhen: true\nthen: hold\n```\n" for number in range(100_000))
    with pytest.raises(TooLarge, match=f"100001 rules, and {MAX_RULES} are allowed") as caught:
        problems(document(after=rules))
    assert caught.value.code == "too_many_rules"


def test_a_list_of_a_million_entries() -> None:
    entries = "".join(f"word{number}\n" for number in range(1_000_000))
    with pytest.raises(TooLarge, match=f"1000000 lines, and {MAX_ENTRIES} are allowed") as caught:
        problems(document(head="lists:\n  bad: bad.txt\n"), **{"bad.txt": entries})
    assert caught.value.code == "too_many_entries"


@pytest.mark.parametrize(
    ("document_", "list_", "most"),
    [
        ("x" * 20_000_000, "", f"documents have 20000... characters, and {MAX_WRITTEN}"),
        ("\n" * 2_000_000, "", f"documents have 20000.. lines, and {MAX_LINES}"),
        ("", "x" * 20_000_000, f"lists have 20000000 characters, and {MAX_LISTED}"),
    ],
    ids=["letters", "lines", "one line of a list"],
)
def test_twenty_megabytes_of_anything(document_: str, list_: str, most: str) -> None:
    with pytest.raises(TooLarge, match=most) as caught:
        problems(document(after=document_), **{"bad.txt": list_})
    assert caught.value.code == "policy_too_long"


def test_a_list_that_is_missing() -> None:
    found = problems(document("in_list(item.text, 'bad')", head="lists:\n  bad: bad.txt\n"))
    assert [problem.code for problem in found if problem.severity == "error"] == ["missing_file"]


def builds_nothing(shards: Sequence[Shard]) -> list[Database]:
    assert not shards
    return []


def test_patterns_that_are_too_large_together_are_refused_before_anything_is_compiled() -> None:
    rules = "".join(
        f"```rule\nid: r{i}\nwhen: matches(item.text, 'a{i}.{{0,500}}b{i}')\nthen: hold\n```\n" for i in range(2000)
    )
    files = {"rules.md": document("matches(item.text, 'x.{0,550}yyyyyyyyy')", after=f"\n{rules}")}
    with pytest.raises(PolicyError) as caught:
        compile_policy(files, catalogue=Registry().catalogue, matcher=matcher_factory(normalise, builds_nothing))
    [error] = [one for one in caught.value.problems if one.severity == "error"]
    assert (error.file, error.line, error.column, error.code) == ("rules.md", 16, 26, "bad_pattern")
    assert "more than 2,000,000 steps together" in error.message


def test_a_list_with_one_line_of_two_megabytes_is_refused_where_it_is_asked_for() -> None:
    found = problems(
        document("in_list(item.text, 'bad')", head="lists:\n  bad: bad.txt\n"), **{"bad.txt": "x" * 2_000_000}
    )
    [error] = [problem for problem in found if problem.severity == "error"]
    assert (error.line, error.source) == (18, "when: in_list(item.text, 'bad')")
    assert "2,000,000 characters, and 1,000 are allowed" in error.message


def test_a_phrase_of_more_than_a_thousand_characters() -> None:
    assert errors(f"mentions(item.text, '{'x' * 1001}')") == ["bad_pattern"]


def test_nul_characters() -> None:
    found = problems(document("item.kind == 'a\0b'"))
    places = {(problem.line, problem.column) for problem in found if problem.code == "unreadable_file"}
    assert places == {(16, 22)}


def test_more_than_64_mib(tmp_path: Path) -> None:
    with (tmp_path / "policy.md").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(BadInput) as caught:
        read_policy_files(tmp_path)
    assert caught.value.code == "policy_too_large"


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_bytes("Größe".encode("latin-1"))
    with pytest.raises(BadInput) as caught:
        read_policy_files(tmp_path)
    assert caught.value.code == "not_utf8"


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "policy.md").write_text("# A\n", "utf-8")
    (folder / "bad.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(BadInput) as caught:
        read_policy_files(folder)
    assert caught.value.code == "outside_folder"


def test_bytes_of_several_files_count_together(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.txt"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(25 * 1024 * 1024)
    with pytest.raises(BadInput) as caught:
        read_policy_files(tmp_path)
    assert caught.value.code == "policy_too_large"


def test_what_is_named_like_a_file_and_is_none(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_text("# A\n", "utf-8")
    (tmp_path / "link.md").symlink_to("gone")
    assert list(read_policy_files(tmp_path)) == ["policy.md"]
    for make in (os.mkfifo, os.mkdir):
        path = tmp_path / "b.md"
        make(path)
        with pytest.raises(BadInput, match=r"b\.md is named like a part of the policy, and is no file") as caught:
            read_policy_files(tmp_path)
        assert caught.value.code == "not_a_file"
        path.rename(tmp_path / f"other-{make.__name__}")


def test_line_ends_are_plain(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_bytes(b"a\r\nb\rc\n")
    assert read_policy_files(tmp_path) == {"policy.md": "a\nb\nc\n"}


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "lists/../../x.txt", ".."])
def test_a_list_outside_the_folder_is_told_from_one_that_is_missing(path: str) -> None:
    found = [one for one in problems(document(head=f"lists:\n  x: {path}\n")) if one.severity == "error"]
    assert [(one.code, one.message) for one in found] == [
        ("outside_folder", "the list `x` must lie inside the policy's folder")
    ]


def test_a_byte_order_mark_is_no_part_of_the_policy(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_bytes(b"\xef\xbb\xbf---\n")
    assert read_policy_files(tmp_path) == {"policy.md": "---\n"}
