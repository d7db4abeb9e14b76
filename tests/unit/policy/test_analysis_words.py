"""Checks that find foolish lists, words and patterns."""

import pytest

from ombud.intake import normalise
from ombud.model import Text
from ombud.policy.checking.analysis import (
    pattern_advice,
    unreachable_letter,
    unread_spellings,
)
from tests.support.analysis import EXAMPLES, HEAD, USED, codes, rule, warnings
from tests.support.policies import document


def of_list(entries: str, condition: str = "in_list(item.text, 'a')") -> list[tuple[str, int]]:
    text = document(condition, head=HEAD, after=rule("karma", "has(author.karma)") + EXAMPLES)
    return [(found.code, found.line) for found in warnings(text, **{"a.txt": entries}) if found.file == "a.txt"]


def test_entries_that_read_the_same_are_found() -> None:
    assert of_list("one\n# comment\n  Two  # remark\n\nt\u0077o\nONE\nthree") == [
        ("duplicate_entry", 5),
        ("duplicate_entry", 6),
    ]


def test_entries_that_can_never_match_are_found() -> None:
    links = "item.links.exists(l, in_list(l.domain, 'a'))"
    assert of_list("https://bit.ly/x\n*.bit.ly\nbit.ly\nxyz", links) == [
        ("entry_never_matches", 1),
        ("entry_never_matches", 2),
    ]
    assert of_list("bit.ly/x") == []
    assert of_list("x" * 70_000, links) == [("entry_never_matches", 1)]
    assert of_list("one\n\u200b\n", links) == [("unseen_character", 2), ("entry_never_matches", 2)]


def test_words_that_read_the_same_are_found() -> None:
    assert codes("mentions(item.text, 'Free', 'money', 'free')") == ["duplicate_term"]
    assert codes("exact(mentions(item.text, 'Free', 'free'))") == []
    assert codes("exact(mentions(item.text, 'free', 'free'))") == ["duplicate_term"]


@pytest.mark.parametrize(
    "term",
    ["free money, cheap money", "a; b", "a, b, c", "- bullet", "* bullet", "free*", "*free", '"quoted"', "“quoted”"],
)
def test_terms_that_are_hardly_meant_as_they_stand_are_found(term: str) -> None:
    assert codes(f"mentions(item.text, '{term}')") == ["looks_like_several"]
    rule = document('in_list(item.text, "words") || in_list(item.text, "a") && has(author.karma)',
                    head=HEAD + "  words: words.txt\n", after=EXAMPLES)  # fmt: skip
    assert [(one.file, one.line, one.code) for one in warnings(rule, **{"words.txt": f"fine\n{term}\n"})] == [
        ("words.txt", 2, "looks_like_several")
    ]
    elsewhere = rule.replace('in_list(item.text, "words")', 'in_list(item.kind, "words")')
    assert warnings(elsewhere, **{"words.txt": f"{term}\n"}) == []


def test_terms_with_signs_inside_are_left_in_peace() -> None:
    for term in ("1,000", "f*ck", "well-known", "a - b", '5" disk', "c++", "free, ", "s***", "you know, what to do"):
        assert codes(f"mentions(item.text, '{term}')") == []


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ('item.links.exists(l, l.domain == "BIT.LY")', 'Write `"bit.ly"`.'),
        ('item.links.exists(l, l.domain != "https://bit.ly")', "Write the bare domain"),
        ('item.links.exists(l, l.registered_domain in ["bit.ly", "T.CO"])', 'Write `"t.co"`.'),
        ('item.links.exists(l, "BIT.LY" == l.domain)', 'Write `"bit.ly"`.'),
        ('item.links.exists(l, l.domain.endsWith("bit.ly/x"))', "Write the bare domain"),
        ('item.text.lowerAscii() == "HELLO"', 'Write `"hello"`.'),
        ('item.text.lowerAscii().contains("HELLO")', 'Write `"hello"`.'),
        ('item.text.lowerAscii().startsWith("Hello")', 'Write `"hello"`.'),
    ],
)
def test_texts_that_nothing_can_be_equal_to_are_found(condition: str, advice: str) -> None:
    found = warnings(document(condition, head=HEAD, after=f"{USED}{EXAMPLES}"))
    assert [problem.code for problem in found] == ["never_equal"]
    assert advice in found[0].advice


def test_texts_that_something_can_be_equal_to_are_left_in_peace() -> None:
    for condition in (
        'item.links.exists(l, l.domain == "bit.ly" || l.domain.endsWith(".ly"))',
        'item.links.exists(l, l.url == "HTTPS://X.EXAMPLE/")',
        "item.links.exists(l, l.domain == item.text) && size(item.text) > 3",
        'item.text.lowerAscii() == "hello Ä" || item.text == "HELLO" || item.text.contains("HELLO")',
    ):
        assert codes(condition) == []


def test_what_cannot_hold_together_is_shown_with_its_negation() -> None:
    for condition, said in {
        'item.text.contains("FREE") && !item.text.contains("FREE")':
            '`item.text.contains("FREE")` and `!item.text.contains("FREE")` never hold together',
        "size(item.links) > 3 && !(size(item.links) > 1)":
            "`size(item.links) > 3` and `!(size(item.links) > 1)` never hold together",
        "has(item.lang) && !(item.kind == 'post' || has(item.lang))":
            "`has(item.lang)` and `!has(item.lang)` never hold together",
        "!!has(item.lang) && !has(item.lang)": "`has(item.lang)` and `!has(item.lang)` never hold together",
    }.items():  # fmt: skip
        found = warnings(document(condition, head=HEAD, after=f"{USED}{EXAMPLES}"))
        assert [problem.message for problem in found] == [f"`r` can never fire: {said}"]


def test_patterns_that_hit_everything_are_found() -> None:
    for pattern in ("a*", "(free)?", "x|", ".*", ""):
        assert codes(f"matches(item.text, r'{pattern}')") == ["hits_everything"]
    for pattern in ("a+", "^$", r"^\s*$", "^.{0,9}$", r"\bfree\b", r"\B", "^[^q]*$", "^[^zj]*$", "^|x"):
        assert codes(f"matches(item.text, r'{pattern}')") == []


def test_capital_letters_that_no_text_has_are_found() -> None:
    assert codes("matches(item.text, 'FREE')") == ["unreachable_letter"]
    assert codes("exact(matches(item.text, 'FREE'))") == []
    for regex in (r"(?i)FREE", r"\Wfree\S\pL\p{Lu}", "[A-Za-z]+", "[^A-Z]", r"(?P<Name>x)", "(?s:x)", r"(?U)x+",
                  r"a\x2Fb", r"a\x{2F}b", r"\Qa(b\E", r"[[:^alpha:]A]", r"[\]A]", r"\x{FFFFFFF}", "Ꭰ"):  # fmt: skip
        assert unreachable_letter(regex) is None
    for regex, letter in {
        r"a\.B": "B", r"\QFREE\E": "F", r"\x41": "A", r"[\]a]B": "B", "[A-Z]+": "[A-Z]", "x[AB]": "[AB]",
    }.items():  # fmt: skip
        assert unreachable_letter(regex) == letter
    assert normalise("FREE").normal == "free"
    assert Text("a", "a").raw == "a"


@pytest.mark.parametrize(
    ("regex", "spellings"),
    [
        ("hmmm+", [("hmmm", "hm")]),
        ("schifffahrt", [("schifffahrt", "schifahrt")]),
        ("sox{3,}y", [("soxxxy", "soxy")]),
        (r"\bl33t\b|[0-9]{5}", [("l33t", "leet")]),
        (r"\b(?:l33t|(k1ll))$", [("l33t", "leet")]),
        ("(l33t|k1ll)s?", []),
        ("12345(a|l33t)", []),
        ("(?i)(l33t)(k1ll)", []),
        (r"f\.r\.e\.e", [("f.r.e.e", "free")]),
        ("buy  now", [("buy  now", "buy now")]),
        ("(?i)FREE", []),
        ("hmmm*", []),
        ("xxx", []),
        ("[0-9]l33t", []),
        ("l33t[0-9]", []),
        ("(l33t)[0-9]", []),
        ("mp3", []),
        ("sh[o0][o0]", []),
        ("xa?", []),
        (r"(ab)+|\bfree\b", []),
    ],
)
def test_spellings_that_no_text_is_read_in_are_found(regex: str, spellings: list[tuple[str, str]]) -> None:
    assert list(unread_spellings(regex, normalise)) == spellings
    assert codes(f"matches(item.text, r'{regex}')") == ["unread_spelling"] * len(spellings)
    assert codes(f"exact(matches(item.text, r'{regex}'))") == []


@pytest.mark.parametrize(
    ("regex", "said"),
    [
        (r"a(?!b)", "look-around"),
        (r"(?<!a)b", "look-around"),
        (r"a(?=b)", "look-around"),
        (r"(?<=a)b", "look-around"),
        (r"(a)\1", "back-references"),
        (r"(?P<x>a)(?P=x)", "back-references"),
        (r"(?>a)", "goes back"),
        (r"a++", "goes back"),
    ],
)
def test_what_cannot_run_in_linear_time_gets_advice(regex: str, said: str) -> None:
    assert said in (pattern_advice(regex) or "")


def test_other_faults_of_patterns_have_no_advice_of_ours() -> None:
    assert pattern_advice("(a") is None
