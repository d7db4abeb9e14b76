"""Any text at all is a policy, or a list of problems that can be shown; never a crash."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.policy import check
from ombud.signals import Registry, matcher_factory

LINES = st.sampled_from(
    """---|policy: x|title: X|language: en
|attributes:|  author.karma: int?|lists:|  a: a.txt|requires: [author]
|# Section|## Clause {#c}|## Clause|prose|```rule|```examples|```|~~~|id: r
|when: item.kind == 'post'|when: author.karma > 1
|when: in_list(item.text, 'a')|then: hold|then: label|violates: x|allows: {"item": {}}|  more|# comment||label: x
|automation: decide""".replace("\n", "").split("|")
)
CATALOGUE = Registry().catalogue
MATCHER = matcher_factory(normalise)


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=40).map("\n".join), st.text(max_size=200)))
def test_every_document_gives_problems_that_can_be_rendered(text: str) -> None:
    for problem in check({"policy.md": text, "a.txt": "x"}, catalogue=CATALOGUE, matcher=MATCHER):
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.render().startswith(f"{problem.file}:{problem.line}:")
