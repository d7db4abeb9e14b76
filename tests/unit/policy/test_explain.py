"""`policy explain`: every rule, every part of its condition, the words."""

import json
from typing import Any

from ombud.policy import Explanation, explain
from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build, document

HEAD = "lists:\n  bad: bad.txt\nattributes:\n  context.raw: string?\n"


def explained(
    condition: str, event: dict[str, Any] | None = None, *, rule: str = "id: r\nthen: hold", **values: Any
) -> Explanation:
    policy = build(document(condition, head=HEAD, rule=rule), **{"bad.txt": "bit.ly"})
    windows = Windows()
    arrival = arrive({"item": {"text": "free money at https://bit.ly/x"}} | (event or {}), policy.schema)
    windows.note(arrival)
    return explain(policy, arrival, Detectors(**values), windows)


def test_a_rule_that_fires_shows_its_words_and_the_value_of_each_part() -> None:
    found = explained("mentions(item.text, 'free money') && size(item.links) > 0")
    [rule] = found.rules
    assert (rule.outcome, rule.words) == ("fires", ("free money",))
    mention, links = rule.condition.parts
    assert (mention.value, mention.words) == (True, ("free money",))
    assert links.parts[0].source == "size(item.links)"
    assert links.parts[0].value == 1
    assert "true  <-  mentions(item.text, 'free money')  'free money'" in found.as_text()


def test_the_explanation_is_also_data() -> None:
    found = json.loads(explained("item.kind == 'comment'").as_json())
    assert found["rules"][0]["outcome"] == "does not fire"
    assert found["rules"][0]["condition"]["parts"][0]["value"] == "post"


def test_what_has_no_value_says_why() -> None:
    assert explained("signal.threat > 0.5").rules[0].outcome == "abstains"
    [rule] = explained("1 / size(item.media) > 0").rules
    assert (rule.outcome, rule.condition.error) == ("has no value", "division by zero")
    [guarded] = explained("has(author.age) && author.age < duration('72h')").rules
    assert guarded.condition.parts[1].error == "author.age is missing from this event"


def test_a_signal_shows_its_evidence() -> None:
    [rule] = explained("signal.threat > 0.5", threat=0.9).rules
    assert rule.condition.parts[0].words == ("free",)


def test_macros_lists_and_other_texts_are_explained_from_outside() -> None:
    [rule] = explained(
        "item.links.exists(l, in_list(l.domain, 'bad')) && has(context.raw) && mentions(context.raw, 'x')"
        " && in_list(context.raw, 'bad')",
        {"context": {"raw": "x"}},
    ).rules
    links = rule.condition.parts[0].parts[0].value
    assert links == [{"url": "https://bit.ly/x", "domain": "bit.ly", "registered_domain": "bit.ly"}]
    assert rule.condition.parts[2].parts[0].value == "x"


def test_every_kind_of_value_can_be_shown() -> None:
    event = {"author": {"id": "u", "created_at": "2026-11-22T09:59:58.500Z"}}
    condition = (
        "has(author.age) && [author.age].exists(a, a > duration('1s')) && author.created_at < event.at"
        " && bytes(item.kind) == b'post' && {'a': item.kind}['a'] == 'post'"
        " && count(author, 'item.created', duration('1m')) > 0 && seen_before(item, duration('1h')) == false"
    )
    text = explained(condition, event, rule="id: r\nthen: hold\nmode: shadow").as_text()
    assert '["1.5s"]' in text
    assert '"2026-11-22T10:00:00Z"' in text
    assert '"706f7374"' in text
    assert '{"a": "post"}' in text
    assert "hold, shadow): fires" in text


def test_long_conditions_are_cut_in_the_text() -> None:
    assert "…" in explained("item.kind == '" + "x" * 200 + "'").as_text()
