"""One event, one decision: where most requests go, and so the only address that is also answered without the framework.

Routing, parsing and building a response cost Litestar as much time as the rules take. `Shortcut` stands in front of it,
takes the plain case, and passes on everything else.
"""

import time
from collections.abc import Mapping

import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send

from ombud.pipeline import Refused
from ombud.web.api.body import HungUp, read_body
from ombud.web.api.commits import SharedCommits
from ombud.web.api.keys import Keys
from ombud.web.api.metrics import Metrics
from ombud.web.errors import PROBLEM_JSON, headers_of, problem_for

__all__ = ["HEADERS", "JSON", "PATH", "SCOPE", "Desk", "Shortcut"]

PATH = "/v1/events"
SCOPE = "events:write"
JSON = "application/json"
HEADERS = frozenset((b"accept", b"authorization", b"content-length", b"content-type"))
"""The only headers that are looked at (names are lower-case in ASGI)."""

_PLAIN_TYPES = frozenset((b"application/json", b"application/json; charset=utf-8"))
_OK_HEADERS = (b"content-type", JSON.encode())


class Desk(msgspec.Struct, frozen=True):
    """What answering events takes."""

    commits: SharedCommits
    keys: Keys
    metrics: Metrics

    async def one(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        """The decision on the event in the body, as JSON. Raises what is wrong with the key or the event."""
        await self.keys.require(headers.get(b"authorization", b"").decode("latin-1"), SCOPE)
        started = time.perf_counter()
        answer = await self.commits.ask(await read_body(receive, headers.get(b"content-length", b"")))
        self.metrics.answered(answer, time.perf_counter() - started)
        if isinstance(answer, Refused):
            raise answer.error
        return answer.record


class Shortcut:
    """An ASGI application: posts of one JSON event go to the desk, the rest to `app`."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI defines it."""
        if scope.get("method") == "POST" and scope["path"] == PATH:
            headers = {name: value for name, value in scope["headers"] if name in HEADERS}
            if headers.get(b"content-type") in _PLAIN_TYPES and b"text/html" not in headers.get(b"accept", b""):
                await self._answer(headers, receive, send)
                return
        await self._app(scope, receive, send)

    async def _answer(self, headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> None:
        try:
            body = await self._desk.one(headers, receive)
        except HungUp:
            return
        except Exception as error:  # noqa: BLE001 - as the framework's own handlers: logged there, told without details
            problem = problem_for(error, PATH)
            more = [(name.encode(), value.encode()) for name, value in headers_of(problem).items()]
            await _send(
                send, problem.status, [(b"content-type", PROBLEM_JSON.encode()), *more], msgspec.json.encode(problem)
            )
        else:
            await _send(send, 200, [_OK_HEADERS], body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
