"""From a folder of files to a policy: documents, front matter, lists, versions."""

from collections.abc import Sequence

import pytest

from ombud.model import BadInput
from ombud.policy import PolicyError, check, compile_policy
from ombud.ports import CannotLookFor, Matcher, Pattern, TermSet
from tests.support.policies import Detectors, arrive, build, document, judge, matcher, problems

EXAMPLES = "```examples\nviolates: money\nallows: hello\n```\n"


def test_a_policy_knows_what_it_is_called_and_what_it_says() -> None:
    policy = build(document("item.kind == 'post'", head="requires: [author.age, item.lang,]\n"))
    assert (policy.name, policy.title, policy.language) == ("test", "Test", "en")
    clause = policy.clauses["harm/harm"]
    assert (clause.section, clause.title, clause.text) == ("Harm", "Do no harm", "Do not.")
    assert policy.schema.requires == ("author.created_at", "item.lang")
    assert [rule.id for rule in policy.rules] == ["r"]


def test_the_version_names_exactly_these_files() -> None:
    text = document("item.kind == 'post'")
    assert build(text).version == build(text).version
    assert build(text).version.startswith("sha256:")
    assert build(text).version != build(text + "\n").version
    assert build(text).files == {"policy.md": text}


def test_several_files_are_one_policy_in_the_order_of_their_paths() -> None:
    second = "# Other\n\n## More {#more}\n\nText.\n\n```rule\nid: b\nwhen: item.kind == 'x'\nthen: hold\n```\n"
    policy = build(document("item.kind == 'y'"), **{"a.md": second})
    assert list(policy.clauses) == ["other/more", "harm/harm"]
    assert [rule.id for rule in policy.rules] == ["b", "r"]


def test_only_one_file_may_have_front_matter() -> None:
    found = problems(document("true"), **{"z.md": "---\npolicy: x\n---\n"})
    assert "a second front matter" in [problem.message for problem in found]


def test_a_clause_id_stands_once() -> None:
    found = problems(document("true", after="## Again {#harm}\n\nText.\n"))
    assert "the clause `harm/harm` exists already" in [problem.message for problem in found]


def test_a_condition_goes_on_over_indented_lines_and_comments_are_left_out() -> None:
    rule = "id: r\nthen: hold\n# a whole line\n"
    condition = "item.kind == 'post'   # only posts\n\n  && item.text.contains('#1')\n      && true"
    text = document(condition, rule=rule)
    assert build(text).rules[0].when == "item.kind == 'post'\n&& item.text.contains('#1')\n&& true"
    [problem] = [p for p in problems(text.replace("true", "tru")) if p.severity == "error"]
    assert problem.source[problem.column - 1 :] == "tru"


def test_other_fences_and_deeper_headings_are_prose() -> None:
    prose = "### Why\n\n~~~text\n# not a section\n```rule\n~~~\n\n````rule-of-thumb-for-everybody-here\nx\n````\n"
    policy = build(document("item.kind == 'post'", after=prose))
    assert "# not a section" in policy.clauses["harm/harm"].text
    assert "### Why" in policy.clauses["harm/harm"].text


def test_a_section_is_named_by_its_heading_in_any_script_or_by_an_id() -> None:
    after = "# Ложь и слухи\n\n## A {#a}\n\nText.\n\n# Xx {#own}\n\n## B {#b}\n\nText.\n\n# !\n\n## C {#c}\n\nText.\n"
    found = problems(document("true", after=after))
    assert "a section needs a title" in [problem.message for problem in found]
    policy = build(document("true", after=after.partition("# !")[0]))
    assert list(policy.clauses) == ["harm/harm", "ложь-и-слухи/a", "own/b"]


def test_a_policy_error_carries_every_problem() -> None:
    with pytest.raises(PolicyError) as caught:
        build(document("item.txt == 'x' && item.knd == 'y'"))
    error = caught.value
    assert error.code == "policy_invalid"
    assert "(and 1 more)" in error.detail
    assert len([p for p in error.problems if p.severity == "error"]) == 2


def test_a_policy_without_any_document_says_so() -> None:
    found = check({}, catalogue={}, matcher=matcher())
    assert [problem.message for problem in found] == ["the policy has no Markdown file"]
    assert "\n" not in found[0].render().partition("\n")[0]


def test_a_good_policy_has_no_problems() -> None:
    assert problems(document("item.text.contains('money')", after=EXAMPLES)) == []


LISTED = "lists:\n  bad: ./lists/bad.txt\n"


def messages(text: str, **files: str) -> list[str]:
    return [problem.message for problem in problems(text, **files)]


def test_lists_are_files_of_one_entry_a_line() -> None:
    text = document("in_list(item.text, 'bad')", head=LISTED, after=EXAMPLES)
    assert messages(text, **{"lists/bad.txt": "money\n"}) == []
    assert messages(text, **{"lists/bad.txt": "# nothing\n\n"}) == ["the list `bad` is empty"]
    assert messages(text, **{"lists/bad.txt": "a", "b.txt": "c"}) == ["the file `b.txt` is not declared as a list"]


def test_a_list_that_nothing_uses_and_a_list_declared_twice() -> None:
    unused = document("item.kind == 'post'", head=LISTED, after=EXAMPLES)
    assert messages(unused, **{"lists/bad.txt": "a"}) == ["the list `bad` is never used"]
    twice = document("in_list(item.text, 'bad')", head=LISTED + "  bad: lists/bad.txt\n", after=EXAMPLES)
    assert messages(twice, **{"lists/bad.txt": "a"}) == ["the list `bad` is there twice"]


def test_a_list_used_in_exact_is_used() -> None:
    text = document("exact(in_list(item.text, 'bad'))", head=LISTED, after=EXAMPLES)
    assert messages(text, **{"lists/bad.txt": "a"}) == []


def test_front_matter_keys_stand_once() -> None:
    assert "`title` is there twice" in messages(document("true", head="title: Again\n"))
    attributes = "attributes:\n  author.a: int\n  author.a: int\n  author.b\n"
    found = messages(document("true", head=attributes))
    assert "`author.a` is there twice" in found
    assert "expected lines of `name: value` under `attributes`" in found


def test_warnings_about_what_is_hardly_meant() -> None:
    after = (
        "```rule\nid: again\nwhen: item.kind\n  == 'post'\nthen: hold\n```\n\n## Empty {#empty}\n\n"
        "## Silent {#silent}\n\n```rule\nid: s\nwhen: 1 < 2\nthen: hold\n```\n"
    )
    found = messages(document("item.kind == 'post'", after=after))
    assert "`again` has the same condition as `r`" in found
    assert "the clause `harm/empty` has no rule" in found
    assert "the clause `harm/silent` says nothing" in found
    assert "`s` fires for every event" in found


def test_a_file_that_cannot_be_kept_is_a_problem() -> None:
    assert any("surrogate" in message for message in messages(document("true") + "\ud800"))


def test_a_refused_pattern_is_shown_where_it_stands() -> None:
    condition = r"mentions(item.text, 'x') && matches(item.text, r'(?=a)') && matches(item.text, 'b')"
    [problem] = [p for p in problems(document(condition)) if p.severity == "error"]
    assert problem.source[problem.column - 1 :][: problem.width] == "r'(?=a)'"


def test_a_matcher_that_cannot_be_built_at_all_is_a_problem() -> None:
    def refuses(terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> Matcher:
        raise CannotLookFor([(patterns[0].key, BadInput("too_many", "too many patterns together"))])

    text = document("mentions(item.text, 'a') && matches(item.text, 'b')")
    [problem] = [one for one in check({"rules.md": text}, catalogue={}, matcher=refuses) if one.severity == "error"]
    assert (problem.file, problem.message) == ("rules.md", "too many patterns together")
    assert problem.source[problem.column - 1 :][: problem.width] == "'b'"


def test_near_duplicates_need_a_fingerprint() -> None:
    files = {"policy.md": document("seen_before(item, duration('1h'))")}
    with pytest.raises(PolicyError, match="near-duplicates"):
        compile_policy(files, catalogue=Detectors().catalogue, matcher=matcher())


def test_short_strings_are_compared_in_a_plain_normal_form_unless_a_better_one_is_brought() -> None:
    files = {"policy.md": document("has(author.name) && mentions(author.name, 'joe')")}
    policy = compile_policy(files, catalogue={}, matcher=matcher())
    arrival = arrive({"author": {"id": "u", "name": "JOE"}})
    assert policy.evaluate(arrival, Detectors(), None).matches  # type: ignore[arg-type]  # no rule asks the history


@pytest.mark.parametrize(("until", "message"), [("```rule", "no rule"), ("# Harm", "no clause")])
def test_a_policy_with_nothing_to_apply_cannot_run(until: str, message: str) -> None:
    with pytest.raises(PolicyError, match=f"the policy has {message}"):
        build(document("true").partition(until)[0])
    assert judge("item.kind == 'post' && true").matches
