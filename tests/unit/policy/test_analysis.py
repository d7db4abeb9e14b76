"""Checks that find foolish rules: what is reported is so; what is fine is left in peace."""

import pytest

from ombud.model import Schema
from ombud.policy import check
from ombud.policy.cel.parser import parse
from ombud.policy.checking.analysis import (
    Effect,
    Subject,
    covered,
    formula_of,
    implies,
    never,
)
from ombud.policy.checking.analysis.domains import Domain, among, between, other_than
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import event_environment
from ombud.policy.checking.uses import Lexicon
from ombud.policy.formatting import print_expression
from ombud.signals import fingerprint
from tests.support.analysis import EXAMPLES, HEAD, USED, codes, rule, warnings
from tests.support.policies import document, matcher

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
    found, rest = covered(subjects, limit=10)
    assert len(found) < len(covered(subjects)[0])
    assert rest == subjects[-len(rest) :]
    assert covered(subjects)[1] == ()
    assert covered([]) == ([], ())


def test_where_the_search_ends_is_said() -> None:
    ranges = [rule(f"r{n}", f"size(item.links) >= {n} && size(item.links) <= {n + 1000}") for n in range(560)]
    [found] = warnings(document("item.kind == 'post'", head=HEAD, after="".join([*ranges, USED, EXAMPLES])))
    assert (found.code, found.severity) == ("not_compared", "warning")
    assert "rules were not compared with the others" in found.message


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
