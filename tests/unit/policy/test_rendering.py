"""The caret stands under the fault in a terminal, whatever the line is written in."""

import pytest

from ombud.policy.problems import Problem, split_lines
from ombud.policy.rendering import cells, point_at


def test_tabs_stay_tabs_under_tabs() -> None:
    assert point_at("\tx", 1, 2, 1) == ["  1 | \tx", "    | \t^"]


@pytest.mark.parametrize(
    ("before", "indent"),
    [
        ("ab", 2),
        ("日本", 4),  # wide: two cells each
        ("ｱ", 1),  # half-width
        ("e\N{COMBINING ACUTE ACCENT}", 1),  # a mark takes none
        ("\N{FACE WITH TEARS OF JOY}", 2),
        ("\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", 2),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}", 2),  # shown as an emoji
        ("x\N{VARIATION SELECTOR-16}", 1),
        ("한", 2),
        ("\u1112\u1161", 2),  # the same syllable, in parts
        ("\u200b", 1),  # what cannot be seen is shown as U+FFFD
    ],
)
def test_the_caret_stands_where_the_terminal_shows_the_character(before: str, indent: int) -> None:
    _, carets = point_at(f"{before}!", 7, len(before) + 1, 1)
    assert carets == f"    | {' ' * indent}^"


def test_what_is_wide_gets_carets_as_wide() -> None:
    assert point_at("x 日本", 1, 3, 2)[1] == "    |   ^^^^"


def test_right_to_left_text_is_repeated_because_terminals_turn_it_round() -> None:
    assert point_at('"سلام" = x', 3, 8, 1) == ['  3 | "سلام" = x', "    |        ^", "    | here: ="]


def test_of_a_long_line_the_part_around_the_fault_is_shown() -> None:
    shown, carets = point_at("a" * 500 + "!" + "b" * 500, 1, 501, 1)
    assert shown[carets.index("^")] == "!"
    assert len(shown) == 100
    assert shown.count("…") == 2
    assert point_at("a" * 500, 1, 1, 1)[0].startswith("  1 | a")
    assert point_at("a" * 499 + "!", 1, 500, 1)[0].endswith("a!")


@pytest.mark.parametrize("columns", [30, 40, 80, 200])
@pytest.mark.parametrize("letter", ["a", "日", "\t", "e\N{COMBINING ACUTE ACCENT}"])
@pytest.mark.parametrize("before", [0, 3, 90])
def test_no_line_is_wider_than_the_terminal(columns: int, letter: str, before: int) -> None:
    source = letter * before + "!" + letter * 120
    shown, carets = point_at(source, 12, len(letter) * before + 1, 200, columns)
    assert sum(8 if one == "\t" else cells(one, "x") for one in shown) <= columns
    assert sum(8 if one == "\t" else 1 for one in carets) <= columns
    assert shown[: shown.index("!")].count("\t") == carets[: carets.index("^")].count("\t")
    assert "!" in shown


def test_a_problem_is_as_wide_as_it_is_told() -> None:
    problem = Problem("a.md", 1, 1, "wrong", source="a" * 200)
    assert [len(line) for line in problem.render(60).split("\n")[1:]] == [59, 7]
    assert len(problem.render().split("\n")[1]) == 99


def test_controls_never_reach_the_terminal() -> None:
    assert point_at("\x1b[31m\u202e", 1, 1, 1)[0] == "  1 | \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"


def test_a_mark_at_the_start_takes_no_cell() -> None:
    assert cells("\N{COMBINING ACUTE ACCENT}") == 0
    assert cells("\N{VARIATION SELECTOR-16}") == 0


def test_a_problem_for_programs() -> None:
    problem = Problem("a.md", 3, 7, "no field `x`", "Did you mean `y`?", width=2, code="unknown_field", expected="y")
    assert problem.as_plain() == {
        "file": "a.md",
        "line": 3,
        "column": 7,
        "end_column": 9,
        "severity": "error",
        "code": "unknown_field",
        "message": "no field `x`",
        "advice": "Did you mean `y`?",
        "expected": "y",
    }
    assert problem.render() == "a.md:3:7: error: no field `x`\n  Expected: y.\n  Did you mean `y`?"


def test_lines_end_where_editors_end_them() -> None:
    assert split_lines("a\r\nb\rc\nd\u2028e\x0bf\x85g\n") == ["a", "b", "c", "d\u2028e\x0bf\x85g"]
    assert split_lines("") == []
