"""A policy cut into passages and put together again; two changes laid together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.policy.document.source import read_source
from ombud.policy.merging import Clash, merge_files
from ombud.policy.outline import alone, outline, with_passage
from ombud.policy.problems import Report
from tests.support.policies import problems

TEXT = """---
policy: test
title: Test
language: en
lists:
  words: words.txt
---

Read this first.

# Harm

What hurts.

## Do no harm {#harm}

Do not.

```rule
id: r
# Not a heading
when: in_list(item.text, "words")
then: hold
```

## Be kind {#kind}

Please.

# Spam

## No spam {#spam}

No.
"""
FILES = {"policy.md": TEXT, "words.txt": "one\ntwo\n"}


def replaced(files: dict[str, str], name: str, text: str, kind: str = "clause") -> dict[str, str]:
    one = next(one for one in outline(files) if (one.kind, one.id) == (kind, name))
    return with_passage(files, one, text)


def edited(old: str, new: str, name: str = "policy.md") -> dict[str, str]:
    assert old in FILES[name]
    return {**FILES, name: FILES[name].replace(old, new)}


def test_a_policy_is_cut_where_its_headings_stand() -> None:
    found = [(one.kind, one.id, one.title, one.line) for one in outline(FILES)]
    assert found == [
        ("top", "", "", 1), ("section", "harm", "Harm", 11), ("clause", "harm/harm", "Do no harm", 15),
        ("clause", "harm/kind", "Be kind", 26), ("section", "spam", "Spam", 30), ("clause", "spam/spam", "No spam", 32),
        ("list", "words.txt", "words.txt", 1),
    ]  # fmt: skip


PIECES = st.sampled_from(
    [
        *("# A", "## B {#b}", "## C", "### D {#d}", "```rule", "```examples", "```", "~~~", "````", "---", "x: y", ""),
        *("text", "# {#own}", "## E {#e f}", " # not one", "#none", "\u2028# no line\u2028"),
    ]
)


@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]))
def test_cutting_loses_nothing_and_agrees_with_how_the_policy_is_read(lines: list[str], end: str) -> None:
    text = end.join(lines)
    found = outline({"a.md": text})
    assert "".join(one.text for one in found) == text
    clauses = {one.line for one in found if one.kind == "clause"}
    read = read_source({"a.md": text}, Report({"a.md": text})).clauses
    assert {one.place.line for one in read if one.real} <= clauses
    assert {one.place.line for one in read if one.id != "/"} <= clauses


@given(st.lists(PIECES, max_size=14), st.data())
def test_putting_a_passage_back_changes_nothing(lines: list[str], data: st.DataObject) -> None:
    files = {"a.md": "\n".join(lines) + "\n"}
    one = data.draw(st.sampled_from(outline(files)))
    after = with_passage(files, one, one.text)["a.md"]
    assert after.replace("\n", "") == files["a.md"].replace("\n", "")


def test_a_clause_is_replaced_added_to_and_taken_away() -> None:
    new = replaced(FILES, "harm/kind", "## Be kind {#kind}\n\nAlways.")["policy.md"]
    assert "Always.\n\n# Spam" in new
    assert "Please." not in new
    gone = replaced(FILES, "harm/kind", "")
    assert [one.id for one in outline(gone) if one.kind == "clause"] == ["harm/harm", "spam/spam"]
    assert replaced(FILES, "spam/spam", "## No {#spam}\n\nNo")["policy.md"].endswith("No")
    assert replaced(FILES, "words.txt", "three\n", "list")["words.txt"] == "three\n"


def test_a_clause_by_itself_keeps_its_lines_and_what_it_needs() -> None:
    one = next(one for one in outline(FILES) if one.id == "harm/harm")
    files = alone(FILES, [one])
    assert files["policy.md"].count("\n") == TEXT.count("\n")
    assert "Please." not in files["policy.md"]
    assert "# Spam" in files["policy.md"]
    broken = {**files, "policy.md": files["policy.md"].replace("then: hold", "then: hodl")}
    [error] = [one for one in problems(broken["policy.md"], **{"words.txt": "a"}) if one.severity == "error"]
    assert TEXT.splitlines()[error.line - 1] == "then: hold"


# ── two changes ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_changes_to_different_clauses_both_go_in() -> None:
    mine, theirs = edited("Please.", "Please do."), edited("Do not.", "Never.")
    merged = merge_files(FILES, mine, theirs)
    assert merged.clashes == ()
    assert merged.files["policy.md"] == TEXT.replace("Please.", "Please do.").replace("Do not.", "Never.")


@pytest.mark.parametrize(("mine", "theirs"), [(FILES, edited("No.", "Never.")), (edited("No.", "Never."), FILES)])
def test_one_change_goes_in_as_it_is(mine: dict[str, str], theirs: dict[str, str]) -> None:
    assert merge_files(FILES, mine, theirs).files == edited("No.", "Never.")


def test_the_same_change_twice_is_one() -> None:
    same = edited("Do not.", "Never.")
    merged = merge_files(FILES, same, same)
    assert (merged.files, merged.clashes) == (same, ())


def test_two_wordings_of_one_clause_are_put_to_a_person() -> None:
    merged = merge_files(FILES, edited("Do not.", "Never."), edited("Do not.", "Please do not."))
    [clash] = merged.clashes
    assert (clash.file, clash.kind, clash.id) == ("policy.md", "prose", "harm/harm")
    assert clash.base is not None
    assert "Do not." in clash.base
    assert clash.mine is not None
    assert "Never." in clash.mine
    assert clash.theirs is not None
    assert "Please do not." in clash.theirs
    assert "Never." in merged.files["policy.md"]
    other = merge_files(FILES, edited("Do not.", "Never."), edited("Do not.", "Please do not."), {clash.key})
    assert "Please do not." in other.files["policy.md"]
    assert "Never." not in other.files["policy.md"]


def test_a_clause_that_one_takes_away_and_the_other_changes_is_put_to_a_person() -> None:
    merged = merge_files(FILES, replaced(FILES, "harm/kind", ""), edited("Please.", "Do."))
    assert [(clash.id, clash.mine) for clash in merged.clashes] == [("harm/kind", None)]
    assert "Be kind" not in merged.files["policy.md"]
    other = merge_files(FILES, edited("Please.", "Do."), replaced(FILES, "harm/kind", ""))
    assert [(clash.id, clash.theirs) for clash in other.clashes] == [("harm/kind", None)]
    assert "Do." in other.files["policy.md"]


def test_clauses_that_both_add_stand_where_each_put_them() -> None:
    mine = edited("# Spam\n", "## Mine {#mine}\n\nM.\n\n# Spam\n")
    theirs = edited("# Spam\n", "# Spam\n\n## Theirs {#theirs}\n\nT.\n")
    merged = merge_files(FILES, mine, theirs)
    assert merged.clashes == ()
    assert [one.id for one in outline(merged.files) if one.kind == "clause"] == [
        "harm/harm", "harm/kind", "harm/mine", "spam/theirs", "spam/spam",
    ]  # fmt: skip
    top = merge_files(FILES, edited("---\n\nRead this first.\n", "---\n"), edited("No.", "Never."))
    assert "Read this first" not in top.files["policy.md"]


def test_what_stands_above_everything_in_mine_comes_first() -> None:
    base = {"a.md": "# One\n\n## A {#a}\n\nA.\n"}
    mine = {"a.md": "# Zero\n\n## Z {#z}\n\nZ.\n\n" + base["a.md"]}
    theirs = {"a.md": base["a.md"] + "\n## B {#b}\n\nB.\n"}
    merged = merge_files(base, mine, theirs)
    assert [one.id for one in outline(merged.files)] == ["zero", "zero/z", "one", "one/a", "one/b"]


def test_entries_of_a_list_are_laid_together() -> None:
    mine, theirs = edited("one\n", "", "words.txt"), edited("two\n", "two\nthree\n", "words.txt")
    assert merge_files(FILES, mine, theirs).files["words.txt"] == "two\nthree\n"
    assert merge_files(FILES, theirs, mine).files["words.txt"] == "two\nthree\n"
    assert merge_files({}, {"a.txt": "x\n"}, {"a.txt": "y"}).files == {"a.txt": "y\nx\n"}


def test_files_come_and_go() -> None:
    assert merge_files(FILES, {**FILES, "a.txt": "x"}, FILES).files == {**FILES, "a.txt": "x"}
    assert merge_files(FILES, FILES, {"policy.md": TEXT}).files == {"policy.md": TEXT}
    clash = Clash("a.md", "file", "a.md", None, "x", "y")
    assert merge_files({}, {"a.md": "x"}, {"a.md": "y"}).clashes == (clash,)
    assert merge_files({}, {"a.md": "x"}, {"a.md": "y"}, {clash.key}).files == {"a.md": "y"}
    [clash] = merge_files(FILES, {"policy.md": TEXT}, edited("two", "three", "words.txt")).clashes
    assert (clash.kind, clash.mine) == ("file", None)


def test_a_file_in_which_a_name_stands_twice_is_taken_whole() -> None:
    twice = {"policy.md": TEXT + "\n## Again {#spam}\n\nNo.\n"}
    other = {"policy.md": twice["policy.md"].replace("Please.", "Do.")}
    assert merge_files(twice, other, twice).files == other
    assert merge_files(twice, other, twice).clashes == ()
    [clash] = merge_files(twice, other, {"policy.md": twice["policy.md"].replace("Do not.", "Never.")}).clashes
    assert clash.kind == "file"


# ── two changes to one clause ────────────────────────────────────────────────────────────────────────────────────────
RULE = '```rule\nid: r\n# Not a heading\nwhen: in_list(item.text, "words")\nthen: hold\n```\n'
EXAMPLES = "```examples\nviolates: bad\n# it is fine\nallows: good\n\n# ---\n```\n"


def one_clause(body: str) -> dict[str, str]:
    return {"a.md": f"# S\n\n## T {{#t}}\n\n{body}"}


def rule(name: str) -> str:
    return RULE.replace("id: r", f"id: {name}")


def test_rules_that_two_add_to_one_clause_are_both_kept() -> None:
    more = EXAMPLES.replace("allows", "violates: worse\nallows")
    base = one_clause(f"Do not.\n\n{RULE}\n{EXAMPLES}")
    mine = one_clause(f"Do not.\n\n{RULE}\n{rule('mine')}\n{EXAMPLES}")
    theirs = one_clause(f"Never do.\n\n{RULE}\n{rule('theirs')}\n{more}")
    merged = merge_files(base, mine, theirs)
    assert merged.clashes == ()
    assert merged.files == one_clause(f"Never do.\n\n{RULE}\n{rule('mine')}\n{rule('theirs')}\n{more}")


def test_what_is_added_at_the_end_of_a_file_has_an_empty_line_above_it() -> None:
    base = one_clause("Do not.")
    merged = merge_files(base, one_clause(f"Do not.\n\n{rule('mine')}"), one_clause(f"Do not.\n\n{rule('theirs')}"))
    assert merged.files == one_clause(f"Do not.\n\n{rule('mine')}\n{rule('theirs')}")
    clauses = merge_files(
        base, {"a.md": base["a.md"] + "\n\n## M {#m}\n\nM."}, {"a.md": base["a.md"] + "\n\n## N {#n}"}
    )
    assert clauses.files == {"a.md": base["a.md"] + "\n\n## M {#m}\n\nM.\n\n## N {#n}\n"}


def test_only_the_rule_that_both_changed_is_put_to_a_person() -> None:
    base = one_clause(f"Do not.\n\n{RULE}\n{EXAMPLES}")
    mine = one_clause(f"Do not.\n\n{RULE.replace('hold', 'limit')}\n{EXAMPLES.replace('bad', 'worse')}")
    theirs = one_clause(f"Do not.\n\n{RULE.replace('hold', 'remove')}\n{rule('theirs')}\n{EXAMPLES}")
    merged = merge_files(base, mine, theirs)
    [clash] = merged.clashes
    assert clash.key == ("a.md", "rule", "s/t: r")
    assert [(run.kind, run.text) for run in clash.my_runs if run.kind != "same"] == [
        ("removed", "hold\n"), ("added", "limit\n"),
    ]  # fmt: skip
    assert "".join(run.text for run in clash.their_runs if run.kind != "removed") == clash.theirs
    for yielding, kept in (((), "limit"), ((clash.key,), "remove")):
        text = merge_files(base, mine, theirs, yielding).files["a.md"]
        assert [f"then: {one}" in text for one in ("limit", "remove")] == [kept == "limit", kept == "remove"]
        assert "id: theirs" in text
        assert "violates: worse" in text
        assert "violates: bad" not in text


def test_a_rule_that_both_made_is_marked_against_the_other() -> None:
    base = one_clause("Do not.")
    mine = one_clause(f"Do not.\n\n{RULE}")
    [clash] = merge_files(base, mine, one_clause(f"Do not.\n\n{RULE.replace('hold', 'remove')}")).clashes
    assert clash.base is None
    assert [(run.kind, run.text) for run in clash.my_runs if run.kind != "same"] == [
        ("removed", "remove\n"), ("added", "hold\n"),
    ]  # fmt: skip


ASIDE = f"Do not.\n\n{RULE}\nAnd so on.\n\n{EXAMPLES}"


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        (ASIDE, ASIDE.replace("so", "on"), ASIDE.replace("so", "off")),  # prose behind a block has no name of its own
        (ASIDE, ASIDE.replace("Do not", "Never"), f"Do.\n\nAnd so on.\n\n{EXAMPLES}"),
        (ASIDE, ASIDE.replace(EXAMPLES, ""), ASIDE.replace("violates", "violates: new\nviolates")),  # no block any more
        (ASIDE, ASIDE.replace(EXAMPLES, EXAMPLES.replace("```", "~~~")), ASIDE.replace("```examples", "````examples")),
        (RULE, RULE + RULE.replace("hold", "label"), RULE.replace("hold", "limit")),  # a rule that stands twice
        (RULE, RULE.replace("id: r\n", ""), RULE.replace("hold", "limit")),
        (RULE, RULE.replace("hold\n```", "hold"), RULE.replace("hold", "limit")),  # a block that nobody closed
    ],
)
def test_a_clause_whose_pieces_cannot_be_told_apart_is_taken_whole(base: str, mine: str, theirs: str) -> None:
    files = one_clause(mine)
    merged = merge_files(one_clause(base), files, one_clause(theirs))
    [clash] = merged.clashes
    assert clash.key == ("a.md", "clause", "s/t")
    assert merged.files["a.md"].rstrip() == files["a.md"].rstrip()


def test_the_same_post_may_be_an_example_twice() -> None:
    base = "Do not.\n\n```examples\nallows: x\nallows: x\n  item.lang: de\n# a\nallows: y\n# a\n```\n"
    base = base.replace("  item", "item")
    mine, theirs = base.replace("allows: y\n", "allows: y\nallows: m\n"), base.replace("Do not.", "Never.")
    both = merge_files(one_clause(base), one_clause(mine.replace("allows: y", "violates: y")), one_clause(theirs))
    assert both.clashes == ()
    assert both.files == one_clause(mine.replace("Do not.", "Never.").replace("allows: y", "violates: y"))
