"""The way to the doors: in front of the framework, whose routing and parsing cost as much time as a score."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

from ombud.model import BadInput, NotFound
from ombud.web.api.body import HungUp, read_body
from ombud.web.api.metrics import Metrics
from ombud.web.doors.answering import BODY_SECONDS, answered, closing
from ombud.web.doors.call import Address, Answer, Call, Door
from ombud.web.doors.inflating import inflated

__all__ = ["Entrance"]

_SHOWN = 200


class Entrance:
    """An ASGI application: what is addressed to a door goes there, the rest to `app`."""

    def __init__(self, app: ASGIApp, doors: Iterable[Door], metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        every = tuple(doors)
        self._addresses = {path: (door, address) for door in every for path, address in door.addresses.items()}
        self._prefixes = {prefix: door for door in every for prefix in door.prefixes}

    @property
    def addresses(self) -> frozenset[tuple[str, str]]:
        """Every path and method that is answered here."""
        return frozenset((path, method) for path, (_, at) in self._addresses.items() for method in at.by_method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI defines it."""
        method = scope.get("method")
        found = self._addresses.get(scope["path"]) if isinstance(method, str) else None
        if found is None or not isinstance(method, str):
            stranger = self._refusal(scope["path"], method) if isinstance(method, str) else None
            await (_send(send, stranger, bodiless=method == "HEAD") if stranger else self._app(scope, receive, send))
            return
        door, address = found
        try:
            answer = await _answer(door, address, scope, receive)
        except HungUp:
            return
        self._metrics.passed(door.name, answer.status)
        await _send(send, answer, bodiless=method == "HEAD")

    def _refusal(self, path: str, method: str) -> Answer | None:
        """Whoever takes us for a service is told in its own way what is not there; the rest is none of the doors'."""
        for prefix, door in self._prefixes.items():
            if path.startswith(prefix):
                self._metrics.passed(door.name, HTTPStatus.NOT_FOUND)
                return closing(door.refuse(NotFound("no_such_address", f"{method} {path[:_SHOWN]}")))
        return None


async def _answer(door: Door, address: Address, scope: Any, receive: Receive) -> Answer:
    """What the door says."""
    handle = address.by_method.get(scope["method"])
    if handle is None:
        return door.refuse(BadInput("wrong_method", f"this address answers to {' and '.join(address.by_method)}"))
    headers = dict(scope["headers"])

    async def read() -> bytes:
        async with asyncio.timeout(BODY_SECONDS):
            body = await read_body(receive, headers.get(b"content-length", b""), door.largest)
        coding = headers.get(b"content-encoding")
        return inflated(body, coding.decode("latin-1"), door.largest) if coding else body

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            """Nothing else means anything, once the body was read."""

    call = Call(scope["query_string"], headers, scope["server"], read, gone)
    return await answered(door, handle, call, scope["path"])


async def _send(send: Send, answer: Answer, *, bodiless: bool) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [(b"content-type", answer.kind), length, *answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else answer.body, "more_body": False})
