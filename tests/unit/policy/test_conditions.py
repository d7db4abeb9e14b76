"""What conditions mean: fields, has(), signals, text, lists, counts, and what happens when there is no value."""

from typing import Any

import pytest

from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build, document, fires, judge

TEXT = "free money for you"


def item(text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"item": {"text": text, **more}}


AUTHOR = {"author": {"id": "u-1", "name": "Mallory", "created_at": "2026-11-20T10:00:00Z"}}


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("event.type == 'item.created'", True),
        ("event.id == 'evt-1' && event.source == 'api'", True),
        ("event.at == timestamp('2026-11-22T10:00:00Z')", True),
        ("item.kind in ['post', 'comment'] && item.id == 'post-1'", True),
        ("size(item.text) == 18 && item.text.startsWith('free')", True),
        ("item.text.contains('MONEY')", False),
        ("size(item.media) == 0 && size(item.links) == 0", True),
        ("has(item.lang) && item.lang == 'en'", False),
        ("has(item.text)", True),
        ("has(author) && author.id == 'u-1'", True),
        ("has(author.name) && author.name.lowerAscii() == 'mallory' && author.id == 'u-1'", True),
        ("has(author.age) && author.age < duration('72h')", True),
        ("has(author.created_at) && author.age < duration('24h')", False),
        ("has(author.created_at) && author.created_at < event.at - duration('1h')", True),
        ("!has(author.age) || author.age < duration('24h')", False),
        ("has(author.age) ? author.age < duration('72h') : false", True),
        ("!has(item.age) ? true : item.age > duration('1h')", True),
        ("!(has(author.age) && author.age < duration('24h'))", True),
    ],
)
def test_fields_of_the_event(condition: str, expected: bool) -> None:
    assert fires(condition, item() | AUTHOR) is expected


def test_without_an_author_nothing_of_an_author_is_there() -> None:
    assert not fires("has(author)", item())
    assert not fires("has(author.id)", item())


def test_ages_are_measured_at_the_event() -> None:
    assert fires(
        "has(item.age) && item.age == duration('90s') && item.created_at < event.at",
        item(created_at="2026-11-22T09:58:30Z"),
    )


HEAD = """requires: [author.created_at]
attributes:
  author.karma: int
  author.score: double?
  author.seen: timestamp?
  item.tags: list<string>
  context.adult: bool?
"""


def test_declared_attributes_have_their_types() -> None:
    event = item(tags=["a", "b"]) | {
        "author": {**AUTHOR["author"], "karma": 12, "score": 5, "seen": "2026-11-22T09:00:00Z"},
        "context": {"adult": True},
    }
    assert fires("author.karma > 10 && author.age < duration('72h') && 'b' in item.tags", event, head=HEAD)
    assert fires("has(author.score) && author.score / 2.0 == 2.5", event, head=HEAD)
    assert fires("has(author.seen) && event.at - author.seen == duration('1h')", event, head=HEAD)
    assert fires("has(context.adult) && context.adult", event, head=HEAD)


def test_an_undeclared_field_of_the_context_is_of_any_type() -> None:
    event = {"context": {"community": "pets", "level": 3, "places": [1, 2]}}
    assert fires("has(context.community) && context.community == 'pets'", event)
    assert fires("has(context.level) && context.level > 2", event)
    assert not fires("has(context.nothing)", event)
    assert fires("has(context.places) && context.places.exists(p, p == 2)", event)
    assert judge("has(context.level) && has(context.level.deep)", event).abstained != ()


def test_what_a_policy_was_promised_and_did_not_get_is_no_match_and_no_silence() -> None:
    policy = build(document("author.karma > 10", head=HEAD))
    verdict = policy.evaluate(arrive(item()), Detectors(), Windows())
    assert verdict.matches == ()
    assert verdict.abstained == ("r: author.karma is missing from this event",)


# ── errors and logic ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_condition_without_a_value_is_recorded_with_the_reason() -> None:
    assert judge("size(item.text) / size(item.links) > 1", item()).abstained == ("r: division by zero",)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("1 / size(item.links) > 0 && item.kind == 'comment'", False),
        ("item.kind == 'post' || 1 / size(item.links) > 0", True),
        ("1 / size(item.links) > 0 || item.kind == 'post'", True),
        ("1 / size(item.links) > 0 || 2 / size(item.links) > 0 || item.kind == 'post'", True),
    ],
)
def test_a_decisive_side_wins_over_an_error(condition: str, expected: bool) -> None:
    verdict = judge(condition, item())
    assert (bool(verdict.matches), verdict.abstained) == (expected, ())


def test_macros_stop_before_they_take_for_ever() -> None:
    numbers = "[1,1,1,1,1,1,1,1,1,1]"
    condition = "true"
    for name in "abcdefg":
        condition = f"{numbers}.all({name}, {condition})"
    [reason] = judge(condition).abstained
    assert "steps" in reason


# ── signals ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_signal_is_compared_and_its_evidence_is_the_span() -> None:
    verdict = judge("signal.threat >= 0.92", item(), detectors=Detectors(threat=0.97))
    assert verdict.matches[0].spans == ((0, 4),)
    assert verdict.signals["threat"].value == 0.97


def test_a_signal_that_abstained_never_fires_a_rule_and_is_counted() -> None:
    for condition in ("signal.threat >= 0.5", "signal.threat < 0.5", "!(signal.threat >= 0.5)", "signal.flagged"):
        verdict = judge(condition, item())
        assert (verdict.matches, verdict.abstained) == ((), ("r",))


def test_a_signal_whose_value_would_not_have_mattered_is_not_counted_as_abstained() -> None:
    assert judge("signal.threat > 0.5 && item.kind == 'comment'", item()).abstained == ()


def test_a_signal_that_was_not_needed_leaves_no_evidence() -> None:
    verdict = judge("mentions(item.text, 'money') || signal.threat > 0.5", item(), detectors=Detectors(threat=0.9))
    assert verdict.matches[0].spans == ((5, 10),)
    assert verdict.signals == {}


def test_has_asks_whether_a_signal_abstained() -> None:
    assert not fires("has(signal.threat) && signal.threat < 0.5", item())
    assert fires("!has(signal.threat)", item())
    assert fires("has(signal.threat) && signal.threat < 0.5", item(), detectors=Detectors(threat=0.1))


def test_signals_are_measured_once_and_only_when_a_rule_needs_them() -> None:
    detectors = Detectors(threat=0.9)
    rules = "```rule\nid: again\nwhen: signal.threat > 0.1\nthen: label\n```\n"
    policy = build(document("item.kind == 'post' && signal.threat > 0.5", after=rules))
    policy.evaluate(arrive(item()), detectors, Windows())
    assert detectors.asked == ["threat"]
    lazy = Detectors(threat=0.9)
    build(document("item.kind == 'comment' && signal.threat > 0.5")).evaluate(arrive(item()), lazy, Windows())
    assert lazy.asked == []


# ── text and lists ───────────────────────────────────────────────────────────────────────────────────────────────────
HEAD_WITH_LIST = "lists:\n  bad: lists/bad.txt\n"
LISTS = {"lists/bad.txt": "# worst first\nbit.ly\nfree money\nMallory\n"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("mentions(item.text, 'free money', 'cash')", True),
        ("mentions(item.text, 'FREE')", True),
        ("exact(mentions(item.text, 'FREE'))", False),
        (r"matches(item.text, r'fr\w+ money')", True),
        (r"item.text.matches('^money')", False),
        ("exact(matches(item.text, 'Free'))", False),
        ("in_list(item.text, 'bad')", True),
        ("exact(in_list(item.text, 'bad'))", True),
        ("has(author.name) && in_list(author.name, 'bad')", True),
        ("has(author.name) && exact(in_list(author.name.lowerAscii(), 'bad'))", False),
        ("has(author.name) && mentions(author.name, 'mallory')", True),
        ("has(author.name) && mentions(author.name, 'mallory') && matches(author.name, '^mal')", True),
        ("has(author.name) && author.name.matches('x')", False),
        ("has(context.nick) && mentions(context.nick, 'joe')", True),
        ("has(context.nick) && in_list(context.nick, 'bad')", False),
    ],
)
def test_text_functions(condition: str, expected: bool) -> None:
    assert (
        fires(condition, item() | AUTHOR | {"context": {"nick": "Joe"}}, head=HEAD_WITH_LIST, lists=LISTS) is expected
    )


def test_a_number_where_a_text_is_looked_for_is_an_error_of_the_rule() -> None:
    event = {"context": {"nick": 7}}
    assert judge("has(context.nick) && mentions(context.nick, 'joe')", event).abstained != ()
    assert (
        judge("has(context.nick) && in_list(context.nick, 'bad')", event, head=HEAD_WITH_LIST, lists=LISTS).abstained
        != ()
    )


def test_the_words_that_did_it_are_the_spans() -> None:
    assert judge("mentions(item.text, 'money', 'free money')", item()).matches[0].spans == ((0, 10),)
    disguised = judge("mentions(item.text, 'money')", item("fr\u200bee m\u200bon\u200bey"))
    [(start, end)] = disguised.matches[0].spans
    assert "fr\u200bee m\u200bon\u200bey"[start:end] == "m\u200bon\u200bey"


def test_what_stands_under_a_negation_is_no_evidence() -> None:
    condition = "mentions(item.text, 'money') && !(mentions(item.text, 'free') && false)"
    assert judge(condition, item()).matches[0].spans == ((5, 10),)
    assert judge("!!mentions(item.text, 'free')", item()).matches[0].spans == ((0, 4),)


def test_a_link_is_in_a_list_when_a_parent_of_its_domain_is() -> None:
    event = item("see https://www.bit.ly/x")
    assert fires("item.links.exists(l, in_list(l.domain, 'bad'))", event, head=HEAD_WITH_LIST, lists=LISTS)
    assert fires(
        "item.links.exists(l, exact(in_list(l.registered_domain, 'bad')))", event, head=HEAD_WITH_LIST, lists=LISTS
    )
    assert not fires("item.links.exists(l, in_list(l.url, 'bad'))", event, head=HEAD_WITH_LIST, lists=LISTS)
    assert fires("item.links.all(l, has(l.url) && l.url.contains('bit'))", event)
    assert not fires(
        "item.links.exists(l, in_list(l.domain, 'bad'))",
        item("see https://orbit.lyon.example"),
        head=HEAD_WITH_LIST,
        lists=LISTS,
    )


# ── history ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_counts_include_the_present_event_and_are_recorded() -> None:
    verdict = judge("count(author, 'item.created', duration('10m')) == 1", item() | AUTHOR)
    assert verdict.matches
    assert verdict.observed == {"count/author:u-1/item.created/600": 1}
    assert judge("count(item, 'item.created', duration('10m')) == 1", item()).matches


def test_an_event_without_an_author_counts_nobody() -> None:
    verdict = judge("count(author, 'item.created', duration('10m')) == 0", item())
    assert verdict.matches
    assert verdict.observed == {}


def test_a_question_about_the_past_is_asked_once() -> None:
    twice = "count(author, 'item.created', duration('10m')) + count(author, 'item.created', duration('600s')) == 2"
    assert judge(twice, item() | AUTHOR).matches
    seen = "seen_before(item, duration('24h')) || seen_before(item, duration('24h'))"
    assert judge(seen, item("a text that is long enough to have a fingerprint")).observed == {"copies/86400": 0}


def test_a_copy_of_an_earlier_item_was_seen_before() -> None:
    policy = build(document("seen_before(item, duration('24h'))"))
    windows = Windows()
    text = "Buy the best watches in the world at our shop, prices like nowhere else, only today!"
    for number in range(2):
        event = {"id": f"e{number}", "item": {"id": f"p{number}", "text": text}}
        arrival = arrive(event)
        windows.note(arrival)
        verdict = policy.evaluate(arrival, Detectors(), windows)
        assert bool(verdict.matches) is (number == 1)


# ── what a match carries ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_match_carries_what_its_rule_says() -> None:
    rule = (
        "id: r\nthen: remove\nqueue: threats\nseverity: high\nautomation: decide\nmin_precision: 0.95\n"
        "detail: withheld   # the threshold\nnote: why"
    )
    [match] = build(document("true", rule=rule)).evaluate(arrive({}), Detectors(), Windows()).matches
    assert (match.clause, match.rule, match.then) == ("harm/harm", "r", "remove")
    assert (match.queue, match.severity, match.automation, match.min_precision) == ("threats", "high", "decide", 0.95)
    assert match.withheld
    assert match.label is None


def test_a_label_is_named_for_its_rule_unless_it_says_otherwise() -> None:
    for rule, label in (("id: r\nthen: label", "r"), ("id: r\nthen: label\nlabel: rumour", "rumour")):
        [match] = build(document("true", rule=rule)).evaluate(arrive({}), Detectors(), Windows()).matches
        assert match.label == label


def test_a_shadow_rule_has_no_effect_and_is_counted() -> None:
    verdict = build(document("true", rule="id: r\nthen: hold\nmode: shadow")).evaluate(
        arrive({}), Detectors(), Windows()
    )
    assert (verdict.matches, verdict.shadow[0].rule) == ((), "r")
