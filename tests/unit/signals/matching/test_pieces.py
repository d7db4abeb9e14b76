"""Patterns as unions of pieces."""

import pytest

from ombud.model import BadInput
from ombud.ports import CannotLookFor, Pattern
from ombud.signals.matching.pieces import MAX_PROGRAMS, take_apart
from ombud.signals.matching.regex import MAX_PROGRAM, Regex


def sources(*regexes: str) -> list[list[str]]:
    patterns = [Pattern(f"p{i}", regex) for i, regex in enumerate(regexes)]
    return [[piece.source for piece in compound.pieces] for compound in take_apart(patterns)]


def test_what_two_patterns_share_is_one_piece() -> None:
    first, second = take_apart([Pattern("p", "(?i)x(a|b)c+"), Pattern("q", "(?i)x(b|d)c+")])
    assert [piece.source for piece in first.pieces] == ["(?i)x(?:a)c+", "(?i)x(?:b)c+"]
    assert first.pieces[1] is second.pieces[0]
    assert list(first.pieces[1].hits) == ["p", "q"]


def test_a_pattern_that_shares_nothing_stays_whole() -> None:
    assert sources("(a|b)c", "(d|e)c", "x") == [["(a|b)c"], ["(d|e)c"], ["x"]]


def test_branches_of_the_whole_pattern_are_pieces_too() -> None:
    assert sources("(?i)a|b", "(?i)b|c") == [["(?i)a", "(?i)b"], ["(?i)b", "(?i)c"]]


def test_the_same_pattern_read_in_another_form_of_the_text_is_another() -> None:
    one, other = take_apart([Pattern("p", "a|b"), Pattern("q", "a|b", exact=True)])
    assert not set(one.pieces) & set(other.pieces)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(a|b)+c", "(a|b)+d"),
        ("(?i:a|b)c", "(?i:a|d)c"),
        ("(a|b*)", "(a|c*)"),
        ("(a|^*b)x", "(a|^*b)y"),
        ("(" + "|".join("abcdefghi") + ")x", "(" + "|".join("abcdefghk") + ")x"),
    ],
)
def test_what_cannot_be_taken_apart_safely_or_with_profit_stays_whole(one: str, other: str) -> None:
    assert sources(one, other) == [[one], [other]]


def test_where_pieces_touch_the_same_words_the_pattern_decides() -> None:
    compound, _ = take_apart([Pattern("p", "(ab|b)c*"), Pattern("q", "(b|d)c*")])
    assert compound.spans(b"abc bcc", compound.pieces) == [(0, 3), (4, 7)]
    assert compound.spans(b"bcc ab", compound.pieces) == [(0, 3), (4, 6)]


@pytest.mark.parametrize("regex", ["a.{0,1000}b", "(?:.{0,20}x){30}", r"\pL{30}"])
def test_a_pattern_that_takes_too_many_steps_is_refused(regex: str) -> None:
    with pytest.raises(BadInput, match=f"{MAX_PROGRAM} are allowed") as caught:
        Regex(regex)
    assert caught.value.code == "regex_too_costly"


def test_patterns_that_take_too_many_steps_together_are_refused() -> None:
    regex = "a.{0,400}b"
    enough = MAX_PROGRAMS // Regex(regex).size
    with pytest.raises(CannotLookFor, match="together") as caught:
        take_apart([*(Pattern(f"p{i}", regex) for i in range(enough)), Pattern("large", "a.{0,450}b")])
    assert caught.value.code == "regex_too_costly"
    assert [key for key, _ in caught.value.faults] == ["large"]
