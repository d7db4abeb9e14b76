"""Which rules need not be asked about a text."""

import pytest

from ombud.policy.checking.necessity import needed_hits
from tests.support.policies import build, document

NOTHING = None
A, B = 'mentions(item.text, "aa")', 'mentions(item.text, "bb")'


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (A, 1),
        (f"{A} || {B}", 2),
        (f"{A} && {B}", 1),
        (f"({A} || {B}) && size(item.links) > 0", 2),
        (f"size(item.links) > 0 && {A}", 1),
        (f"({A} || {B}) && {A}", 1),
        (f"!{A}", NOTHING),
        (f"{A} || size(item.links) > 0", NOTHING),
        (f"{A} ? true : {B}", NOTHING),
        ("size(item.links) > 0", NOTHING),
        ('has(author.name) && mentions(author.name, "aa")', NOTHING),
    ],
)
def test_a_condition_needs_a_hit_exactly_when_it_is_false_without(condition: str, count: int | None) -> None:
    needed = needed_hits(build(document(condition)).conditions[0])
    assert (len(needed) if needed is not None else None) == count
