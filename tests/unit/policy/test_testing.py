"""`policy test`: the examples under a clause are run through the real engine."""

import json
from typing import Any

from ombud.model import Arrival
from ombud.policy import TestReport
from ombud.policy import test as run_examples
from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build, document, problems

FLOOD = "count(author, 'item.created', duration('10m')) > 5"


def run(text: str, **lists: str) -> TestReport:
    policy = build(text, **lists)

    def arrival(event: dict[str, Any]) -> Arrival:
        return arrive(event, policy.schema)

    return run_examples(policy, detectors=Detectors(), history=Windows, arrive=arrival)


def examples(*lines: str) -> str:
    return "```examples\n" + "\n".join(lines) + "\n```\n"


def test_a_clause_passes_when_its_rules_fire_where_they_should_and_only_there() -> None:
    after = examples("violates: free money", "allows: money is not\n  everything, and  # a comment", "  it never was")
    report = run(document("mentions(item.text, 'free money')", after=after))
    assert report.passed
    assert report.covered == 1
    assert report.clauses[0].examples[0].fired[0].words == ("free money",)
    assert report.clauses[0].examples[1].text == "money is not\neverything, and\nit never was"
    assert report.as_text().endswith("2 of 2 examples pass; 1 of 1 rules are covered.")


def test_failures_name_the_line_the_rule_and_the_words() -> None:
    report = run(document("mentions(item.text, 'money')", after=examples("violates: hello", "allows: no money")))
    text = report.as_text()
    assert not report.passed
    assert "policy.md:19: violates: 'hello'" in text
    assert "no rule of this clause fires" in text
    assert "r fires on 'money'" in text
    assert "no example makes these fire: r" in text


def test_a_clause_lacks_what_is_not_there() -> None:
    report = run(document("mentions(item.text, 'money')", after=examples("violates: money")))
    assert report.clauses[0].lacks == ("allows",)
    assert "no `allows` examples" in report.as_text()
    assert json.loads(report.as_json())["passed"] is False


def test_an_example_may_be_parts_of_an_event_sent_several_times() -> None:
    after = examples('violates: {"repeat": 6, "item":', '  {"text": "hi"}}', 'allows: {"item": {"text": "hi"}}')
    assert run(document(FLOOD, after=after)).passed


def test_null_takes_a_part_of_the_usual_event_away() -> None:
    after = examples('violates: {"author": null}', 'allows: {"author": {"name": "x"}}')
    assert run(document("!has(author)", after=after)).passed


def test_what_a_policy_requires_is_filled_in() -> None:
    head = (
        "requires: [author, item.lang, item.url, item.parent, item.age, author.name]\n"
        "attributes:\n  author.karma: int\n  context.tags: list<string>\n  item.odd: string?\n"
    )
    condition = "author.karma == 0 && size(context.tags) == 0 && item.lang == 'en' && item.age > duration('-1s')"
    report = run(document(condition, head=head, after=examples("violates: x", 'allows: {"author": {"karma": 1}}')))
    assert report.passed, report.as_text()


def test_an_event_that_intake_would_refuse_is_a_failure_with_its_reason() -> None:
    after = examples('violates: {"item": {"text": 7}}', "allows: x")
    report = run(document("true && item.text == 'y'", after=after))
    assert "this event would be refused" in report.as_text()


def test_abstaining_is_said_where_a_rule_should_have_fired() -> None:
    report = run(document("signal.threat > 0.5", after=examples("violates: x", "allows: y")))
    assert "(without a value: r)" in report.as_text()


def test_a_rule_that_fires_without_words_is_named_alone() -> None:
    report = run(document("item.kind == 'post'", after=examples("violates: x", "allows: y")))
    assert report.clauses[0].examples[1].why == "r fires"


def test_what_one_clause_allows_and_another_restricts_is_a_warning() -> None:
    other = (
        "\n## Other {#other}\n\nText.\n\n```rule\nid: o\nwhen: mentions(item.text, 'hello')\nthen: hold\n```\n"
        + examples("violates: hello", "allows: bye")
    )
    after = examples("violates: money", "allows: hello") + other
    report = run(document("mentions(item.text, 'money')", after=after))
    assert report.passed
    assert "warning: allowed here, but harm/other restricts it" in report.as_text()


def test_a_shadow_rule_counts_as_a_rule_of_its_clause() -> None:
    rule = "id: r\nthen: hold\nmode: shadow"
    after = examples("violates: money", "allows: hello")
    assert run(document("mentions(item.text, 'money')", rule=rule, after=after)).passed


def test_json_that_is_nested_without_end_is_a_problem_and_no_crash() -> None:
    deep = '{"item": ' + "[" * 100_000
    found = problems(document("true", after=examples(f"violates: {deep}")))
    assert any("JSON" in problem.message for problem in found)
