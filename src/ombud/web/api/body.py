"""Request bodies, never read further than they may be long."""

from collections.abc import AsyncIterator

import msgspec
from litestar.types import Receive

from ombud.intake import MAX_PAYLOAD_BYTES
from ombud.model import BadInput, TooLarge

__all__ = ["HungUp", "Line", "chunks", "lines", "read_body"]


class HungUp(BadInput):
    """The caller went away in the middle of the body. Nobody is left to be told."""


def _too_large(most: int = MAX_PAYLOAD_BYTES) -> TooLarge:
    return TooLarge(
        "event_too_large",
        f"an event has at most {most} bytes",
        advice="Send the text of the item only, without attachments.",
    )


async def chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The body as it arrives. Raises HungUp when the rest of it never will."""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise HungUp("hung_up", "the connection was closed before the body was complete")
        more = message["more_body"]
        yield message["body"]


async def read_body(receive: Receive, declared: bytes, most: int = MAX_PAYLOAD_BYTES) -> bytes:
    """The whole body of at most `most` bytes, whose `declared` length is the Content-Length header, or empty.

    Raises TooLarge as soon as it is known to be over the limit, with the rest unread.
    """
    if declared.isdigit() and int(declared[:20]) > most:
        raise _too_large(most)
    body = b""
    async for chunk in chunks(receive):
        body = body + chunk if body else chunk
        if len(body) > most:
            raise _too_large(most)
    return body


class Line(msgspec.Struct, frozen=True):
    """One line of a stream: its `number` (from 1) and its bytes, or why they were not kept."""

    number: int
    payload: bytes
    error: TooLarge | None = None


async def lines(body: AsyncIterator[bytes]) -> AsyncIterator[list[Line]]:
    """The lines that each chunk completes, without empty ones. Of an overlong line only the number is kept."""
    rest = b""
    number = 0
    overlong = False
    async for chunk in body:
        done: list[Line] = []
        *whole, tail = chunk.split(b"\n")
        for piece in whole:
            number += 1
            line = _line(number, rest + piece, overlong)
            rest, overlong = b"", False
            if line is not None:
                done.append(line)
        rest += tail
        if len(rest) > MAX_PAYLOAD_BYTES:
            rest, overlong = b"", True
        if done:
            yield done
    last = _line(number + 1, rest, overlong)
    if last is not None:
        yield [last]


def _line(number: int, payload: bytes, overlong: bool) -> Line | None:
    if overlong or len(payload) > MAX_PAYLOAD_BYTES:
        return Line(number, b"", _too_large())
    payload = payload.strip()
    return Line(number, payload) if payload else None
