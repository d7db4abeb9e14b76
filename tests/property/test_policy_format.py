"""Formatting changes nothing but the form: the same trees, the same rules, and twice is once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.policy.cel.parser import parse
from ombud.policy.document.examples import read_examples
from ombud.policy.document.rules import read_rules
from ombud.policy.document.source import read_source
from ombud.policy.formatting import format_condition, format_policy, print_expression, same_tree
from ombud.policy.problems import Fault, Report

MANY = settings(max_examples=150, deadline=None)
LEAVES = [
    "a", "item.text", "author.age", "1", "-1", "- 2.5", "3u", "0x1f", '"text"', "'text'", 'r"\\b"', "b'x'", "true",
    "null", "'say \"x\"'", '"""a"b"""', "x.`a-b`", ".y", "1e3", '"日本語"', '"#"',
]  # fmt: skip
LEAF = st.sampled_from(LEAVES)
OPERATOR = st.sampled_from(["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"])
SPACE = st.sampled_from(["", " ", "  ", "\n"])


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, SPACE, OPERATOR, SPACE, inner).map(lambda p: f"{p[0]}{p[1]} {p[2]} {p[3]}{p[4]}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"!({one})"),
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]}) ? ({p[1]}) : {p[2]}"),
        st.lists(inner, max_size=12).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(inner, inner).map(lambda p: f"{{{p[0]}: {p[1]}}}"),
        st.lists(inner, max_size=12).map(lambda items: f"mentions({', '.join(items)})"),
        st.tuples(inner, st.lists(inner, max_size=3)).map(lambda p: f"({p[0]}).contains({', '.join(p[1])})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}).exists(x, {p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]}).map(x, {p[1]}, {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]})[{p[1]}]"),
        inner.map(lambda one: f"({one}).field"),
        st.just("has(author.name)"),
    )


EXPRESSION = st.recursive(LEAF, _deeper, max_leaves=25)


def _parses(source: str) -> bool:
    try:
        parse(source)
    except Fault:
        return False
    return True


@MANY
@given(EXPRESSION.filter(_parses))
def test_what_is_printed_parses_to_the_same_tree(source: str) -> None:
    root = parse(source)
    assert same_tree(parse(print_expression(root)), root)


@MANY
@given(EXPRESSION.filter(_parses), st.sampled_from([30, 60, 100]))
def test_what_is_formatted_has_the_same_tree_and_one_form(source: str, width: int) -> None:
    once = format_condition(source, 6, width)
    assert same_tree(parse(once), parse(source))
    as_read = "\n".join(line.strip() for line in once.split("\n"))
    assert format_condition(as_read, 6, width) == once


CONDITION = st.sampled_from(
    [
        "when: x==1&&y",
        "when: x\n  ||   y  # why",
        "when: (x) // why",
        "when:\n  x",
        "when: x   # why",
        "when: 'a # b' == x",
    ]
)
MORE = st.sampled_from(["severity: high   # so", "note: one\n   two\n     three", "queue:  q", "mode: shadow", "note:"])
ASIDE = st.sampled_from(["# remark", "  # deeper remark", "", "   "])


@st.composite
def _rule(draw: st.DrawFn) -> tuple[str, list[str]]:
    entries = ["id:  rN", draw(CONDITION), draw(st.sampled_from(["then: hold", "then:   remove  # gravest"]))]
    entries += draw(st.lists(MORE, max_size=2, unique_by=lambda entry: entry.partition(":")[0]))
    for aside in draw(st.lists(ASIDE, max_size=3)):
        entries.insert(draw(st.integers(0, len(entries))), aside)
    return "rule", draw(st.permutations(entries))


EXAMPLE = st.sampled_from(
    [
        "violates: x",
        "allows:   y  z",
        "",
        "# German",
        'violates: {"item":\n    {"text": "x"}}',
        "allows: a\n   b",
        "  # c",
    ]
)
BLOCK = st.one_of(_rule(), st.lists(EXAMPLE, max_size=8).map(lambda lines: ("examples", lines)))
PROSE = st.sampled_from(["Text.  ", "", "- a list", "```text\n when: x==1\n```", "### Deeper", "a\u2028b"])


@MANY
@given(st.lists(st.tuples(PROSE, BLOCK), max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_a_formatted_policy_says_the_same_and_is_formatted(
    parts: list[tuple[str, tuple[str, list[str]]]], end: str
) -> None:
    blocks = [f"{prose}\n```{kind}\n" + "\n".join(lines) + "\n```" for prose, (kind, lines) in parts]
    body = "\n".join(block.replace("rN", f"r{number}") for number, block in enumerate(blocks))
    text = f"---\ntitle: X\npolicy:   x\nlanguage: en\n---\n# A\n\n## B {{#b}}\n\n{body}\n".replace("\n", end)
    before = _said(text)
    once = format_policy({"policy.md": text})["policy.md"]
    assert format_policy({"policy.md": once})["policy.md"] == once
    after = _said(once)
    assert after[0] == before[0]
    assert all(map(same_tree, after[1], before[1]))
    assert [line for line in once.split(end) if line in ("Text.  ", "- a list", " when: x==1")] == [
        line for line in text.split(end) if line in ("Text.  ", "- a list", " when: x==1")
    ]
    assert once.count("#") == text.count("#")


def _said(text: str) -> tuple[object, list[object]]:
    """What a policy says beside its form: prose, rules, examples; and the trees of its conditions."""
    report = Report({})
    source = read_source({"policy.md": text}, report)
    rules = read_rules(source.clauses, report)
    examples = read_examples(source.clauses, report)
    assert not report.failed
    said = (
        [(clause.id, clause.title, clause.text) for clause in source.clauses],
        [(rule.id, rule.then, rule.severity, rule.label, rule.note) for rule in rules],
        [(example.kind, example.event, example.repeat) for example in examples],
    )
    return said, [parse(rule.when) for rule in rules]
