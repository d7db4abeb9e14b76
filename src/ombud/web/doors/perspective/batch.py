"""Several calls in one request, as Google's clients send them: ``multipart/mixed`` parts of ``application/http``.

The format is that of Google's API clients ("Batch requests"): each part is a whole HTTP request, with its key in its
address and a Content-ID, by which the answer to it is found again.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from urllib.parse import unquote

import msgspec

from ombud.web.doors.call import Answer
from ombud.web.doors.multipart import boundary, halves, headers, parts
from ombud.web.doors.perspective.errors import invalid

__all__ = ["MOST_CALLS", "MOST_KEYS", "Part", "calls_in", "together"]

MOST_CALLS = 1000
"""Calls of one request. Google's client for Python sends no more."""

MOST_KEYS = 100
"""Different keys of one request: each has to be looked up, before anybody is known to be somebody."""

_REQUEST = re.compile(rb"([A-Z]{1,10}) (?:https?://[^/?#\s]*)?([^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)? HTTP/1\.[01]")


class Part(msgspec.Struct, frozen=True):
    """One call. `id` is its Content-ID without the angle brackets; names of headers are in small letters."""

    id: bytes
    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes


def calls_in(kind: str, body: bytes) -> list[Part]:
    """The calls of a body of this Content-Type, in order. Raises Refusal, and BadInput as `multipart.parts`."""
    between = boundary(kind, "mixed")
    if between is None:
        raise invalid("A batch is multipart/mixed, with a boundary.")
    calls: list[Part] = []
    for outer, request in parts(body, between):
        if len(calls) == MOST_CALLS:
            raise invalid(f"A batch has at most {MOST_CALLS} calls.")
        calls.append(_part(outer, request, len(calls) + 1))
    if not calls:
        raise invalid("There is no call in the batch.")
    return calls


def together(answers: Iterable[tuple[Part, Answer]]) -> Answer:
    """The answers as one, each under the id of its call."""
    boundary = f"batch_{uuid.uuid4().hex}".encode()
    out = b"".join(b"--" + boundary + b"\r\n" + _written(part, answer) + b"\r\n" for part, answer in answers)
    return Answer(out + b"--" + boundary + b"--\r\n", b"multipart/mixed; boundary=" + boundary)


def _part(outer: Mapping[bytes, bytes], request: bytes, number: int) -> Part:
    head, body = halves(request.lstrip(b"\r\n"))
    line, _, rest = head.partition(b"\n")
    asked = _REQUEST.fullmatch(line.strip())
    if not asked or not outer.get(b"content-type", b"").lower().startswith(b"application/http"):
        raise invalid(f"Part {number} of the batch is no request of the kind application/http.")
    return Part(
        id=outer.get(b"content-id", b"").strip(b"<> "),
        method=asked[1].decode(),
        path=unquote(asked[2].decode("latin-1")),
        query=asked[3] or b"",
        headers=headers(rest),
        body=body,
    )


def _written(part: Part, answer: Answer) -> bytes:
    """A whole response in a part of its own."""
    status = HTTPStatus(answer.status)
    return b"\r\n".join(
        (
            b"Content-Type: application/http",
            b"Content-ID: <response-" + part.id + b">",
            b"",
            f"HTTP/1.1 {status.value} {status.phrase}".encode(),
            b"Content-Type: " + answer.kind,
            b"Content-Length: " + str(len(answer.body)).encode(),
            *(name + b": " + value for name, value in answer.headers),
            b"",
            answer.body,
        )
    )
