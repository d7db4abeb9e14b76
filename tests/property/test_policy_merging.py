"""Two authors change one policy: what each did by itself is there afterwards, and nothing else."""

from collections.abc import Mapping
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy import changes
from ombud.policy.document.examples import read_examples
from ombud.policy.document.rules import read_rules
from ombud.policy.document.source import read_source
from ombud.policy.merging import merge_files
from ombud.policy.problems import Report

HEAD = "---\npolicy: test\ntitle: Test\nlanguage: en\n---\n\n# Harm\n\n"
PROSE = "Do not.\n\n```text\nid: no rule\n```"
Example = tuple[str, str, str]
"""Its kind, its text, and a line that says more about it."""


class Clause(msgspec.Struct, frozen=True):
    """One clause as an author has it: ids of rules and their conditions, examples, title and prose."""

    name: str
    rules: tuple[tuple[str, str], ...] = ()
    examples: tuple[Example, ...] = ()
    title: str = "A clause"
    prose: str = PROSE


def written(clauses: list[Clause], end: str) -> dict[str, str]:
    """The policy; `end` is what stands behind its last line."""
    text = HEAD
    for one in clauses:
        text += f"## {one.title} {{#{one.name}}}\n\n{one.prose}\n\n"
        text += "".join(f"```rule\nid: {name}\nwhen: {when}\nthen: hold\n```\n\n" for name, when in one.rules)
        if one.examples:
            lines = "".join(f"{kind}: {said}\n{more}" for kind, said, more in one.examples)
            text += f"```examples\n{lines}```\n\n"
    return {"policy.md": text.rstrip("\n") + end}


def read(files: Mapping[str, str]) -> tuple[Mapping[str, object], Mapping[str, object], Mapping[str, object]]:
    """Rules by id, examples by text and prose by clause, as the policy is read. It has no error."""
    report = Report(files)
    clauses = read_source(files, report).clauses
    rules = {one.id: (one.clause, one.when) for one in read_rules(clauses, report)}
    examples = {f"{one.kind} {one.text}": (one.clause, one.event) for one in read_examples(clauses, report)}
    assert not report.failed
    return rules, examples, {one.id: one.text for one in clauses} | {f"title {one.id}": one.title for one in clauses}


BASE = [
    Clause("one", (("a", "1 < 2"), ("b", "2 < 3")), (("violates", "bad", ""), ("allows", "good", "  # why\n"))),
    Clause("two", (("c", "3 < 4"),)),
    Clause("three", (), (("violates", "worse", ""), ("allows", "better", "item.lang: en\n"))),
]
MORE = st.sampled_from(["", "\n# a remark\n", "item.lang: de\n"])


@st.composite
def changed(draw: st.DrawFn, side: str, may_touch: frozenset[str]) -> list[Clause]:
    """The base with additions named after the side anywhere, and edits and removals of what only it `may_touch`."""
    out = []
    for clause in BASE:
        rules = [
            (name, f"{when} || true" if draw(st.booleans()) else when)
            if name in may_touch
            else (name, when)
            for name, when in clause.rules
            if name not in may_touch or draw(st.booleans())
        ]  # fmt: skip
        examples = [one for one in clause.examples if one[1] not in may_touch or draw(st.booleans())]
        for n in range(draw(st.integers(0, 2))):
            rules.insert(draw(st.integers(0, len(rules))), (f"{side}-{clause.name}-{n}", f"{n} < 9"))
        for n in range(draw(st.integers(0, 2))):
            kind = draw(st.sampled_from(["violates", "allows"]))
            place = draw(st.integers(0, len(examples)))
            examples.insert(place, (kind, f"{side} says {n} in {clause.name}", draw(MORE)))
        prose = f"{PROSE}\n\nAnd {side}." if f"prose {clause.name}" in may_touch and draw(st.booleans()) else PROSE
        title = f"For {side}" if f"title {clause.name}" in may_touch and draw(st.booleans()) else clause.title
        out.append(Clause(clause.name, tuple(rules), tuple(examples), title, prose))
    return out


TOUCHABLE = ("a", "b", "c", "bad", "good", "worse", "better", "prose one", "prose two", "title one", "title three")
ENDS = st.sampled_from(["\n", "", "\n\n\n"])


def together(base: Mapping[str, object], mine: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
    """What independent changes come to: everything that is anywhere, but what one of them took away or changed."""
    found = {}
    for key in {*mine, *theirs}:
        was, my, their = base.get(key), mine.get(key), theirs.get(key)
        chosen = their if my == was else my
        if chosen is not None:
            found[key] = chosen
    return found


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_independent_changes_on_both_sides_are_both_kept_and_nothing_else_changes(data: st.DataObject) -> None:
    mine_touches = data.draw(st.frozensets(st.sampled_from(TOUCHABLE)))
    base = written(BASE, data.draw(ENDS))
    mine = written(data.draw(changed("mine", mine_touches)), data.draw(ENDS))
    theirs = written(data.draw(changed("theirs", frozenset(TOUCHABLE) - mine_touches)), data.draw(ENDS))
    merged = merge_files(base, mine, theirs)
    whole = {clash.kind for clash in merged.clashes}
    if whole:  # only where one side took away every example of a clause, and with them their block
        assert whole == {"clause"}
        assert any("```examples" not in (clash.mine or "") or "```examples" not in (clash.theirs or "") for clash in
                   merged.clashes)  # fmt: skip
        return
    for was, my, their, now in zip(read(base), read(mine), read(theirs), read(merged.files), strict=True):
        assert now == together(was, my, their)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_additions_to_one_clause_never_clash(data: st.DataObject) -> None:
    base = written(BASE, "\n")
    mine = written(data.draw(changed("mine", frozenset())), data.draw(ENDS))
    theirs = written(data.draw(changed("theirs", frozenset())), data.draw(ENDS))
    one, other = merge_files(base, mine, theirs), merge_files(base, theirs, mine)
    assert one.clashes == other.clashes == ()
    assert not changes(one.files, other.files)
    again = merge_files(base, one.files, theirs)
    assert not again.clashes
    assert not changes(one.files, again.files)
    for before, after in pairwise((base, theirs, one.files)):
        assert set(read(before)[0]) <= set(read(after)[0])
        assert set(read(before)[1]) <= set(read(after)[1])
