"""Errors as OpenAI's API tells of them: clients look at the status, the type and the code."""

from http import HTTPStatus
from typing import Any

import msgspec

from ombud.model import BadInput, Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.web.doors.call import Answer
from ombud.web.doors.inflating import ACCEPTED, UNSUPPORTED

__all__ = ["LARGEST_BODY", "Refusal", "answer_to"]

LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of a request: pictures may be in it as base64, though nobody looks at them."""

_NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"
    " (i.e. Authorization: Bearer YOUR_KEY)."
)
_BAD_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library"
    " correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
)


class Refusal(BadInput):
    """A request that asks for what there is not. `field` is the parameter at fault."""


def answer_to(error: OmbudError) -> Answer:
    """Any error as an answer of this door."""
    if isinstance(error, Forbidden):
        return _forbidden(error)
    if isinstance(error, TooLarge):
        return _answer(413, f"A request has at most {LARGEST_BODY} bytes.", code="request_too_large")
    if isinstance(error, SystemFault):
        bug = error.code == "internal_error"
        return _answer(500 if bug else 503, error.detail, kind="server_error", code=error.code)
    if isinstance(error, NotFound):
        return _answer(404, f"Invalid URL ({error.detail})", code="unknown_url")
    if error.code == "wrong_method":
        return _answer(405, "Only POST is answered at this address.", code="method_not_supported")
    if error.code == UNSUPPORTED:
        refusal = _answer(415, error.detail, param=error.field, code=error.code)
        return msgspec.structs.replace(refusal, headers=((b"accept-encoding", ACCEPTED),))
    if error.code == "not_json":
        return _answer(400, _BAD_JSON)
    return _answer(400, error.detail, param=error.field, code=error.code)


def _forbidden(error: Forbidden) -> Answer:
    if error.code in ("no_keys", "key_missing"):
        return _answer(401, _NO_KEY)
    if error.code == "key_unknown":
        return _answer(401, "Incorrect API key provided. `ombud key add` makes one.", code="invalid_api_key")
    return _answer(403, f"{error.detail[:1].upper()}{error.detail[1:]}.", code=error.code)


def _answer(
    status: int, message: str, *, kind: str = "invalid_request_error", param: str | None = None, code: str | None = None
) -> Answer:
    told: dict[str, Any] = {"message": message, "type": kind, "param": param, "code": code}
    return Answer(msgspec.json.encode({"error": told}), status=HTTPStatus(status).value)
