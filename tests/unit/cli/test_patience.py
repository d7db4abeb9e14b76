"""Clients that do not say what they want, at a real server."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from ombud.cli.patience import Patient

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Hasty(Patient):
    head_seconds = 0.2


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Reads what comes, and says yes."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
    await send({"type": "http.response.body", "body": b"yes"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=Hasty, ws="none", lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def answered(port: int, *pieces: bytes) -> bytes:
    """All that comes back until the server closes; it is never told that nothing more is sent."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as client:
        for piece in pieces:
            client.sendall(piece)
        return b"".join(iter(lambda: client.recv(4096), b""))


@pytest.mark.parametrize("begun", [b"", b"POST", b"GET / HTTP/1.1\r\nHost: x\r\nX-More: a"])
def test_whoever_never_ends_the_headers_is_let_go(port: int, begun: bytes) -> None:
    assert answered(port, begun) == b""


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nHost"])
def test_nor_is_a_further_request_awaited_for_ever(port: int, begun: bytes) -> None:
    assert answered(port, WHOLE, begun).count(b"yes") == 1


def test_whole_requests_are_answered_one_after_the_other(port: int) -> None:
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert answered(port, WHOLE + WHOLE, last).count(b"yes") == 3


def test_a_slow_body_is_not_cut_off(port: int) -> None:
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\na")
        threading.Event().wait(3 * Hasty.head_seconds)
        client.sendall(b"b")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
