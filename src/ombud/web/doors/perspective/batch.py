"""Several calls in one request, as Google's clients send them: ``multipart/mixed`` parts of ``application/http``.

The format is that of Google's API clients ("Batch requests"): each part is a whole HTTP request, with its key in its
address and a Content-ID, by which the answer to it is found again.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from urllib.parse import unquote

import msgspec

from ombud.web.doors.call import Answer
from ombud.web.doors.perspective.errors import Refusal, invalid

__all__ = ["MOST_CALLS", "Part", "calls_in", "together"]

MOST_CALLS = 1000
"""Calls of one request. Google's client for Python sends no more."""

_BOUNDARY = re.compile(r'(?i)multipart/mixed\b.*;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))')
_BLANK = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
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
    """The calls of a body of this Content-Type, in order. Raises Refusal."""
    found = _BOUNDARY.match(kind)
    if not found:
        raise invalid("A batch is multipart/mixed, with a boundary.")
    parts = []
    for number, piece in enumerate(_pieces(body, (found[1] or found[2]).encode("latin-1"))):
        if number == MOST_CALLS:
            raise invalid(f"A batch has at most {MOST_CALLS} calls.")
        parts.append(_part(piece, number))
    if not parts:
        raise invalid("There is no call in the batch.")
    return parts


def together(answers: Iterable[tuple[Part, Answer]]) -> Answer:
    """The answers as one, each under the id of its call."""
    boundary = f"batch_{uuid.uuid4().hex}".encode()
    out = b"".join(b"--" + boundary + b"\r\n" + _written(part, answer) + b"\r\n" for part, answer in answers)
    return Answer(out + b"--" + boundary + b"--\r\n", b"multipart/mixed; boundary=" + boundary)


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the delimiters (RFC 2046, 5.1.1). Raises Refusal where the last one is missing."""
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    begin = None
    for mark in delimiter.finditer(body):
        if begin is not None:
            yield body[begin : mark.start()]
        if mark[1]:
            return
        begin = mark.end()
    raise invalid("The batch is cut off: its last boundary is missing.")


def _part(piece: bytes, number: int) -> Part:
    around, _, request = _halves(piece.lstrip(b"\r\n"))
    outer = _headers(around)
    if not outer.get(b"content-type", b"").lower().startswith(b"application/http"):
        raise _broken(number)
    head, _, body = _halves(request.lstrip(b"\r\n"))
    line, _, rest = head.partition(b"\n")
    asked = _REQUEST.fullmatch(line.strip())
    if not asked:
        raise _broken(number)
    return Part(
        id=outer.get(b"content-id", b"").strip(b"<> "),
        method=asked[1].decode(),
        path=unquote(asked[2].decode("latin-1")),
        query=asked[3] or b"",
        headers=_headers(rest),
        body=body,
    )


def _halves(piece: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before and after the first empty line."""
    blank = _BLANK.search(piece)
    return (piece[: blank.start()], blank[0], piece[blank.end() :]) if blank else (piece, b"", b"")


def _headers(block: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in _FOLD.sub(b" ", block).splitlines())
    return {name.strip().lower(): value.strip() for name, separator, value in lines if separator}


def _broken(number: int) -> Refusal:
    return invalid(f"Part {number + 1} of the batch is no request of the kind application/http.")


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
