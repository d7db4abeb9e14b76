"""What the checks say about rules is so: it is held against the live engine, over many events."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.policy import check
from ombud.signals import Windows, fingerprint
from tests.support.policies import Detectors, arrive, build, document, matcher

ATOMS = [
    "size(item.links) > 1", "size(item.links) >= 1", "size(item.links) == 1", "size(item.links) != 2",
    "2 > size(item.links)", "size(item.links) <= 0", "size(item.links) in [0, 2]", "size(item.links) < 0",
    "item.kind == 'post'", "item.kind != 'post'", "item.kind in ['post', 'link']", "item.kind == 'link'",
    "mentions(item.text, 'red')", "mentions(item.text, 'red', 'blue')", "exact(mentions(item.text, 'red'))",
    "matches(item.text, 'r.d')", "has(item.lang)", "(has(item.lang) && item.lang == 'en')",
    "(has(item.lang) && item.lang != 'en')", "signal.threat > 0.5", "signal.threat >= 0.9", "signal.threat < 0.5",
    "signal.flagged", "signal.flagged == false", "(has(signal.threat) && signal.threat <= 0.9)", "true", "false",
]  # fmt: skip
CONDITION = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' && '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' || '.join(parts)})"),
    ),
    max_leaves=5,
)
ITEMS: list[dict[str, Any]] = [
    {"kind": kind, "text": text, "links": [{"url": f"https://example.org/{number}"} for number in range(links)], **more}
    for kind, text, links, more in product(
        ("post", "link", "image"), ("red", "RED", "blue", "x"), (0, 1, 2, 3), ({}, {"lang": "en"}, {"lang": "de"})
    )
]
SIGNALS = [
    {"threat": threat, "flagged": flagged} for threat in (None, 0.5, 0.9, 1.0) for flagged in (None, True, False)
]


@settings(max_examples=60, deadline=None)
@given(CONDITION, CONDITION, st.data())
def test_every_finding_is_true_of_every_event(one: str, other: str, data: st.DataObject) -> None:
    text = document(one, after=f"```rule\nid: other\nwhen: {other}\nthen: hold\n```\n")
    files = {"policy.md": text}
    found = check(
        files, catalogue=Detectors().catalogue, matcher=matcher(), fingerprint=fingerprint, normalise=normalise
    )
    said = {(problem.code, problem.message.split("`")[1]) for problem in found}
    policy = build(text)
    items = data.draw(st.lists(st.sampled_from(ITEMS), min_size=12, max_size=12))
    for item, values in product(items, SIGNALS):
        verdict = policy.evaluate(arrive({"item": item}), Detectors(**values), Windows())
        fired = {match.rule for match in verdict.matches}
        for rule in ("r", "other"):
            assert (("never_fires", rule) in said) <= (rule not in fired), (one, other, item, values)
            assert (("always_fires", rule) in said) <= (rule in fired), (one, other, item, values)
        for narrow, wide in (("r", "other"), ("other", "r")):
            if ("subsumed", narrow) in said or ("duplicate_condition", narrow) in said:
                assert narrow not in fired or wide in fired, (one, other, item, values)
