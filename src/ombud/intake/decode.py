"""Bytes to plain data: how big, how deep, is it JSON, is it an object."""

import re
from typing import Any

import msgspec

from ombud.intake.limits import MAX_DEPTH, MAX_PAYLOAD_BYTES
from ombud.model import BadInput, TooLarge

__all__ = ["decode"]

_DECODER = msgspec.json.Decoder()
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_OUT_OF_RANGE = "out of range"


def decode(payload: bytes) -> dict[str, Any]:
    """The payload as a dict of plain values.

    Of a key that comes twice the last value counts, as in every common JSON parser (RFC 8259, part 4, leaves it open).
    Raises TooLarge (``event_too_large``, ``too_deep``) and BadInput (``not_utf8``, ``byte_order_mark``,
    ``lone_surrogate``, ``number_out_of_range``, ``not_json``, ``not_an_object``).
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise TooLarge(
            "event_too_large",
            f"the event is {len(payload)} bytes long; the limit is {MAX_PAYLOAD_BYTES}",
            advice="send the text of one item per event, and media by reference",
        )
    # Brackets are cheap to count and bound the depth from above, so that ordinary events are never scanned.
    if payload.count(b"[") + payload.count(b"{") > MAX_DEPTH:
        _check_depth(payload)
    try:
        value = _DECODER.decode(payload)
    except UnicodeDecodeError as error:
        raise BadInput(
            "not_utf8", f"the event is not UTF-8: {error.reason}", advice="send JSON encoded as UTF-8 (RFC 8259, 8.1)"
        ) from error
    except msgspec.DecodeError as error:
        raise _explain(payload, str(error)) from error
    if not isinstance(value, dict):
        raise BadInput("not_an_object", "an event is a JSON object", advice='begin with {"id": ..., "type": ...}')
    return value


def _check_depth(payload: bytes) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(payload):
        first = match[0][:1]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLarge(
                    "too_deep",
                    f"the event is nested more than {MAX_DEPTH} deep",
                    advice="attributes and context hold plain values and lists of plain values",
                )
        elif first in b"]}":
            depth -= 1


def _explain(payload: bytes, reason: str) -> BadInput:
    """The parser's complaint in our words, for the few cases worth telling apart."""
    if payload.startswith(b"\xef\xbb\xbf"):
        return BadInput("byte_order_mark", "the event begins with a byte order mark", advice="send it without one")
    if _OUT_OF_RANGE in reason:
        return BadInput("number_out_of_range", "a number is too big for 64 bits", advice="send long numbers as strings")
    if _SURROGATE_ESCAPE.search(payload) is not None and _half_pair(payload):
        return BadInput(
            "lone_surrogate",
            "a string holds half of a surrogate pair",
            advice="cut text between characters, not inside one, or replace the half by U+FFFD",
        )
    return BadInput("not_json", f"the event is not JSON: {reason}", advice="send one JSON object per event (RFC 8259)")


_PAIRED_OR_ESCAPED = re.compile(rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def _half_pair(payload: bytes) -> bool:
    """Whether a surrogate escape is left when whole pairs and escaped backslashes are taken out."""
    return _SURROGATE_ESCAPE.search(_PAIRED_OR_ESCAPED.sub(b"", payload)) is not None
