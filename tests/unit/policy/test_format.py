"""One canonical form: what it looks like, what stays, and that a formatted policy is formatted."""

import pytest

from ombud.policy import PolicyError
from ombud.policy.cel.parser import parse
from ombud.policy.cel.values import Uint
from ombud.policy.formatting import format_condition, format_policy, print_expression, same_tree
from ombud.policy.formatting.expressions import _spelling
from ombud.wiring import STARTER_POLICY, read_policy_files

HEAD = "---\npolicy: x\ntitle: X\nlanguage: en\n---\n# A\n\n## B {#b}\n\nText.\n\n"


def block(lines: str, kind: str = "rule") -> str:
    """The lines of a block after formatting a policy with it."""
    text = f"{HEAD}```{kind}\n{lines}\n```\n"
    formatted = format_policy({"policy.md": text})["policy.md"]
    assert formatted.startswith(HEAD)
    return formatted.removeprefix(f"{HEAD}```{kind}\n").removesuffix("\n```\n")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("a==1&&b", "a == 1 && b"),
        ("((a)) && (b && c)", "a && (b && c)"),
        ("a || b&&c", "a || (b && c)"),
        ("(a || b) && c", "(a || b) && c"),
        ("(a && b) || c", "(a && b) || c"),
        ("!(a == b)", "!(a == b)"),
        ("! a", "!a"),
        ("!(-x > 1)", "!(-x > 1)"),
        ("-(5) == - 5", "-(5) == -5"),
        ("-(5.x) == -(-x)", "-(5.x) == --x"),
        ("!(!a)", "!!a"),
        ("-(!a)", "-(!a)"),
        ("(a + b) + c - (d - e)", "a + b + c - (d - e)"),
        ("(a < b) == (c < d)", "a < b == (c < d)"),
        ("(a ? b : c) ? (d ? e : f) : (g ? h : i)", "(a ? b : c) ? (d ? e : f) : g ? h : i"),
        ("(a ? b : c) && (a ? d : e)", "(a ? b : c) && (a ? d : e)"),
        ("(a)[ 0 ].b . c ( )", "a[0].b.c()"),
        ("(a + b)[0]", "(a + b)[0]"),
        ("(a + b).size( )", "(a + b).size()"),
        ("[ 1,2 , ]", "[1, 2]"),
        ("{ 'a' :1 }", '{"a": 1}'),
        ("x.`a-b` == .y", "x.`a-b` == .y"),
        ("x.`true`", "x.`true`"),
        ("has( a . b )", "has(a.b)"),
        ("x . exists ( y ,y in [ 1 ] )", "x.exists(y, y in [1])"),
        ("x.map(y, y > 1, y + 1)", "x.map(y, y > 1, y + 1)"),
        ("'post'", '"post"'),
        ("'say \"x\"'", "'say \"x\"'"),
        (r"r'\d'", r"r'\d'"),
        (r"'\n'", r"'\n'"),
        ("'''a'''", "'''a'''"),
        ("0x1F == 1u", "0x1F == 1u"),
        ("true", "true"),
    ],
)
def test_conditions_have_one_form(written: str, canonical: str) -> None:
    assert format_condition(written, 6) == canonical
    assert format_condition(canonical, 6) == canonical
    assert same_tree(parse(written), parse(canonical))


def test_trees_differ_when_anything_but_the_place_does() -> None:
    for one, other in [("a", "b"), ("1", "1u"), ("1", "1.0"), ("[a]", "[a, b]"), ("a.b", "a.b()"), ("a", ".a")]:
        assert not same_tree(parse(one), parse(other))


def test_without_its_source_a_tree_is_spelt_anew() -> None:
    root = parse(r"""x == "a  # \"\\\t\u202e\U000e0001" || y == b'\x00é' || z == [null, false, 2u, -1.5, 7]""")
    printed = print_expression(root)
    assert printed == (
        r"""x == "a  \x23 \"\\\t\u202e\U000e0001" || y == b"\x00\xc3\xa9" || z == [null, false, 2u, -1.5, 7]"""
    )
    assert same_tree(parse(printed), root)
    assert _spelling("# first") == r'"\x23 first"'
    assert _spelling(Uint(1)) == "1u"


def test_long_conditions_are_broken_before_their_operators() -> None:
    words = ", ".join(f'"word number {number}"' for number in range(9))
    links = 'item.links.exists(link, link.domain == "example.org" || link.domain == "example.com" || link.url == "x")'
    assert block(f"id: r\nthen: hold\nwhen: (mentions(item.text, {words}) || {links}) && !has(author.name)") == (
        """\
id: r
when: (mentions(item.text, "word number 0", "word number 1", "word number 2", "word number 3",
          "word number 4", "word number 5", "word number 6", "word number 7", "word number 8")
        || item.links.exists(link, link.domain == "example.org"
          || link.domain == "example.com"
          || link.url == "x"))
      && !has(author.name)
then: hold"""
    )


def test_the_author_s_own_groups_of_words_stay() -> None:
    group = f'"{"x" * 20}", "{"y" * 20}"'
    assert block(f'id: r\nthen: hold\nwhen: mentions(item.text,\n  {group},\n  {group}, "z",\n  {group})') == (
        f"""\
id: r
when: mentions(item.text,
        {group},
        {group}, "z",
        {group})
then: hold"""
    )


@pytest.mark.parametrize(
    "condition",
    [
        f"{'a' * 60} ? {'b' * 60} : {'c' * 60}",
        f"{'a' * 60} + {'b' * 60} == {'c' * 60}",
        f"!({'a' * 60} && {'b' * 60})",
        f'{"a" * 60} in ["{"b" * 60}", "{"c" * 60}"]',
        f"{'a' * 60}.map(x, {'b' * 60})[{'c' * 60}]",
        f"({'a' * 60} ? {'b' * 60} : {'c' * 60}) ? (d ? e : f) : g",
        f"{'a' * 120}",
        f"{'a' * 120}() == {{}}",
        f'f("{"a" * 120}", "{"b" * 120}", [])',
    ],
)
def test_every_long_condition_keeps_its_tree_and_its_form(condition: str) -> None:
    once = format_condition(condition, 6)
    plain = "\n".join(line.strip() for line in once.split("\n"))
    assert same_tree(parse(plain), parse(condition))
    assert format_condition(plain, 6) == once


def test_keys_have_one_order_and_comments_stay_with_theirs() -> None:
    assert (
        block(
            "# about the measure\nthen:   hold   # nobody is punished\n\nwhen:  a==1\n# who we are\nid: r\n# the end\n"
            "note: one\n\t two\n   # three\n      four    # five\n# last"
        )
        == """\
# who we are
id: r
when: a == 1
# about the measure
then: hold  # nobody is punished
# the end
note: one
  two
  # three
   four  # five
# last"""
    )


def test_a_condition_with_comments_keeps_its_lines() -> None:
    assert block("id: r\nthen: hold\nwhen: a==1   # why") == "id: r\nwhen: a == 1  # why\nthen: hold"
    for condition in (
        "when: a==1   # why\n  &&   b",
        "when: a==1\n  # why\n  &&   b",
        "when: a==1 // why\n  &&   b",
        "when: a==1 // why",
        "when:\n  a==1  # why",
    ):
        lines = block(f"id: r\nthen: hold\n{condition}").split("\n")
        assert lines[0] == "id: r"
        assert lines[-1] == "then: hold"
        assert [line.replace(" ", "") for line in lines[1:-1]] == condition.replace(" ", "").split("\n")


def test_examples_keep_their_order_and_their_groups() -> None:
    assert (
        block(
            "\n\nviolates:   x\nallows: y\n\n\n# German\n"
            'violates: {"item":\n      {"text": "a",\n        "lang": "de"}}\n\n',
            "examples",
        )
        == """\
violates: x
allows: y

# German
violates: {"item":
  {"text": "a",
    "lang": "de"}}"""
    )


def test_the_front_matter_has_one_form() -> None:
    text = (
        "---\nlists:\n     a:   a.txt\nrequires: [author ,item.lang]\nlanguage: en\n"
        "# of ours\ntitle: X\npolicy: x\n---\n# A\n"
    )
    assert format_policy({"policy.md": text, "a.txt": "x"}) == {
        "policy.md": "---\npolicy: x\n# of ours\ntitle: X\nlanguage: en\nrequires: [author, item.lang]\nlists:\n"
        "  a: a.txt\n---\n# A\n"
    }


def test_prose_and_line_ends_stay_byte_for_byte() -> None:
    rule = "```rule\nthen: hold\nwhen: a==1\nid: r\n```"
    text = f"{HEAD}Prose \u2028 with  trailing space  \n\n{rule}\n\n```text\n a==1\n```"
    for ending in ("\n", "\r\n", "\r"):
        formatted = format_policy({"policy.md": text.replace("\n", ending)})["policy.md"]
        expected = text.replace("then: hold\nwhen: a==1\nid: r", "id: r\nwhen: a == 1\nthen: hold")
        assert formatted == expected.replace("\n", ending)


def test_a_block_that_cannot_be_written_better_without_saying_something_else_stays() -> None:
    for lines in (
        "then: hold\nid: r\nwhen: true\nnote: a\n # no comment, and would be one further in",
        "then: hold\nid: r\nwhen: '''a\n #b''' == x",
    ):
        assert block(lines) == lines


def test_a_policy_with_an_error_is_not_formatted() -> None:
    with pytest.raises(PolicyError) as caught:
        format_policy({"policy.md": f"{HEAD}```rule\nid: r\nwhen: a ==\nthen: hold\n```\n"})
    assert [problem.code for problem in caught.value.problems] == ["unexpected"]


def test_the_starter_policy_is_formatted() -> None:
    files = read_policy_files(STARTER_POLICY)
    for name, text in format_policy(files).items():
        assert text == files[name], f"run: ombud policy fmt src/ombud/starter/policy ({name})"
