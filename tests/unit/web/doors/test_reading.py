"""JSON as clients write it, halves of emoji and all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.model import BadInput
from ombud.web.doors.reading import json_of


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb'"cut \ud83d"', "cut \ufffd"),
        (rb'"\uDE42 cut"', "\ufffd cut"),
        (rb'"\ud83d\ud83d\ude42"', "\ufffd🙂"),
        (rb'"\ude42\ud83d"', "\ufffd\ufffd"),
        (rb'"\ud83d\n\\"', "\ufffd\n\\"),
        (rb'"\\ud83d \ud83d"', "\\ud83d \ufffd"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (rb'"\ud83d\ude42"', "🙂"),
    ],
)
def test_half_of_an_emoji_takes_nothing_from_the_rest(written: bytes, read: str) -> None:
    assert json_of(written) == read


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_whatever_javascript_writes_is_read(text: str) -> None:
    """It writes whatever is no character as an escape (ECMA-262, well-formed JSON.stringify)."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert json_of(json.dumps(text).encode()) == whole


@pytest.mark.parametrize(
    "body", [rb'{"a": "\ud83d', rb'"\ud83"', rb"\ud83d", b"[" * 10_000 + rb'"\ud83d"', b'"\xed\xa0\xbd"']
)
def test_what_is_no_json_is_refused_all_the_same(body: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        json_of(body)
    assert caught.value.code == "not_json"
