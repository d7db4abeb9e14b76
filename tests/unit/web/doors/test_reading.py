"""JSON as clients write it, halves of emoji and all."""

import asyncio
import json
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.model import BadInput
from ombud.web.doors.reading import AT_ONCE, json_of, read_aside

ESCAPES = ["\\", "u", "d83d", "DE42", "n", '"', "\\ud83d", "\\uDE42", "\\\\", "\\u0000", "a"]
LARGE = 1_000_000


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


@given(st.lists(st.sampled_from(ESCAPES)).map(lambda pieces: f'"{"".join(pieces)}"'))
def test_escapes_of_any_kind_are_read_as_the_standard_says(written: str) -> None:
    try:
        expected = json.loads(written).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    except json.JSONDecodeError:
        with pytest.raises(BadInput):
            json_of(written.encode())
    else:
        assert json_of(written.encode()) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'"' + rb"\\" * LARGE, id="backslashes without an end"),
        pytest.param(rb'"\ud83d' + rb"\n" * LARGE + b'"', id="half of an emoji and many escapes"),
        pytest.param(b'"' + rb"\ud83d\ude42" * LARGE, id="emoji without an end"),
    ],
)
def test_escapes_take_no_more_memory_than_the_body_a_few_times(body: bytes) -> None:
    tracemalloc.start()
    try:
        try:
            json_of(body)
        except BadInput:
            assert not body.endswith(b'"')
        assert tracemalloc.get_traced_memory()[1] < 4 * len(body)
    finally:
        tracemalloc.stop()


def test_a_large_body_is_read_beside_the_others() -> None:
    def where(_: bytes) -> int:
        return threading.get_ident()

    assert asyncio.run(read_aside(where, b"a" * AT_ONCE)) == threading.get_ident()
    assert asyncio.run(read_aside(where, b"a" * (AT_ONCE + 1))) != threading.get_ident()


@pytest.mark.parametrize(
    "body",
    [b'"\\ud83d \0"', rb'{"a": "\ud83d', rb'"\ud83"', rb"\ud83d", b"[" * 10_000 + rb'"\ud83d"', b'"\xed\xa0\xbd"'],
)
def test_what_is_no_json_is_refused_all_the_same(body: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        json_of(body)
    assert caught.value.code == "not_json"
