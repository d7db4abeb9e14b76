"""What the scanning engine is given for a pattern."""

import pytest

from ombud.signals.matching.expression import MAX_EXPRESSION, Expression, express, literal
from ombud.signals.matching.syntax import Unknown, parse


def expression(regex: str) -> Expression | None:
    return express(parse(regex).root)


@pytest.mark.parametrize(
    ("regex", "written"),
    [
        ("abc", b"abc"),
        ("(?i)a1", b"[Aa]1"),
        ("(a|(?:b)c)d", b"(?:a|bc)d"),
        (r"\bx\b", rb"\bx\b"),
        ("^x$", rb"^x\z"),
        (r"\Ax\z", rb"^x\z"),
        ("x é", b"x \\xc3\\xa9"),
        ("(?i)é", b"(?:\\xc3\\x89|\\xc3\\xa9)"),
        (r"\x41\x{42}\103", b"ABC"),
        (r"\Qa.b\Ec", rb"a\x2ebc"),
        (r"[[:digit:]]x", b"[0-9]x"),
        ("[]]", rb"\x5d"),
        (r"[\]a]x", rb"[\x5da]x"),
        ("x{2}y", b"(?:x){2,2}y"),
        ("ax{2,}y", b"a(?:x){2,}y"),
        ("(?:ab)?c", b"c"),
        ("c(?:ab)?d", b"c(?:ab)?d"),
        ("c(?:ab){1}d", b"c(?:ab)d"),
        ("ca{0}d", b"cd"),
        ("(?P<name>a)(?<other>b)", b"ab"),
        (r"\a\n\t\.", rb"\x07\x0a\x09\x2e"),
        ("(?s-i:a)b", b"ab"),
        ("a{,3}", rb"a\x7b\x2c3\x7d"),
    ],
)
def test_it_says_the_same_where_it_can(regex: str, written: bytes) -> None:
    assert expression(regex) == Expression(written, exact=True)


@pytest.mark.parametrize(
    ("regex", "written"),
    [
        ("a*bc*", b"b"),
        ("(x|y)+z{3,}", b"(?:x|y)(?:z){3,3}"),
        ("a(bc*|d+)", b"a(?:b|d)"),
        ("(a?b|c)d", b"(?:b|c)d"),
        ("(a*)bc", b"bc"),
    ],
)
def test_what_may_be_missing_at_either_end_is_left_out(regex: str, written: bytes) -> None:
    assert expression(regex) == Expression(written, exact=True)


@pytest.mark.parametrize(
    ("regex", "written"),
    [
        ("a.{0,40}b", rb"a[\x00-\x09\x0b-\x7f\x80-\xff]*b"),
        ("(?s)a.+b", rb"a[\x00-\x7f\x80-\xff]+b"),
        ("ax{50}b", b"a(?:x){32,}b"),
        ("a[xy]{1,90}b", b"a(?:[x-y])+b"),
        ("a(?:a long phrase |another )*b", b"a[ aeg-hln-pr-t]*b"),
        ("a(?:a long phräse |another )+b", rb"a[ aeg-hln-pr-t\x80-\xff]+b"),
        ("a(?:(long|phrase)x{2}\\b)*b", b"a[aeg-hln-pr-sx]*b"),
        ("a(?:x{0,40}){2}b", b"a[x]*b"),
        (r"a\Bb", b"ab"),
        ("(?m)^a$", b"a"),
        ("\u017f", b"s"),
    ],
)
def test_what_is_costly_or_has_no_word_is_written_more_loosely(regex: str, written: bytes) -> None:
    assert expression(regex) == Expression(written, exact=False)


@pytest.mark.parametrize("regex", ["a*", "(a|b?)", r"\b", "^$", "(?:a{0}|x)*", ""])
def test_what_matches_nothing_at_all_is_for_re2(regex: str) -> None:
    assert expression(regex) is None


def test_what_is_too_long_is_for_re2() -> None:
    assert expression("|".join(["word"] * MAX_EXPRESSION)) is None


@pytest.mark.parametrize("regex", [r"\C", "^*a", r"\Qab\E+", "(" * 60 + "a" + ")" * 60, r"(?:\b)+a", "a**", "(a", "[a"])
def test_what_is_not_known_is_for_re2(regex: str) -> None:
    with pytest.raises(Unknown):
        parse(regex)


def test_characters_that_nothing_takes_are_written_all_the_same() -> None:
    assert expression(r"a[^\x00-\x{10ffff}]b") is not None


def test_a_literal_is_its_bytes() -> None:
    assert literal("a.é (".encode()) == b"a\\x2e\\xc3\\xa9 \\x28"
