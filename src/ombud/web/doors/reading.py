"""Bytes from clients, as plain data."""

from typing import Any

import msgspec

from ombud.model import BadInput

__all__ = ["json_of"]

_DECODER = msgspec.json.Decoder()


def json_of(body: bytes) -> Any:
    """A JSON document. Raises BadInput (``not_json``) for everything that is none, however deep it is."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("not_json", str(error)) from error
    except RecursionError as error:
        raise BadInput("not_json", "the document is nested too deeply") from error
