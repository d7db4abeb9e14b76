"""``POST /v1/events``: an event in, a decision out; or a stream of them, in order."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from itertools import islice
from typing import Any

import msgspec
from litestar import Request, post
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Send

from ombud.model import BadInput, OmbudError
from ombud.pipeline import Answer, Decided, Refused
from ombud.web.api.body import HungUp, Line, chunks, lines
from ombud.web.api.commits import SharedCommits
from ombud.web.api.desk import HEADERS, JSON, PATH, SCOPE, Desk
from ombud.web.api.keys import require
from ombud.web.security import STATELESS

__all__ = ["post_events"]

NDJSON = "application/x-ndjson"
IN_FLIGHT = 256
"""Events of one stream that wait for their decision at the same time. No more is read until they have it."""


@post(PATH, status_code=200, opt=STATELESS, request_max_body_size=None)
async def post_events(request: Request[Any, Any, Any]) -> ASGIApp:
    """JSON: one event, one decision. ``application/x-ndjson``: one event a line, one decision a line.

    A single event that is refused answers with the problem; in a stream, a line that is refused becomes
    ``{"error": {...}, "line": N}`` in its place, and the rest goes on.
    """
    desk: Desk = request.app.state.events
    media_type = request.content_type[0]
    if media_type == NDJSON:
        await require(request, SCOPE)
        return _Conversation(_decisions(request, desk))
    if media_type != JSON:
        raise BadInput(
            "wrong_media_type",
            "events are sent as application/json or application/x-ndjson",
            advice="Set the Content-Type header.",
        )
    headers = {name: value for name, value in request.scope["headers"] if name in HEADERS}
    return ASGIResponse(body=await desk.one(headers, request.receive), media_type=JSON)


class _Conversation(ASGIResponse):
    """Answers while the request is still being read.

    Litestar's own streaming response listens for the caller to hang up, and so would eat the request's body.
    """

    _should_set_content_length = False

    def __init__(self, answers: AsyncIterator[bytes]) -> None:
        super().__init__(media_type=NDJSON)
        self._answers = answers

    async def send_body(self, send: Send, receive: Receive) -> None:  # noqa: ARG002  the signature is Litestar's
        with contextlib.suppress(HungUp):
            async for answer in self._answers:
                await send({"type": "http.response.body", "body": answer, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _decisions(request: Request[Any, Any, Any], desk: Desk) -> AsyncIterator[bytes]:
    """Reads some lines, has them decided together, writes their decisions, and only then reads on."""
    async for some in lines(chunks(request.receive)):
        rest = iter(some)
        while batch := list(islice(rest, IN_FLIGHT)):
            yield b"".join(await _decide(batch, desk))


async def _decide(batch: list[Line], desk: Desk) -> list[bytes]:
    started = time.perf_counter()
    asked = [_ask(line, desk.commits) for line in batch]
    out: list[bytes] = []
    for line, future in zip(batch, asked, strict=True):
        answer = await future
        desk.metrics.answered(answer, time.perf_counter() - started)
        out.append(answer.record if isinstance(answer, Decided) else _refusal(answer.error, line.number))
        out.append(b"\n")
    return out


def _ask(line: Line, commits: SharedCommits) -> "asyncio.Future[Answer]":
    if line.error is None:
        return commits.ask(line.payload)
    refused: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    refused.set_result(Refused(line.error))
    return refused


def _refusal(error: OmbudError, number: int) -> bytes:
    return msgspec.json.encode({"error": error.describe(), "line": number})
