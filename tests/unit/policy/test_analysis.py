"""Checks that find foolish rules: what is reported is so; what is fine is left in peace."""

import pytest

from ombud.intake import normalise
from ombud.model import Schema, Text
from ombud.policy import Problem, check
from ombud.policy.cel.parser import parse
from ombud.policy.checking.analysis import (
    Effect,
    Subject,
    covered,
    formula_of,
    implies,
    never,
    pattern_advice,
    unreachable_letter,
    unread_spellings,
)
from ombud.policy.checking.analysis.domains import Domain, among, between, other_than
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import event_environment
from ombud.policy.checking.uses import Lexicon
from ombud.policy.formatting import print_expression
from ombud.signals import fingerprint
from tests.support.policies import Detectors, document, matcher

EXAMPLES = "```examples\nviolates: x\nallows: y\n```\n"
HEAD = """\
attributes:
  author.karma: int?
  author.labels: list<string>?
requires: [author.created_at]
lists:
  a: a.txt
"""
USED = '```rule\nid: used\nwhen: has(author.karma) && in_list(item.text, "a")\nthen: suspend\nqueue: other\n```\n'


def warnings(text: str, **others: str) -> list[Problem]:
    files = {"policy.md": text, "a.txt": "one\ntwo three\n", **others}
    found = check(
        files, catalogue=Detectors().catalogue, matcher=matcher(), fingerprint=fingerprint, normalise=normalise
    )
    assert [problem for problem in found if problem.severity == "error"] == []
    return found


def codes(condition: str, after: str = "") -> list[str]:
    """What is found about one condition."""
    return [problem.code for problem in warnings(document(condition, head=HEAD, after=f"{USED}{after}{EXAMPLES}"))]


NEVER = [
    "size(item.links) > 5 && size(item.links) < 3",
    "5 < size(item.links) && size(item.links) < 3",
    "size(item.links) > 5 && size(item.links) < 6",
    "size(item.links) == 2 && size(item.links) == 3",
    "size(item.links) == 2 && size(item.links) != 2",
    "!(size(item.links) < 3) && size(item.links) < 3",
    "item.kind == 'post' && item.kind == 'comment'",
    "item.kind == 'post' && item.kind != 'post'",
    "item.kind in ['post', 'link'] && item.kind == 'comment'",
    "item.kind in ['post', 'link'] && !(item.kind in ['link', 'post'])",
    "item.kind == 'pots'",
    "event.type == 'item.craeted'",
    "item.kind == 'post' && (item.kind == 'link' || item.kind == 'image')",
    "has(item.lang) && !has(item.lang)",
    "has(item.lang) && item.lang == 'de' && item.lang == 'en'",
    "mentions(item.text, 'a') && !mentions(item.text, 'b', 'a')",
    "in_list(item.links[0].domain, 'a') && !in_list(item.links[0].domain, 'a')",
    "mentions(item.text, 'a') && !(mentions(item.text, 'a') || size(item.links) > 3)",
    "matches(item.text, 'a+') && !matches(item.text, 'a+')",
    "count(author, 'item.created', duration('1h')) < 0",
    "size(item.text) < 0",
    "size(item.text) > 100000",
    "distinct(author, 'item.created', item.text, duration('1h')) < 0",
    "item.kind == 'post' && ((item.kind == 'link' && size(item.links) > 3) || item.kind == 'image')",
    "item.kind == 'post' && (item.kind == 'link' || false)",
    "false",
    "2 < 1",
    "'a' == 'b' || item.kind == 'pots'",
    "duration('1h') > duration('2h')",
    "item.kind == 'post' && false",
    "author.age < duration('1h') && author.age > duration('2h')",
    "signal.threat > 0.9 && signal.threat < 0.1",
    "signal.threat > 0.9 && !(signal.threat > 0.8)",
    "signal.flagged == true && signal.flagged == false",
    "signal.flagged && signal.flagged != true",
    "has(author.karma) && author.karma > 3 && author.karma < 4",
    "has(author.karma) && author.karma == 3 && author.karma > 2.5 && author.karma < 2.9",
    "!has(item.text)",
    "item.text == event.id && item.text != event.id",
    "uint(size(item.links)) < 0u",
]


@pytest.mark.parametrize("condition", NEVER)
def test_a_rule_that_can_never_fire_is_found(condition: str) -> None:
    assert "never_fires" in codes(condition)


ALWAYS = [
    "true",
    "!false",
    "1 < 2.5",
    "'a' != 'b'",
    "size(item.links) >= 0",
    "count(author, 'item.created', duration('1h')) >= 0",
    "size(item.links) > 3 || size(item.links) <= 3",
    "item.kind == 'post' || item.kind != 'post'",
    "author.age < duration('1h') || !(author.age < duration('1h'))",
    "mentions(item.text, 'a') || !mentions(item.text, 'a')",
    "has(item.lang) || !has(item.lang)",
    "has(item.text)",
    "size(item.links) in [1, 2] || !(size(item.links) in [2, 1])",
    "in_list(item.kind, 'a') || !in_list(item.kind, 'a')",
    "event.id == item.id || event.id != item.id",
]


@pytest.mark.parametrize("condition", ALWAYS)
def test_a_rule_that_always_fires_is_found(condition: str) -> None:
    assert "always_fires" in codes(condition)


FINE = [
    "size(item.links) > 3 && size(item.links) < 5",
    "size(item.links) >= 5 && size(item.links) <= 5",
    "item.kind == 'post' || item.kind == 'comment'",
    "item.kind != 'post' && item.kind != 'comment'",
    "item.kind in ['post', 'link'] && item.kind != 'post'",
    "mentions(item.text, 'a', 'b') && !mentions(item.text, 'a')",
    "mentions(item.text, 'a') && !exact(mentions(item.text, 'a'))",
    "mentions(item.text, 'a') && !mentions(event.id, 'a')",
    "matches(item.text, 'a+') && !matches(item.text, 'b+')",
    # a signal may have no value, and then neither side holds
    "signal.threat > 0.5 || signal.threat <= 0.5",
    "has(author.karma) && author.karma > 3 && author.karma < 5",
    "has(author.name) && author.name < 'b' && author.name > 'a'",
    "item.text == event.id && item.text != event.source",
    "item.links.exists(l, l.domain == 'a') && !item.links.exists(l, l.domain == 'b')",
    "has(item.lang) && item.lang == 'en' && (item.kind == 'link' || size(item.links) > 0)",
    "has(author.labels) && 'a' in author.labels && !('b' in author.labels)",
    "item.kind in ['post', event.id]",
    "(item.kind == 'post' ? size(item.links) : 3) > 2",
    "has(context.flag) && (context.flag == 1 || context.flag != 1)",
    "has(context.flag) && context.flag > 1 || size(item.links) > 3",
    "1.5 * signal.threat > 1.6",
    "seen_before(item, duration('1h')) && item.text > 'b'",
    "item.kind == 'post' == (item.text == 'x')",
    "event.at > timestamp('2026-01-01T00:00:00Z')",
    "type(item.text) == string && size(item.links) > 1",
    "-size(item.links) > -3",
    "seen_before(item, duration('1h')) || !seen_before(item, duration('1h'))",
    "item.kind == 'post' && (size(item.links) > 3 || (size(item.links) < 1 && item.text == 'x'))",
    "has(context.flag) && context.flag == true",
    "has(item.lang) && (item.lang == 'en' || event.source == 'x' || true) && item.kind == 'post'",
    "1 == size(item.links) && b'a' == b'a'",
]


@pytest.mark.parametrize("condition", FINE)
def test_a_rule_that_may_or_may_not_fire_is_left_in_peace(condition: str) -> None:
    assert codes(condition) == []


def test_why_it_never_fires_is_said_where_it_is() -> None:
    [found] = warnings(
        document(
            "item.kind == 'post' && size(item.links) > 5\n  && size(item.links) < 3", head=HEAD, after=USED + EXAMPLES
        )
    )
    assert found.message == "`r` can never fire: `size(item.links) > 5` and `size(item.links) < 3` never hold together"
    assert found.source[found.column - 1 : found.end_column - 1] == "size(item.links) < 3"
    [found] = warnings(document("item.kind == 'pots'", head=HEAD, after=USED + EXAMPLES))
    assert found.advice == "Did you mean `post`?"
    assert "`item.kind == 'pots'` never holds" in found.message


def test_a_side_that_changes_nothing_is_found() -> None:
    assert codes("mentions(item.text, 'a') || (size(item.links) > 5 && size(item.links) < 3)") == ["dead_side"]
    assert codes("mentions(item.text, 'a') && (item.kind == 'post' || item.kind == 'pots')") == ["dead_side"]


def test_a_threshold_outside_what_signals_give_is_found() -> None:
    [found] = warnings(document("signal.threat > 90.0", head=HEAD, after=USED + EXAMPLES))
    assert (found.code, found.advice) == ("threshold_out_of_range", "Write a part of 1, such as `0.9` for 90 percent.")
    assert codes("signal.threat >= 1.5 && item.kind == 'post'") == ["threshold_out_of_range"]
    assert codes("-0.5 < signal.threat") == ["threshold_out_of_range"]
    assert codes("signal.threat > 1000.0") == ["threshold_out_of_range"]
    assert codes("signal.near_duplicates > 3 && signal.threat > 0.5") == []
    assert codes("signal.threat > signal.shouting") == []
    assert codes("signal.language == 'en'") == []


def test_what_stands_twice_is_found() -> None:
    assert codes("mentions(item.text, 'a') && size(item.links) > 3 && mentions(item.text, \"a\")") == ["written_twice"]


def rule(name: str, condition: str, more: str = "then: hold") -> str:
    return f"```rule\nid: {name}\nwhen: {condition}\n{more}\n```\n"


def found_with(condition: str, other: str, more: str = "then: hold", rest: str = "then: hold") -> list[str]:
    """What is found about two rules; the first is `one`."""
    text = document(
        "size(item.media) > 50", head=HEAD, after=f"{rule('one', condition, more)}{rule('two', other, rest)}"
    )
    return [
        f"{problem.code} {problem.message.split('`')[1]}" for problem in warnings(text + USED + EXAMPLES)
    ]  # fmt: skip


COVERED = [
    ("size(item.links) > 5", "size(item.links) > 3"),
    ("size(item.links) > 5", "size(item.links) > 3 || item.kind == 'post'"),
    ("size(item.links) > 5 && item.kind == 'post'", "size(item.links) > 5"),
    ("size(item.links) > 5 && size(item.links) < 9", "size(item.links) > 3 && size(item.links) < 10"),
    ("size(item.links) == 5", "size(item.links) in [4, 5]"),
    ("size(item.links) == 5", "size(item.links) != 4"),
    ("size(item.links) == 5", "size(item.links) == 5 || size(item.links) == 6"),
    ("size(item.links) > 5", "size(item.links) != 4"),
    ("item.kind == 'post'", "item.kind in ['post', 'link']"),
    ("item.kind == 'post'", "item.kind != 'link'"),
    ("item.kind != 'post' && item.kind != 'link'", "item.kind != 'post'"),
    ("item.kind in ['post', 'link']", "item.kind == 'post' || item.kind == 'link' || item.kind == 'image'"),
    ("mentions(item.text, 'a')", "mentions(item.text, 'b', 'a')"),
    ("mentions(item.text, 'one') && size(item.links) > 1", "in_list(item.text, 'a')"),
    ("exact(mentions(item.text, 'a'))", "exact(mentions(item.text, 'a', 'c'))"),
    ("!mentions(item.text, 'b', 'a')", "!mentions(item.text, 'a')"),
    ("mentions(item.text, 'x') || mentions(item.text, 'y')", "mentions(item.text, 'x', 'y')"),
    ("mentions(item.text, 'x') && (size(item.links) > 5 || item.kind == 'post')", "mentions(item.text, 'x')"),
    ("size(item.links) > 3 && (item.kind == 'link' || item.kind == 'post')", "item.kind in ['link', 'post', 'image']"),
    ("matches(item.text, 'a+') && item.kind == 'post'", "matches(item.text, 'a+')"),
    ("!has(item.lang) && item.kind == 'post'", "!has(item.lang)"),
    ("author.age < duration('1h')", "author.age < duration('72h')"),
    ("signal.threat > 0.95", "signal.threat >= 0.9"),
    ("!(signal.threat < 0.95)", "!(signal.threat < 0.9)"),
    ("item.links.exists(l, l.domain == 'a') && size(item.links) > 1", "item.links.exists(l, l.domain == 'a')"),
]  # fmt: skip


@pytest.mark.parametrize(("narrow", "wide"), COVERED)
def test_a_rule_that_adds_nothing_is_found_in_either_order(narrow: str, wide: str) -> None:
    assert found_with(narrow, wide) == ["subsumed one"]
    assert found_with(wide, narrow) == ["subsumed two"]


NOT_COVERED = [
    ("size(item.links) > 3", "size(item.links) > 5"),
    ("size(item.links) > 3", "size(item.media) > 3"),
    ("mentions(item.text, 'a', 'b')", "mentions(item.text, 'b', 'c')"),
    ("mentions(item.text, 'a')", "exact(mentions(item.text, 'a'))"),
    ("mentions(item.text, 'a')", "mentions(event.id, 'a', 'b')"),
    ("mentions(item.text, 'a') && item.kind == 'post'", "mentions(item.text, 'a') && item.kind == 'link'"),
    ("item.kind != 'post'", "item.kind in ['link', 'image']"),
    ("size(item.links) != 4", "size(item.links) > 3"),
    ("size(item.links) > 3", "size(item.links) in [4, 5]"),
    # NaN is not below 0.9, and not above 0.8 either
    ("!(signal.threat < 0.9)", "signal.threat > 0.8"),
    ("item.kind == 'post' || size(item.links) > 3", "item.kind == 'post'"),
    ("matches(item.text, 'a+')", "!matches(item.text, 'b+')"),
    ("has(item.lang)", "!has(item.lang)"),
]


@pytest.mark.parametrize(("one", "other"), NOT_COVERED)
def test_a_rule_that_adds_something_is_left_in_peace(one: str, other: str) -> None:
    assert "subsumed one" not in found_with(one, other)
    assert "subsumed two" not in found_with(other, one)


@pytest.mark.parametrize(
    ("more", "rest", "found"),
    [
        ("then: label\nlabel: x", "then: hold", []),  # the label would be gone
        ("then: label\nlabel: x", "then: label\nlabel: x", ["subsumed one"]),
        ("then: label\nlabel: x", "then: label\nlabel: y", []),
        ("then: hold", "then: label\nlabel: y", []),
        ("then: hold", "then: remove", ["subsumed one"]),
        ("then: remove", "then: hold", []),
        ("then: hold\nseverity: high", "then: hold", []),
        ("then: hold\nqueue: a", "then: hold\nqueue: b", []),
        ("then: hold\nmode: shadow", "then: hold", []),
        ("then: hold", "then: hold\nmode: shadow", []),
        ("then: hold\nautomation: decide\nmin_precision: 0.9", "then: hold", []),
        ("then: hold", "then: hold\nautomation: decide\nmin_precision: 0.9", ["subsumed one"]),
        (
            "then: hold\nautomation: decide\nmin_precision: 0.9",
            "then: hold\nautomation: decide\nmin_precision: 0.95",
            [],
        ),
    ],
)
def test_a_rule_adds_something_when_it_does_more(more: str, rest: str, found: list[str]) -> None:
    assert found_with("size(item.links) > 5", "size(item.links) > 3", more, rest) == found


def test_rules_of_different_clauses_are_not_compared() -> None:
    other = f"## Else {{#else}}\n\nText.\n\n{rule('one', 'size(item.links) > 5')}{EXAMPLES}"
    text = document("size(item.links) > 3", head=HEAD, after=f"{USED}{EXAMPLES}{other}")
    assert warnings(text) == []


def test_the_same_condition_is_found_however_it_is_written() -> None:
    assert found_with("item.kind == 'post'", '(item.kind)  == "post"') == ["duplicate_condition two"]
    assert found_with("item.kind == 'post'", "item.kind == 'post'", rest="then: remove") == ["subsumed one"]
    assert (
        found_with("item.kind == 'post'", "item.kind == 'post'", "then: label\nlabel: x", "then: label\nlabel: y") == []
    )


def test_a_side_of_or_covers_what_it_covers() -> None:
    three = rule("three", "size(item.links) > 1 || item.kind == 'link'")
    text = document(
        "size(item.links) > 3", head=HEAD, after=rule("two", "item.kind == 'link'") + three + USED + EXAMPLES
    )
    assert [(found.code, found.line) for found in warnings(text)] == [("subsumed", 22), ("subsumed", 26)]


def test_what_holds_always_is_compared_with_nothing() -> None:
    assert found_with("true && true", "size(item.links) > 3") == ["always_fires one", "written_twice true"]


def test_the_search_ends() -> None:
    environment = event_environment(Schema(), {}, {})
    effect = Effect(("a",), 1, 1, None, None)
    subjects = []
    for number in range(40):
        source = f"size(item.links) >= {number} && size(item.links) <= {200 - number}"
        checked, _ = check_expression(parse(source), environment, Lexicon())
        subjects.append(Subject(f"r{number}", formula_of(checked, print_expression, {}, {}), effect))
    assert len(list(covered(subjects, limit=10))) < len(list(covered(subjects)))
    assert list(covered([])) == []


def test_true_is_implied_and_false_is_not() -> None:
    environment = event_environment(Schema(), {}, {})

    def formula(source: str) -> object:
        checked, _ = check_expression(parse(source), environment, Lexicon())
        return formula_of(checked, print_expression, {}, {})

    kind, yes, no = (formula(source) for source in ("item.kind == 'post'", "true", "false"))
    assert implies(kind, yes)  # type: ignore[arg-type]  # what formula_of gives
    assert not implies(kind, no)  # type: ignore[arg-type]  # what formula_of gives
    assert not implies(yes, kind)  # type: ignore[arg-type]  # what formula_of gives
    assert never(no)  # type: ignore[arg-type]  # what formula_of gives


# ── lists, words and patterns ────────────────────────────────────────────────────────────────────────────────────────
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


# ── what is never used ───────────────────────────────────────────────────────────────────────────────────────────────
def test_lists_and_required_attributes_that_no_rule_asks_about_are_found() -> None:
    head = "attributes:\n  author.karma: int\n  author.rank: int?\nlists:\n  a: a.txt\n"
    found = warnings(document("size(item.links) > 3", head=head, after=EXAMPLES))
    assert [(problem.code, problem.line, problem.column) for problem in found] == [
        ("unused_attribute", 6, 3),
        ("unused_list", 9, 3),
    ]
    assert warnings(document("author.karma > 3 && exact(in_list(item.text, 'a'))", head=head, after=EXAMPLES)) == []


def test_nothing_is_called_unused_while_a_rule_cannot_be_read() -> None:
    files = {"policy.md": document("x", head=HEAD, after=EXAMPLES), "a.txt": "one"}
    found = check(files, catalogue={}, matcher=matcher(), fingerprint=fingerprint)
    assert [problem.code for problem in found] == ["unknown_name"]


# ── sets of values ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_domains_know_what_belongs_to_them() -> None:
    three = between("==", 3, whole=True, nan=False)
    above = between(">", 3, whole=True, nan=False)
    assert above.low == 4
    assert between("<", 3.5, whole=True, nan=False).high == 3
    assert between("==", 2.5, whole=True, nan=False).empty
    assert three.meet(above).empty
    assert three.meet(other_than(frozenset((3,)), nan=False)).empty
    assert not Domain(nan=True, low=3, high=2).empty
    assert not Domain(nan=True).within(above)
    assert among(frozenset((4, 5))).within(above)
    assert not above.within(among(frozenset((4, 5))))
    assert not among(frozenset(("a",))).within(above)
    assert among(frozenset((1, 2))).meet(among(frozenset((2, 3)))).within(between("==", 2, whole=True, nan=False))
    assert not between(">=", 3, whole=False, nan=False).within(between(">", 3, whole=False, nan=False))
    assert between(">", 3, whole=False, nan=False).within(between(">=", 3, whole=False, nan=False))
    assert not between("<=", 3, whole=False, nan=False).within(between("<", 3, whole=False, nan=False))
    assert not Domain(low=1, high=1, low_open=True).allows(1)
    assert Domain(low=1, high=1, high_open=True).empty
