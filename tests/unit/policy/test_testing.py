"""`policy test`: the examples under a clause are run through the real engine, and what they have not tried is found."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ombud.model import Arrival
from ombud.policy import Branch, TestReport, as_junit
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


OTHER = (
    "\n## Other {#other}\n\nText.\n\n```rule\nid: o\nwhen: mentions(item.text, 'hello')\nthen: hold\n```\n"
    + examples("violates: hello", "allows: bye")
)


def test_a_clause_passes_when_its_rules_fire_where_they_should_and_only_there() -> None:
    after = examples("violates: free money", "allows: money is not\n  everything, and  # a comment", "  it never was")
    report = run(document("mentions(item.text, 'free money')", after=after))
    assert report.passed
    assert report.covered == 1
    assert report.clauses[0].examples[0].fired[0].words == ("free money",)
    assert report.clauses[0].examples[1].text == "money is not\neverything, and\nit never was"
    assert report.as_text().endswith("2 of 2 examples pass. 1 rule, 1 of them made to fire by an example.")


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
        "attributes:\n  author.karma: int\n  context.tags: list<string>\n  item.odd: string?\n  item.since: timestamp\n"
    )
    condition = (
        "author.karma == 0 && size(context.tags) == 0 && item.lang == 'en' && item.age > duration('-1s')"
        " && item.since < event.at"
    )
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
    after = examples("violates: money", "allows: hello") + OTHER
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


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def branches(condition: str, *lines: str, **more: Any) -> dict[str, Branch]:
    report = run(document(condition, after=examples(*lines), **more))
    return {branch.source: branch for branch in report.clauses[0].rules[0].branches}


def seen(condition: str, *lines: str, **more: Any) -> dict[str, str]:
    """The values seen of every condition: ``TF``, ``T``, ``F`` or nothing."""
    found = branches(condition, *lines, **more)
    return {name: "T" * one.seen_true + "F" * one.seen_false for name, one in found.items()}


def test_a_condition_is_covered_when_it_was_seen_true_and_false() -> None:
    condition = "mentions(item.text, 'money') && size(item.links) > 0"
    both = seen(condition, "violates: money https://a.example", "allows: money", "allows: hello")
    assert both == {"mentions(item.text, 'money')": "TF", "size(item.links) > 0": "TF"}


def test_what_the_left_side_has_decided_shows_nothing_of_the_right() -> None:
    condition = "mentions(item.text, 'money') && size(item.links) > 0"
    found = seen(condition, "violates: money https://a.example", "allows: hello")
    assert found["size(item.links) > 0"] == "T"
    either = seen("mentions(item.text, 'money') || size(item.links) > 0", "violates: money", "allows: hello")
    assert either["size(item.links) > 0"] == "F"


def test_a_negation_belongs_to_the_condition_under_it() -> None:
    found = branches("mentions(item.text, 'money') && !mentions(item.text, 'no')", "violates: money", "allows: hi")
    assert list(found) == ["mentions(item.text, 'money')", "mentions(item.text, 'no')"]
    exception = found["mentions(item.text, 'no')"]
    assert (exception.seen_true, exception.wants_true, exception.wants_false) == (False, "allows", "")


def test_the_kind_of_example_that_is_wanted_follows_from_the_side() -> None:
    found = branches("!(mentions(item.text, 'a') || size(item.links) > 0) && item.kind == 'post'", "allows: a")
    assert found["mentions(item.text, 'a')"].wants_false == "violates"
    kind = found["item.kind == 'post'"]
    assert (kind.wants_true, kind.wants_false) == ("violates", "allows")
    chosen = branches("(size(item.links) > 0 ? 1 : 2) == 1", "allows: a")
    assert chosen["size(item.links) > 0"].wants_true == ""


def test_both_sides_of_a_choice_are_conditions_when_they_are_tests() -> None:
    condition = "size(item.links) > 0 ? mentions(item.text, 'money') : mentions(item.text, 'gold')"
    found = seen(condition, "violates: money https://a.example", "allows: hello")
    assert found == {
        "size(item.links) > 0": "TF",
        "mentions(item.text, 'money')": "T",
        "mentions(item.text, 'gold')": "F",
    }
    assert seen("(size(item.links) > 0 ? 'a' : 'b') == 'a'", "allows: hello") == {"size(item.links) > 0": "F"}


def test_the_test_of_a_macro_is_a_condition_for_any_element() -> None:
    condition = "item.links.exists(l, l.domain == 'a.example' && l.url.endsWith('/x'))"
    found = seen(condition, "violates: https://b.example/ https://a.example/x", "allows: hello")
    assert found == {
        "l.domain == 'a.example' && l.url.endsWith('/x')": "TF",
        "l.domain == 'a.example'": "TF",
        "l.url.endsWith('/x')": "T",
    }
    assert seen(condition, "allows: hello")["l.domain == 'a.example'"] == ""


def test_macros_that_make_lists_have_conditions_too() -> None:
    made = "item.links.map(l, l.domain == 'a.example' || l.domain == 'b.example', l.url)"
    assert set(seen(f"size({made}) > 0", "violates: https://a.example", "allows: x").values()) == {"T", ""}
    assert seen("item.links.map(l, l.url).exists(u, u != '')", "violates: https://a.example") == {"u != ''": "T"}
    assert seen("size(item.links.filter(l, l.url != '')) > 0", "violates: https://a.example") == {"l.url != ''": "T"}


def test_what_has_no_value_covers_nothing() -> None:
    assert seen("1 / size(item.media) > 0 || size(item.links) > 0", "allows: x")["1 / size(item.media) > 0"] == ""
    over = seen("[1 / size(item.media)].exists(a, a > 0) || size(item.links) > 0", "allows: x")
    assert over["a > 0"] == ""
    chosen = seen("(1 / size(item.media) > 0 ? 1 : 2) == 1", "allows: x")
    assert chosen == {"1 / size(item.media) > 0": ""}


def test_what_is_written_out_as_true_is_no_condition() -> None:
    assert seen("true && size(item.links) > 0", "allows: x") == {"size(item.links) > 0": "F"}


def test_coverage_counts_clauses_rules_and_branches_two_goals_each() -> None:
    report = run(
        document("mentions(item.text, 'a') && size(item.links) > 0", after=examples("violates: a", "allows: b"))
    )
    coverage = report.coverage
    assert (coverage.clauses.met, coverage.clauses.of) == (1, 2)
    assert (coverage.rules.met, coverage.rules.of) == (1, 2)
    assert (coverage.branches.met, coverage.branches.of) == (3, 4)
    assert json.loads(report.as_json())["coverage"]["percent"] == 62.5
    assert (
        "coverage 62.5 % of the goals: clauses 1 of 2, rules 1 of 2, branches 3 of 4, two goals each"
        in report.as_text()
    )


def test_an_example_may_happen_at_another_time() -> None:
    after = examples('violates: {"at": "2025-12-24T18:00:00Z"}', "allows: y")
    assert run(document("event.at < timestamp('2026-01-01T00:00:00Z')", after=after)).passed


def test_of_a_rule_that_never_fires_no_example_is_asked_for() -> None:
    after = examples("violates: x", "allows: y")
    text = run(document("item.kind == 'post' && item.text == 'x' && item.kind == 'link'", after=after)).as_text()
    assert "no example makes `item.kind == 'link'` true" in text
    assert "; an example under" not in text


def test_nothing_to_cover_is_covered() -> None:
    assert run(document("true")).only(clauses=["no-such"]).coverage.total.percent == 100.0


def test_what_is_untried_is_said_with_its_line_and_what_would_try_it() -> None:
    text = run(
        document(
            "mentions(item.text, 'a')\n  && (size(item.links) > 0 || item.kind == 'link')", after=examples("allows: b")
        )
    ).as_text()
    assert "policy.md:16: no example makes `mentions(item.text, 'a')` true; an example under `violates:` would" in text
    assert "policy.md:17: no example gets as far as `size(item.links) > 0`" in text
    plain = run(document("(size(item.links) > 0 ? 1 : 2) == 1", after=examples("allows: b"))).as_text()
    assert "no example makes `size(item.links) > 0` true\n" in plain


def test_long_conditions_are_cut_in_the_text() -> None:
    long = run(document(f"item.text == '{'x' * 200}' && size(item.links) > 0", after=examples("allows: b")))
    assert "…`" in long.as_text()


def test_a_report_may_be_about_one_clause_or_one_rule() -> None:
    whole = run(document("mentions(item.text, 'money')", after=examples("violates: money", "allows: hello") + OTHER))
    assert whole.only() is whole
    assert [clause.clause for clause in whole.only(clauses=["harm/other"]).clauses] == ["harm/other"]
    one = whole.only(rules=["r"])
    assert ([clause.clause for clause in one.clauses], one.rules, one.covered) == (["harm/harm"], 1, 1)


# ── JUnit ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def parsed(report: TestReport) -> ET.Element:
    return ET.fromstring(as_junit(report))  # noqa: S314 - our own output is not untrusted


def test_a_build_server_can_read_it() -> None:
    after = examples("violates: hello", "allows: bye", "allows: hello") + OTHER
    root = parsed(run(document("mentions(item.text, 'hello')", after=after)))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "5", "1")
    suite = root.findall("testsuite")[0]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("harm/harm", "3", "1")
    case = suite.findall("testcase")[2]
    assert (case.get("classname"), case.get("file"), case.get("line")) == ("harm/harm", "policy.md", "21")
    [failure] = case.findall("failure")
    assert failure.get("message") == "r fires on 'hello'"
    properties = {one.get("name"): one.get("value") for one in root.findall("properties/property")}
    assert properties["coverage.clauses"] == "3 of 4"
    assert set(properties) == {"coverage.clauses", "coverage.rules", "coverage.branches", "coverage.total"}


def test_a_missing_kind_of_example_is_a_failure_there() -> None:
    root = parsed(run(document("true", after=examples("violates: x"))))
    assert [one.get("message") for one in root.iter("failure")] == ["the clause has no `allows` examples"]


@pytest.mark.parametrize("hostile", ["]]><x a='\"&", "a \\u0000 \\u001b[31m", "\\ufffe \\u202e"])
def test_hostile_examples_leave_the_xml_well_formed(hostile: str) -> None:
    shown = json.dumps({"item": {"text": "X"}}).replace("X", hostile.replace('"', '\\"'))
    root = parsed(run(document("size(item.links) > 9", after=examples(f"violates: {shown}"))))
    [case] = [one for one in root.iter("testcase") if one.find("failure") is not None and one.get("file")]
    assert hostile in str(case.get("name")).replace('\\"', '"')


def test_what_xml_cannot_hold_is_written_as_its_number() -> None:
    report = run(document("size(item.links) > 9", after=examples("violates: a\x01b\ufffec")))
    root = parsed(report)
    assert next(root.iter("testcase")).get("name") == "violates: aU+0001bU+FFFEc"


# ── more about an example ────────────────────────────────────────────────────────────────────────────────────────────
def passes(condition: str, *more: str, head: str = "") -> bool:
    """Whether an example with these lines makes a rule with this condition fire, and one without them does not."""
    report = run(document(condition, head=head, after=examples("violates: hello there", *more, "allows: hello there")))
    return report.passed


def test_an_example_may_say_more_in_the_words_that_conditions_use() -> None:
    assert passes("has(author.age) && author.age < duration('72h')", "author.age: 2h")
    assert passes("!has(author.age)", "author.created_at: none")
    assert passes("!has(author)", "author: none", "author.name: nobody")
    assert passes("item.kind == 'comment'", "item.kind: comment")
    assert passes("has(item.lang) && item.lang == 'de'", "item.lang: de")
    assert passes("has(item.age) && item.age > duration('1h')", "item.age: 90m")
    assert passes("event.type == 'item.edited'", "event.type: item.edited")
    assert passes("size(item.links) == 2", "item.links: https://a.example\n  https://b.example")
    assert passes("has(context.place) && context.place == 'market'", "context.place: market")


def test_attributes_have_the_types_that_the_policy_declares() -> None:
    head = (
        "attributes:\n  author.karma: int?\n  author.tags: list<string>?\n  item.score: double?\n"
        "  item.ids: list<int>?\n  context.word: string?\n  author.good: bool?\n"
    )
    assert passes("has(author.karma) && author.karma == 7", "author.karma: 7", head=head)
    assert passes("has(author.tags) && 'b c' in author.tags", "author.tags: a, b c", head=head)
    assert passes("has(item.ids) && item.ids == [1, 2]", "item.ids: [1, 2]", head=head)
    assert passes("has(item.score) && item.score == 0.5", "item.score: 0.5", head=head)
    assert passes("has(context.word) && context.word == 'none'", 'context.word: "none"', head=head)
    assert passes("has(author.good) && author.good", "author.good: true", head=head)
    wrong = run(document("has(author.karma)", head=head, after=examples("violates: x", "author.karma: many")))
    assert "this event would be refused" in wrong.as_text()


def test_what_came_earlier_is_counted() -> None:
    assert passes(FLOOD, "earlier: 5 item.created in 10m")
    assert not passes(FLOOD, "earlier: 4 item.created in 10m")
    assert passes(FLOOD, "repeat: 6")
    assert passes("count(item, 'item.reported', duration('1h')) == 2", "earlier: 2 item.reported in 50m")
    words = "The old lamp by the river is lit again tonight, come and see it with your children before it rains"
    copied = examples(f"violates: {words}", "earlier: 1 copies in 1h", f"allows: {words}")
    assert run(document("seen_before(item, duration('2h'))", after=copied)).passed


def test_more_may_be_said_of_an_example_in_json() -> None:
    lines = ('violates: {"author": {"name": "x"}, "repeat": 2}', "author.age: 1h", "repeat: 6", "allows: hello")
    report = run(document(f"{FLOOD} && has(author.name) && author.name == 'x'", after=examples(*lines)))
    assert report.passed


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("author.agee: 2h", "an example has no `author.agee`"),
        ("item.text: other", "an example has no `item.text`"),
        ("author.karma: 3", "an example has no `author.karma`"),
        ("author.age: young", "an age is a length of time"),
        ("author.age: -2h", "an age is a length of time"),
        ("repeat: 0", "`repeat` is a whole number"),
        ("repeat: often", "`repeat` is a whole number"),
        ("earlier: many", "what came earlier is a number"),
        ("earlier: 3 item.created in a while", "what came earlier is a number"),
        ("earlier: 3 item.created in 0s", "what came earlier is a number"),
        ("earlier: 3 item.created in soon", "what came earlier is a number"),
        ("earlier: 3 item.eaten in 10m", "what came earlier is a number"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_problem(line: str, complaint: str) -> None:
    found = problems(document("true", after=examples("violates: x", line, "allows: y")))
    assert [problem.message for problem in found if problem.severity == "error"] != []
    assert any(complaint in problem.message for problem in found)


def test_a_line_above_the_first_example_belongs_to_none() -> None:
    found = problems(document("true", after=examples("author.age: 2h", "violates: x", "allows: y")))
    assert any("an example is not `author.age`" in problem.message for problem in found)
