"""Bytes from clients, as plain data."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import anyio.to_thread
import msgspec

from ombud.model import BadInput

__all__ = ["AT_ONCE", "json_of", "read_aside"]

_DECODER = msgspec.json.Decoder()
_HIGH = rb"[89abAB][0-9a-fA-F]{2}"
_LOW = rb"[c-fC-F][0-9a-fA-F]{2}"
_HALF = re.compile(rb"\\u[dD](?:%b(?!\\u[dD]%b)|%b(?<!\\u[dD]%b\\u[dD]%b))" % (_HIGH, _LOW, _LOW, _HIGH, _LOW))
"""Half of a surrogate pair without the other half, where every backslash begins an escape."""

_BACKSLASH = rb"\\"
_STAND_IN = b"\0"
"""For an escaped backslash. JSON has no such byte anywhere (RFC 8259, 7)."""

AT_ONCE = 64 * 1024
"""Bytes of a body that are read on the spot, while everybody else waits: what takes about a millisecond."""

_T = TypeVar("_T")


async def read_aside(reading: Callable[[bytes], _T], body: bytes) -> _T:
    """What `reading` makes of the body; of a large one in a thread, so that nobody else waits for it."""
    return reading(body) if len(body) <= AT_ONCE else await anyio.to_thread.run_sync(reading, body)


def json_of(body: bytes) -> Any:
    """A JSON document. Raises BadInput (``not_json``) for everything that is none, however deep it is.

    Half of a surrogate pair is read as U+FFFD, which takes as much place in UTF-16: that is what JavaScript writes of a
    text that was cut in the middle of an emoji, and whoever writes such a text must be scored like everybody else.
    """
    try:
        return _decoded(body)
    except BadInput:
        # No function is called for each escape: there are millions in the worst body.
        whole, halves = _HALF.subn(rb"\\ufffd", body.replace(_BACKSLASH, _STAND_IN))
        if not halves or _STAND_IN in body:
            raise
        return _decoded(whole.replace(_STAND_IN, _BACKSLASH))


def _decoded(body: bytes) -> Any:
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("not_json", str(error)) from error
    except RecursionError as error:
        raise BadInput("not_json", "the document is nested too deeply") from error
