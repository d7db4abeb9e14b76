"""What nobody wrote by hand is refused, clearly and before it costs anything."""

from pathlib import Path

import pytest

from ombud.model import BadInput, TooLarge
from ombud.policy.build import MAX_ENTRIES, MAX_RULES
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


def test_a_list_that_is_missing() -> None:
    found = problems(document("in_list(item.text, 'bad')", head="lists:\n  bad: bad.txt\n"))
    assert [problem.code for problem in found if problem.severity == "error"] == ["missing_file"]


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


def test_a_byte_order_mark_is_no_part_of_the_policy(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_bytes(b"\xef\xbb\xbf---\n")
    assert read_policy_files(tmp_path) == {"policy.md": "---\n"}
