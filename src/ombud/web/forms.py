"""Forms as browsers send them: read whole, as text, with one value per field."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from ombud.model import BadInput

__all__ = ["read_form"]

_MOST_FIELDS = 50


async def read_form(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The fields of an ``application/x-www-form-urlencoded`` body; the last value wins where a name repeats.

    Line ends are as typed (``\\n``), not as browsers send them (``\\r\\n``, HTML 4.10.21.6), so that counting
    characters means the same on both sides. Raises BadInput (``malformed_form``, ``wrong_media_type``).
    """
    if request.content_type[0] != "application/x-www-form-urlencoded":
        raise BadInput("wrong_media_type", "a form has to be sent as application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
            errors="strict",
        )
    except ValueError as error:  # UnicodeDecodeError is one, too
        raise BadInput("malformed_form", "the form cannot be read", advice="Send it again from the page.") from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}
