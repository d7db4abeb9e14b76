"""`policy explain`: every rule that had to be asked, every part, the words; and why the others were not asked."""

from typing import Any

import msgspec

from ombud.policy import Explanation, Part, RuleExplained, explain
from ombud.signals import Recorded, Windows
from tests.support.policies import Detectors, arrive, build, document

HEAD = "lists:\n  bad: bad.txt\nattributes:\n  context.raw: string?\n"
TEXT = "free money at https://bit.ly/x"


def explained(
    condition: str, event: dict[str, Any] | None = None, *, rule: str = "id: r\nthen: hold", **values: Any
) -> Explanation:
    policy = build(document(condition, head=HEAD, rule=rule), **{"bad.txt": "bit.ly"})
    windows = Windows()
    arrival = arrive({"item": {"text": TEXT}} | (event or {}), policy.schema)
    windows.note(arrival)
    return explain(policy, arrival, Detectors(**values), windows)


def only(condition: str, event: dict[str, Any] | None = None, **values: Any) -> RuleExplained:
    [rule] = explained(condition, event, **values).rules
    return rule


def flat(part: Part) -> list[Part]:
    return [part, *(inner for below in part.parts for inner in flat(below))]


def test_a_rule_that_fires_shows_its_words_and_the_value_of_each_part() -> None:
    rule = only("mentions(item.text, 'free money') && size(item.links) > 0")
    assert (rule.outcome, rule.words, rule.spans) == ("fires", ("free money",), ((0, 10),))
    mention, links = rule.condition.parts
    assert (mention.value, mention.words) == (True, ("free money",))
    assert links.parts[0].source == "size(item.links)"
    assert links.parts[0].value == 1


def test_it_says_where_the_rule_stands() -> None:
    rule = only("item.kind == 'post'")
    assert (rule.file, rule.line) == ("policy.md", 20)


def test_a_part_is_quoted_with_its_own_brackets() -> None:
    rule = only("(item.kind == 'post' || item.text == ')') && (size(item.links) == 1 && (item.text != '('))")
    assert [part.source for part in rule.condition.parts] == [
        "item.kind == 'post' || item.text == ')'",
        "size(item.links) == 1 && (item.text != '(')",
    ]


def test_a_length_of_time_is_also_said_in_words() -> None:
    event = {"author": {"id": "u", "created_at": "2026-11-20T08:30:00Z"}}
    rule = only(
        "has(author.age) && author.age > event.at - event.at && event.at - (event.at + author.age) < author.age", event
    )
    age, nothing = rule.condition.parts[1].parts
    assert (age.value, age.said, nothing.said) == ("178200s", "2 days", "")
    assert rule.condition.parts[2].parts[0].said == "-2 days"


def test_the_explanation_is_also_data() -> None:
    found = msgspec.json.decode(msgspec.json.encode(explained("item.kind != 'comment'")))
    assert found["rules"][0]["outcome"] == "fires"
    assert found["rules"][0]["condition"]["parts"][0]["value"] == "post"
    assert found["text"] == TEXT


def test_what_has_no_value_says_why() -> None:
    assert only("signal.threat > 0.5").outcome == "abstains"
    rule = only("1 / size(item.media) > 0")
    assert (rule.outcome, rule.condition.error) == ("has no value", "division by zero")


def test_what_the_left_side_has_decided_is_not_reached_and_yet_computed() -> None:
    guarded = only("has(author.age) && author.age < duration('72h')").condition.parts[1]
    assert (guarded.reached, guarded.parts[0].reached) == (False, False)
    assert guarded.error == "author.age is missing from this event"
    either = only("item.text != '' || size(item.links) > 5").condition.parts
    assert [part.reached for part in either] == [True, False]
    chosen = only("size(item.links) > 0 ? item.kind == 'post' : item.kind == 'video'").condition.parts
    assert [part.reached for part in chosen] == [True, True, False]


def test_an_error_that_another_side_makes_up_for_is_absorbed() -> None:
    failing, holding = only("1 / size(item.media) > 0 || size(item.links) == 1").condition.parts
    assert failing.absorbed
    assert not holding.absorbed
    assert not only("1 / size(item.media) > 0").condition.absorbed
    assert not only("1 / size(item.media) > 0 && size(item.links) == 1").condition.parts[0].absorbed


def test_a_signal_shows_its_value_version_and_evidence() -> None:
    found = explained("signal.threat > 0.5", threat=0.9)
    assert found.rules[0].condition.parts[0].words == ("free",)
    [signal] = found.signals
    assert (signal.name, signal.value, signal.version, signal.words) == ("threat", 0.9, "threat-1", ("free",))
    [silent] = explained("signal.threat > 0.5").signals
    assert (silent.value, silent.abstained) == (None, "unsure")


def test_counts_are_shown_with_their_window() -> None:
    event = {"author": {"id": "u/1"}}
    found = explained(
        "count(author, 'item.created', duration('10m')) > 0 && count(item, 'item.reported', duration('90s')) == 0"
        " && !seen_before(item, duration('2h'))",
        event,
    )
    assert {(one.question, one.value) for one in found.observed} == {
        ("item.created of author:u/1 in 10 minutes", 1),
        ("item.reported of item:post-1 in 90 seconds", 0),
        ("items that say nearly the same, in the 2 hours before", 0),
    }


def test_a_macro_shows_what_each_element_came_to() -> None:
    rule = only("item.links.exists(l, in_list(l.domain, 'bad') && l.url.startsWith('https'))")
    assert rule.condition.parts[0].source == "item.links"
    [element] = rule.condition.elements
    assert element.value["domain"] == "bit.ly"
    [step] = element.parts
    assert [(part.source, part.value) for part in step.parts] == [
        ("in_list(l.domain, 'bad')", True),
        ("l.url.startsWith('https')", True),
    ]
    assert step.parts[0].parts[0].value == "bit.ly"


def test_macros_inside_of_macros_keep_their_elements_apart() -> None:
    rule = only("[1, 2].all(a, [3, 4].exists(b, a * b == 6 || a * b == 3))")
    second = rule.condition.elements[1].parts[0].elements
    assert [element.parts[0].value for element in second] == [True, False]
    assert second[0].parts[0].parts[0].parts[0].value == 6


def test_a_macro_over_something_without_a_value_has_no_elements() -> None:
    rule = only("[1 / size(item.media)].exists(a, a > 0)")
    assert rule.condition.elements == ()
    failing = only("[0, 1].exists(a, 1 / a > 0)").condition
    assert failing.value is True
    assert failing.elements[1].parts[0].error == "division by zero"


def test_looking_at_parts_does_not_use_up_the_steps_of_the_rule() -> None:
    many = "[" + ", ".join(["1"] * 250) + "]"
    rule = only(f"{many}.all(a, {many}.all(b, a + b == 2))")
    assert rule.outcome == "fires"
    assert len(rule.condition.elements) == 20


def test_other_texts_are_explained_from_outside() -> None:
    rule = only(
        "has(context.raw) && mentions(context.raw, 'x') && !in_list(context.raw, 'bad')", {"context": {"raw": "x"}}
    )
    assert rule.condition.parts[1].parts[0].value == "x"


def test_every_kind_of_value_can_be_shown() -> None:
    event = {"author": {"id": "u", "created_at": "2026-11-22T09:59:58.500Z"}}
    condition = (
        "has(author.age) && [author.age].exists(a, a > duration('1s')) && author.created_at < event.at"
        " && bytes(item.kind) == b'post' && {'a': item.kind}['a'] == 'post' && type(item.kind) == string"
        " && uint(size(item.links)) == 1u && 1.5 < 2.0"
    )
    found = explained(condition, event, rule="id: r\nthen: hold\nmode: shadow").rules[0]
    values = [part.value for part in flat(found.condition)]
    assert (found.outcome, found.shadow) == ("fires", True)
    for value in (["1.5s"], "2026-11-22T10:00:00Z", "706f7374", {"a": "post"}, "string", 1):
        assert value in values


def test_a_rule_that_need_not_be_asked_says_what_it_lacks() -> None:
    for condition, lacking in {
        "size(item.links) > 0 && mentions(item.text, 'gold')": "mentions(item.text, 'gold')",
        "mentions(item.text, 'gold') || matches(item.text, 'silver')": (
            "mentions(item.text, 'gold') || matches(item.text, 'silver')"
        ),
        "item.kind == 'comment' && size(item.links) > 0": "item.kind == 'comment'",
        "event.type in ['item.edited', 'item.reported']": "event.type in ['item.edited', 'item.reported']",
    }.items():
        found = explained(condition)
        assert found.rules == ()
        [other] = found.others
        assert (other.rule, other.clause, other.missing) == ("r", "harm/harm", lacking)


def test_a_rule_that_may_hold_is_asked() -> None:
    for condition in (
        "mentions(item.text, 'gold') || size(item.links) > 5",
        "item.kind in ['post', 'comment'] && size(item.links) > 5",
        "item.kind in [item.text, 'comment']",
        "!mentions(item.text, 'money')",
        "has(item.lang) && item.lang == 'en'",
    ):
        assert explained(condition).others == ()


def test_what_a_decision_never_asked_is_said_to_be_so() -> None:
    policy = build(document("size(item.links) > 5 && count(author, 'item.created', duration('10m')) > 3"))
    arrival = arrive({"item": {"text": TEXT}, "author": {"id": "u"}}, policy.schema)
    [rule] = explain(policy, arrival, Detectors(), Recorded({})).rules
    count = rule.condition.parts[1]
    assert (rule.outcome, count.error, count.reached) == (
        "does not fire",
        "not asked when this was decided",
        False,
    )
