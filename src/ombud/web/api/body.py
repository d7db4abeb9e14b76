"""Request bodies, never read further than they may be long."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import Request

from ombud.model import TooLarge

__all__ = ["LINE_LIMIT", "Line", "lines", "read_body"]

LINE_LIMIT = 256 * 1024
"""Bytes of one event, alone in its body or on a line of its own."""


def _too_large() -> TooLarge:
    return TooLarge(
        "event_too_large",
        f"an event has at most {LINE_LIMIT} bytes",
        advice="Send the text of the item only, without attachments.",
    )


async def read_body(request: Request[Any, Any, Any]) -> bytes:
    """The whole body. Raises TooLarge as soon as it is known to be over LINE_LIMIT, with the rest unread."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > LINE_LIMIT:
        raise _too_large()
    body = b""
    async for chunk in request.stream():
        body = body + chunk if body else chunk
        if len(body) > LINE_LIMIT:
            raise _too_large()
    return body


class Line(msgspec.Struct, frozen=True):
    """One line of a stream: its `number` (from 1) and its bytes, or why they were not kept."""

    number: int
    payload: bytes
    error: TooLarge | None = None


async def lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Line]]:
    """The lines that each chunk completes, without empty ones. Of an overlong line only the number is kept."""
    rest = b""
    number = 0
    overlong = False
    async for chunk in chunks:
        done: list[Line] = []
        *whole, tail = chunk.split(b"\n")
        for piece in whole:
            number += 1
            line = _line(number, rest + piece, overlong)
            rest, overlong = b"", False
            if line is not None:
                done.append(line)
        rest += tail
        if len(rest) > LINE_LIMIT:
            rest, overlong = b"", True
        if done:
            yield done
    last = _line(number + 1, rest, overlong)
    if last is not None:
        yield [last]


def _line(number: int, payload: bytes, overlong: bool) -> Line | None:
    if overlong or len(payload) > LINE_LIMIT:
        return Line(number, b"", _too_large())
    payload = payload.strip()
    return Line(number, payload) if payload else None
