"""Errors as Perspective told of them: a status of google.rpc, and details that clients look into.

The messages are Perspective's own, to the letter where its documentation or its clients name them: clients read them.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from ombud.model import BadInput, Conflict, Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.web.doors.call import Answer
from ombud.web.doors.inflating import ACCEPTED, UNSUPPORTED

__all__ = [
    "LARGEST_BODY",
    "Refusal",
    "answer_to",
    "comment_empty",
    "comment_too_long",
    "detection_failed",
    "invalid",
    "misplaced",
    "no_attributes",
    "not_supported",
]

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a request. A comment is at most 20 KB, but its context, which nobody reads, may be more."""

_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_OURS = "ombud"
_ADVICE = "`ombud key add NAME --scope score` makes a key."
_NO_KEY = (
    "Method doesn't allow unregistered callers (callers without established identity)."
    " Please use API Key or other form of API consumer identity to call this API."
)
_STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    415: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

Details = Sequence[Mapping[str, Any]]


class Refusal(BadInput):
    """A request that Perspective would not have scored either. `details` are as clients find them."""

    def __init__(self, error_type: str, message: str, *details: Mapping[str, Any], **more: object) -> None:
        super().__init__(error_type.lower(), message)
        self.details: Details = [{"@type": _ERROR, "errorType": error_type, **more}, *details]


def comment_empty() -> Refusal:
    """There is nothing to score."""
    return Refusal("COMMENT_EMPTY", "Comment must be non-empty.")


def comment_too_long() -> Refusal:
    """More than 20 KB."""
    return Refusal("COMMENT_TOO_LONG", "Comment text too long.")


def no_attributes() -> Refusal:
    """Nothing was asked."""
    return Refusal("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")


def invalid(message: str) -> Refusal:
    """Any other request that has a wrong form."""
    return Refusal("INVALID_REQUEST", message)


def misplaced(field: str, message: str) -> Refusal:
    """The JSON does not fit the request's fields."""
    violation = {"@type": _BAD_REQUEST, "fieldViolations": [{"field": field, "description": message}]}
    return Refusal("INVALID_REQUEST", message, violation)


def detection_failed(why: str) -> Refusal:
    """No language can be told. `why` is our word for it: ``too_short``, ``unsure_language``, ``not_text``."""
    return Refusal("LANGUAGE_DETECTION_FAILED", "Unable to detect language", _abstained(why))


def not_supported(attribute: str, languages: Sequence[str], *, detected: bool, why: str) -> Refusal:
    """The attribute is not scored in these languages, which were `detected`, or else declared.

    `why` is our word for it: ``language``, ``far_from_training``, or ``attribute`` where we have no such score at all.
    """
    which = {"detectedLanguages" if detected else "requestedLanguages": list(languages), "attribute": attribute}
    return Refusal(
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        f"Attribute {attribute} does not support request languages: {', '.join(languages)}",
        _abstained(why),
        languageNotSupportedByAttributeError=which,
    )


def _abstained(why: str) -> Mapping[str, Any]:
    """What is true beside what the client understands."""
    return {"@type": _ERROR_INFO, "reason": "ABSTAINED", "domain": _OURS, "metadata": {"abstained": why}}


def answer_to(error: OmbudError) -> Answer:
    """Any error as an answer of this door."""
    if isinstance(error, Refusal):
        return _answer(400, error.detail, error.details)
    if isinstance(error, Forbidden):
        return _forbidden(error)
    if isinstance(error, TooLarge):
        return _answer(400, f"Request payload size exceeds the limit: {LARGEST_BODY} bytes.")
    if isinstance(error, Conflict):
        return _answer(429, error.detail)
    if isinstance(error, SystemFault):
        return _answer(500 if error.code == "internal_error" else 503, error.detail)
    if isinstance(error, NotFound) or error.code == "wrong_method":
        return _answer(404, "Method not found.")
    if error.code == UNSUPPORTED:
        refusal = _answer(415, error.detail)
        return msgspec.structs.replace(refusal, headers=((b"accept-encoding", ACCEPTED),))
    if error.code == "not_json":
        return answer_to(misplaced("", f"Invalid JSON payload received. {error.detail}"))
    return answer_to(invalid(error.detail))


def _forbidden(error: Forbidden) -> Answer:
    if error.code in ("no_keys", "key_missing"):
        return _answer(403, _NO_KEY, [_info("CREDENTIALS_MISSING")])
    if error.code == "key_unknown":
        return _answer(400, "API key not valid. Please pass a valid API key.", [_info("API_KEY_INVALID")])
    return _answer(403, f"Requests to this API are blocked: {error.detail}.", [_info("API_KEY_SERVICE_BLOCKED")])


def _info(reason: str) -> Mapping[str, Any]:
    return {"@type": _ERROR_INFO, "reason": reason, "domain": _OURS, "metadata": {"advice": _ADVICE}}


def _answer(code: int, message: str, details: Details = ()) -> Answer:
    told: dict[str, Any] = {"code": HTTPStatus(code).value, "message": message, "status": _STATUS[code]}
    if details:
        told["details"] = details
    return Answer(msgspec.json.encode({"error": told}), status=code)
