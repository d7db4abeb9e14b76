"""Laws of the canonical form."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ombud.model import canonical

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _text
)
values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4), max_leaves=20
)


def parse(data: bytes) -> Any:
    """JSON as RFC 8785 reads it: every number is a double."""
    return json.loads(data, parse_int=lambda digits: float(digits) if len(digits) > 15 else int(digits))


@given(values)
def test_it_is_json_and_says_the_same(value: Any) -> None:
    assert parse(canonical(value)) == value


@given(values)
def test_writing_what_was_read_gives_the_same_bytes(value: Any) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@given(st.dictionaries(_text, _scalars, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)
