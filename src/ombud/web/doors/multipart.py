"""Bodies of several parts (RFC 2046, 5.1): batches of calls, and forms as PHP's and curl's clients send them."""

import re
from collections.abc import Iterator, Mapping

from ombud.model import BadInput

__all__ = ["boundary", "halves", "headers", "parts"]

_BOUNDARY = re.compile(r'(?i)multipart/([a-z-]+)\b.*;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))')
_BLANK = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")


def boundary(kind: str, subtype: str) -> bytes | None:
    """What parts the parts of a body of this Content-Type; None where it is no ``multipart/subtype`` that says so."""
    found = _BOUNDARY.match(kind)
    return (found[2] or found[3]).encode("latin-1") if found and found[1].lower() == subtype else None


def parts(body: bytes, between: bytes) -> Iterator[tuple[Mapping[bytes, bytes], bytes]]:
    """Headers, their names in small letters, and content of each. Raises BadInput (``cut_off``) where the last boundary
    is missing."""
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(between) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    begin = None
    for mark in delimiter.finditer(body):
        if begin is not None:
            head, content = halves(body[begin : mark.start()].lstrip(b"\r\n"))
            yield headers(head), content
        if mark[1]:
            return
        begin = mark.end()
    raise BadInput("cut_off", "The body is cut off: its last boundary is missing.")


def halves(piece: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the first empty line."""
    blank = _BLANK.search(piece)
    return (piece[: blank.start()], piece[blank.end() :]) if blank else (piece, b"")


def headers(block: bytes) -> dict[bytes, bytes]:
    """By name, in small letters; long ones may be folded."""
    lines = (line.partition(b":") for line in _FOLD.sub(b" ", block).splitlines())
    return {name.strip().lower(): value.strip() for name, separator, value in lines if separator}
