"""Bytes from clients, as plain data."""

import re
from typing import Any

import msgspec

from ombud.model import BadInput

__all__ = ["json_of"]

_DECODER = msgspec.json.Decoder()
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
"""Every escape of a JSON string, one after the other; the group is half of a surrogate pair without the other half."""


def json_of(body: bytes) -> Any:
    """A JSON document. Raises BadInput (``not_json``) for everything that is none, however deep it is.

    Half of a surrogate pair is read as U+FFFD, which takes as much place in UTF-16: that is what JavaScript writes of a
    text that was cut in the middle of an emoji, and whoever writes such a text must be scored like everybody else.
    """
    try:
        return _decoded(body)
    except BadInput:
        whole = _ESCAPES.sub(lambda escape: rb"\ufffd" if escape[1] else escape[0], body)
        if whole == body:
            raise
        return _decoded(whole)


def _decoded(body: bytes) -> Any:
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("not_json", str(error)) from error
    except RecursionError as error:
        raise BadInput("not_json", "the document is nested too deeply") from error
