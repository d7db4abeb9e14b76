"""Errors on their way out: RFC 9457 problem documents for programs, a page in plain words for people."""

import traceback
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from ombud.model import BadInput, Conflict, Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.web.templating import page

__all__ = [
    "EXCEPTION_HANDLERS",
    "MALFORMED",
    "PROBLEM_JSON",
    "Problem",
    "headers_of",
    "problem_for",
    "problem_of",
    "problem_response",
    "status_of",
    "traced",
]

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = "5"
RETRY_MUCH_LATER_S = "600"

MALFORMED = frozenset(
    {"not_json", "not_utf8", "byte_order_mark", "lone_surrogate", "too_deep", "malformed_form", "malformed_request"}
)
"""Codes of input that cannot be read at all (400). Other bad input is understood and wrong (422)."""

_STATUS_OF_CODE = {
    "no_keys": HTTPStatus.UNAUTHORIZED,
    "key_missing": HTTPStatus.UNAUTHORIZED,
    "key_unknown": HTTPStatus.UNAUTHORIZED,
    "wrong_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
    **dict.fromkeys(MALFORMED, HTTPStatus.BAD_REQUEST),
}
_STATUS_OF_KIND: tuple[tuple[type[OmbudError], HTTPStatus], ...] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Conflict, HTTPStatus.CONFLICT),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (SystemFault, HTTPStatus.SERVICE_UNAVAILABLE),
)
_log = structlog.get_logger("ombud.web")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 with three members of ours: the stable `code`, the `advice`, and the `field` at fault."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    advice: str = ""
    field: str | None = None


def status_of(error: OmbudError) -> HTTPStatus:
    """The HTTP status that says the same as the error's code or kind."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    for kind, status in _STATUS_OF_KIND:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_of(error: OmbudError, status: HTTPStatus | None = None) -> Problem:
    """The error as a problem document, under the status it has by itself or under another."""
    status = status or status_of(error)
    return Problem(
        type=f"urn:ombud:problem:{error.code}",
        title=status.phrase,
        status=status.value,
        code=error.code,
        detail=error.detail,
        advice=error.advice,
        field=error.field,
    )


def problem_response(problem: Problem) -> Response[bytes]:
    """The problem document as a response, with the headers that its status asks for."""
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM_JSON,
        headers=headers_of(problem),
    )


def headers_of(problem: Problem) -> dict[str, str]:
    """The headers that the problem's status asks for."""
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return {"www-authenticate": 'Bearer realm="ombud"'}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"retry-after": RETRY_AFTER_S}
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        return {"retry-after": RETRY_MUCH_LATER_S}
    return {}


def _route(request: Request[Any, Any, Any]) -> str:
    """The address as it is declared (``/notice/{token}``): what people fill in there is nobody's business."""
    return str(request.scope.get("path_template", ""))


def traced(error: Exception) -> str:
    """A traceback without the values of variables: posts and keys are among them, and logs are read by many."""
    return "".join(traceback.format_exception(error))


def _answer(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    if "text/html" not in request.headers.get("accept", ""):
        return problem_response(problem)
    return page(request, "error.html", status_code=problem.status, headers=headers_of(problem), problem=problem)


def problem_for(error: Exception, route: str) -> Problem:
    """What the caller is told about any error. Faults of ours are logged whole, and told as nothing but that."""
    if isinstance(error, SystemFault):
        _log.error("system fault", code=error.code, detail=error.detail, route=route)
    if isinstance(error, OmbudError):
        return problem_of(error)
    _log.error("unforeseen error", route=route, exception=traced(error))
    return problem_of(
        OmbudError("internal_error", "something went wrong on our side", advice="Try again; tell us if it stays.")
    )


def _ours(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    return _answer(request, problem_for(error, _route(request)))


_FOREIGN: dict[int, OmbudError] = {
    400: BadInput("malformed_request", "the request cannot be read", advice="Check its body and its headers."),
    404: NotFound("no_such_page", "there is nothing at this address"),
    405: BadInput("wrong_method", "this address does not answer to that method"),
    413: TooLarge("body_too_large", "the body is larger than this address takes"),
}


def _litestars(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What Litestar itself refuses, in our words: its own would name its internals."""
    known = _FOREIGN.get(error.status_code)
    if known is None:
        return _ours(request, error)
    return _answer(request, problem_of(known, HTTPStatus(error.status_code)))


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    OmbudError: _ours,
    HTTPException: _litestars,
    Exception: _ours,
}
