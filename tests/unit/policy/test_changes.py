"""What differs between two versions, said in the policy's own terms."""

import msgspec

from ombud.policy import Altered, Run, changes, wording
from tests.support.policies import build
from tests.support.publishing import GERMAN, KINDER, TEXT

BEFORE = """---
policy: test
title: Test
language: en
attributes:
  author.karma: int?
lists:
  domains: domains.txt
---

# Harm

## Do no harm {#harm}

Do not hurt people here.

```rule
id: r
when: item.text.contains("hurt")
      && in_list(item.text, "domains")
then: hold
```

```examples
violates: hurt
allows: hello
```

## Be kind {#kind}

Please be kind.
"""
FILES = {"policy.md": BEFORE, "domains.txt": "a.example\nb.example\n"}


def after(*edits: tuple[str, str], **files: str) -> dict[str, str]:
    text = BEFORE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return {**FILES, "policy.md": text, **files}


def said(runs: tuple[Run, ...]) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[run.kind].format(run.text) for run in runs)


def test_the_same_files_differ_in_nothing() -> None:
    assert not changes(FILES, FILES)
    assert changes(FILES, FILES).rules == ()


def test_layout_comments_and_order_are_no_difference() -> None:
    same = after(
        ("Do not hurt people here.", "Do not hurt\npeople here."),
        ('item.text.contains("hurt")\n      && in', 'item.text.contains("hurt") && in'),
        ("then: hold", "severity: medium\nthen: hold   # for now"),
        **{"domains.txt": "# sorted\nb.example\na.example\n"},
    )
    assert not changes(FILES, same)


def test_a_policy_and_a_published_version_can_be_compared_as_files_are() -> None:
    policy = build(BEFORE, **{"domains.txt": FILES["domains.txt"]})
    assert not changes(policy, FILES)
    assert changes(policy, after(("Test", "Other"))).header == (Altered("title", "Test", "Other"),)


def test_prose_is_compared_word_by_word() -> None:
    [clause] = changes(FILES, after(("hurt people here", "hurt anybody here"))).clauses
    assert (clause.id, clause.kind, clause.reworded) == ("harm/harm", "changed", True)
    assert said(clause.prose) == "Do not hurt [-people -][+anybody +]here."


def test_a_title_and_a_section_are_words_too() -> None:
    [clause] = changes(FILES, after(("## Be kind {", "## Be nice {"))).clauses
    assert (clause.title, clause.renamed, clause.prose, clause.reworded) == ("Be nice", "Be kind", (), True)
    first, second = changes(
        after(("# Harm\n", "# Harm {#harm}\n")), after(("# Harm\n", "# Hurting people {#harm}\n"))
    ).clauses
    assert (first.section, first.moved, first.reworded) == ("Hurting people", "Harm", True)
    assert second.id == "harm/kind"


def test_clauses_come_and_go() -> None:
    without = after((BEFORE[BEFORE.index("## Be kind") :], ""))
    [gone] = changes(FILES, without).clauses
    assert (gone.id, gone.kind, said(gone.prose)) == ("harm/kind", "removed", "[-Please be kind.-]")
    [new] = changes(without, FILES).clauses
    assert (new.kind, new.title, said(new.prose)) == ("added", "Be kind", "[+Please be kind.+]")


def test_a_clause_that_says_nothing_is_told_of_when_it_comes() -> None:
    [new] = changes(FILES, {**FILES, "z.md": "# Other\n\n## Silent {#silent}\n"}).clauses
    assert (new.id, new.kind, new.prose) == ("other/silent", "added", ())


def test_a_rule_says_what_it_was_and_what_it_is() -> None:
    [rule] = changes(FILES, after(("then: hold", "then: label\nlabel: hurtful"), ('"hurt"', '"harm"'))).rules
    assert (rule.id, rule.kind, rule.clause, rule.withheld) == ("r", "changed", "harm/harm", False)
    parts = {part.key: part for part in rule.parts}
    assert set(parts) == {"when", "then", "label"}
    assert parts["then"] == Altered("then", "hold", "label")
    assert "contains(" in parts["when"].old
    assert [run.kind for run in parts["when"].runs] == ["removed", "added", "same"]
    assert rule.old is not None
    assert rule.new is not None
    assert (rule.old.then, rule.new.then) == ("hold", "label")


def test_a_rule_that_moves_to_another_clause_is_one_changed_rule() -> None:
    rule = BEFORE[BEFORE.index("```rule") : BEFORE.index("```examples")]
    moved = after((rule, ""), ("Please be kind.\n", f"Please be kind.\n\n{rule}"))
    found = changes(FILES, moved)
    [change] = found.rules
    assert (change.kind, change.clause) == ("changed", "harm/kind")
    assert change.parts == (Altered("clause", "harm/harm", "harm/kind"),)


def test_rules_come_and_go_with_everything_they_say() -> None:
    rule = BEFORE[BEFORE.index("```rule") : BEFORE.index("```examples")]
    gone = changes(FILES, after((rule, ""))).rules[0]
    assert (gone.kind, gone.new, gone.clause) == ("removed", None, "harm/harm")
    assert {part.key for part in gone.parts} >= {"when", "then", "severity"}
    new = changes(after((rule, "")), FILES).rules[0]
    assert (new.kind, new.old) == ("added", None)
    precise = after(("then: hold", "then: hold\nautomation: decide\nmin_precision: 0.95"))
    assert Altered("min_precision", "", "0.95") in changes(FILES, precise).rules[0].parts


def test_examples_come_and_go() -> None:
    [clause] = changes(FILES, after(("allows: hello", "allows: good morning"))).clauses
    assert clause.examples_added == (("allows", "good morning"),)
    assert clause.examples_removed == (("allows", "hello"),)
    assert not clause.reworded


def test_lists_say_which_entries_came_and_went() -> None:
    [change] = changes(FILES, after(**{"domains.txt": "b.example\nc.example\n"})).lists
    assert (change.name, change.kind) == ("domains", "changed")
    assert (change.added, change.removed) == (("c.example",), ("a.example",))
    renamed = after(("  domains: domains.txt", "  sites: domains.txt"))
    assert [(one.name, one.kind, len(one.added), len(one.removed)) for one in changes(FILES, renamed).lists] == [
        ("sites", "added", 2, 0), ("domains", "removed", 0, 2),
    ]  # fmt: skip


def test_front_matter_is_compared_by_key() -> None:
    new = after(("author.karma: int?", "author.karma: int"), ("language: en", "language: en\nrequires: [item.lang]"))
    assert changes(FILES, new).header == (
        Altered("requires", "", "item.lang"), Altered("author.karma", "int?", "int"),
    )  # fmt: skip


def test_what_cannot_be_read_is_left_out() -> None:
    assert changes(FILES, after(("then: hold", "then: hodl"))).rules[0].kind == "removed"
    assert not changes({}, {})
    assert changes({"a.txt": "x"}, FILES).header


def test_the_public_learns_that_something_withheld_changed_and_what_the_rule_does() -> None:
    secret = "then: hold\ndetail: withheld\nqueue: quiet\nnote: psst"
    old, new = after(("then: hold", secret)), after(("then: hold", secret), ('"hurt"', '"sesame"'))
    found = changes(old, new)
    assert "sesame" in str(found)
    public = found.for_everybody()
    [rule] = public.rules
    assert (rule.withheld, rule.hidden, rule.parts) == (True, True, ())
    assert rule.new is not None
    assert (rule.new.then, rule.new.when) == ("hold", "")
    for word in ("sesame", "hurt\\", "quiet", "psst"):
        assert word not in msgspec.json.encode(public).decode()


def test_what_a_withheld_rule_does_is_public() -> None:
    old = after(("then: hold", "then: hold\ndetail: withheld"))
    [rule] = changes(old, after(("then: hold", "then: warn\ndetail: withheld"))).for_everybody().rules
    assert rule.parts == (Altered("then", "hold", "warn"),)
    assert not rule.hidden
    [added] = (
        changes(after((BEFORE[BEFORE.index("```rule") : BEFORE.index("```examples")], "")), old).for_everybody().rules
    )
    assert (added.old, added.hidden) == (None, True)


def test_a_condition_that_becomes_withheld_is_no_longer_repeated() -> None:
    found = changes(FILES, after(("then: hold", "then: hold\ndetail: withheld")))
    assert found.for_everybody().rules[0].parts == (Altered("detail", "public", "withheld"),)


def test_a_rule_that_is_public_stays_as_it_is() -> None:
    found = changes(FILES, after(('"hurt"', '"harm"')))
    assert found.for_everybody() == found


def test_a_word_that_stayed_between_two_changes_joins_them() -> None:
    assert (
        said(wording("we went to town today", "we ran to hills today")) == "we [-went to town -][+ran to hills +]today"
    )
    assert said(wording("a b c d e f", "a x c d y f")) == "a [-b -][+x +]c d [-e -][+y +]f"
    assert said(wording("a b", "a c b")) == "a [+c +]b"


def test_paragraphs_are_a_difference_and_lines_are_none() -> None:
    assert said(wording("one two", "one\ntwo")) == "one two"
    assert said(wording("one two", "one\n\ntwo")) == "[-one -][+one\n\n+]two"
    assert wording("", "") == ()
    assert said(wording(" one", "one")) == "[- -]one"


def test_lines_flow_as_people_read_them_and_list_items_keep_theirs() -> None:
    text = "one\ntwo three\n\nfour\n- five\n- six\n1. seven\n"
    assert said(wording(text, text)) == "one two three\n\nfour\n- five\n- six\n1. seven\n"
    assert said(wording("a\nb c", "a\nx c")) == "a [-b -][+x +]c"


def test_long_texts_are_compared_by_lines_and_then_as_a_whole() -> None:
    old = "".join(f"line {n} of many words to read\n" for n in range(400))
    new = old.replace("line 200 of", "line two hundred of")
    assert [(run.kind, run.text.count("\n")) for run in wording(old, new)] == [
        ("same", 200), ("removed", 1), ("added", 1), ("same", 199),
    ]  # fmt: skip
    tall = "x\n" * 5000
    assert [run.kind for run in wording(tall, tall + "y")] == ["removed", "added"]


def test_in_which_languages_people_read_something_else_is_said() -> None:
    files = {"policy.md": TEXT, "policy.de.md": GERMAN, "policy.pt.md": GERMAN}
    again = {"policy.md": TEXT, "policy.de.md": GERMAN.replace("Sei nett.", "Sei bitte nett."), "policy.zh.md": GERMAN}
    found = changes(files, again)
    assert found.languages == (("de", "changed"), ("pt", "removed"), ("zh", "added"))
    assert found
    assert found.for_everybody().languages == found.languages
    assert not changes(files, {**files, "policy.ar.md": "# Old {#calm}\n\n## Old {#kind from=000000000000}\n\nOld.\n"})


def test_a_clause_that_changes_takes_its_translations_away_with_it() -> None:
    found = changes({"policy.md": TEXT, "policy.de.md": GERMAN}, {**KINDER, "policy.de.md": GERMAN})
    assert [one.id for one in found.clauses] == ["calm/kind"]
    assert found.languages == (("de", "changed"),)
