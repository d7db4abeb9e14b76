"""Bytes that are no event."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ombud.model import Arrival, BadInput, TooLarge

EVENT = '{"id":"e","type":"item.created","item":{"id":"p","kind":"post","text":"%s"}}'


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"{} {}", "not_json"),
        (b"{'id': 1}", "not_json"),
        (b'{"id": NaN}', "not_json"),
        (b'{"id": Infinity}', "not_json"),
        (b'{"id": "a\x00b"}', "not_json"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b'{"id": "\xff"}', "not_utf8"),
        (b'{"id": "\xed\xa0\x80"}', "not_utf8"),
        (b'{"id": 1e999}', "number_out_of_range"),
        (b'{"id": ' + b"9" * 5000 + b"}", "number_out_of_range"),
        (b"[]", "not_an_object"),
        (b'"x"', "not_an_object"),
    ],
)
def test_what_is_wrong_with_the_bytes_is_said(payload: bytes, code: str, refuse: Callable[..., BadInput]) -> None:
    error = refuse(payload)
    assert error.code == code
    assert error.detail
    assert error.advice


@pytest.mark.parametrize("half", [r"\ud800", r"x\udfff", r"\ud83d\ud83d\ude00", r"\\\ud800"])
def test_half_a_surrogate_pair_is_named(half: str, refuse: Callable[..., BadInput]) -> None:
    assert refuse((EVENT % half).encode()).code == "lone_surrogate"


def test_a_whole_surrogate_pair_is_a_character(accept: Callable[..., Arrival], refuse: Callable[..., BadInput]) -> None:
    assert accept(json.loads(EVENT % r"\ud83d\ude00")).text.raw == "😀"
    assert refuse((EVENT % r"\ud83d\ude00 \\ud800 \x").encode()).code == "not_json"


@pytest.mark.parametrize("depth", [9, 1000, 50_000])
@pytest.mark.parametrize("nest", [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_too_deep_and_nothing_worse(
    depth: int, nest: tuple[str, str], refuse: Callable[..., BadInput]
) -> None:
    payload = nest[0] * depth + "1" + nest[1] * depth
    error = refuse(payload.encode())
    assert isinstance(error, TooLarge)
    assert error.code in ("too_deep", "event_too_large")


def test_brackets_in_words_are_no_nesting(accept: Callable[..., Arrival], wire: Callable[..., dict[str, Any]]) -> None:
    text = '[[[[[[[[[[ {{{{{{ "quoted" \\'
    assert accept(wire(item={"id": "p", "kind": "post", "text": text})).text.raw == text


def test_many_shallow_values_are_not_deep(accept: Callable[..., Arrival], wire: Callable[..., dict[str, Any]]) -> None:
    context: dict[str, Any] = {f"k{i}": [i] for i in range(20)}
    assert accept(wire(context=context)).event.context == context


def test_an_unclosed_string_of_brackets_is_not_json(refuse: Callable[..., BadInput]) -> None:
    assert refuse(b'{"id": "[[[[[[[[[[[[').code == "not_json"


def test_a_big_payload_is_refused_before_it_is_read(refuse: Callable[..., BadInput]) -> None:
    error = refuse(b" " * (256 * 1024 + 1))
    assert isinstance(error, TooLarge)
    assert error.code == "event_too_large"


def test_of_a_key_that_comes_twice_the_last_counts(refuse: Callable[..., BadInput]) -> None:
    assert refuse(b'{"id": "e", "type": "item.created", "type": "nonsense", "item": {}}').code == "unknown_type"
