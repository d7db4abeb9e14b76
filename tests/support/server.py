"""A real `ombud serve` in a process of its own, and a real receiver for its webhooks, both on loopback."""

import contextlib
import http.client
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from standardwebhooks.webhooks import Webhook

from ombud.ledger import Ed25519Signer

__all__ = ["SECRET", "Receiver", "Server", "free_port", "make_key", "post"]

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Receiver:
    """Takes webhooks, checks their signatures, and remembers them by id. `failing` makes it answer 500."""

    def __init__(self) -> None:
        self.taken: dict[str, bytes] = {}
        self.conflicting: list[str] = []
        self.tries = 0
        self.failing = False
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # the sender was killed in the middle of it
                receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
                self.send_response(500 if receiver.failing else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
                """Tests print nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def take(self, headers: dict[str, str], body: bytes) -> None:
        Webhook(SECRET).verify(body, headers)
        self.tries += 1
        if self.failing:
            return
        message = headers["webhook-id"]
        if self.taken.setdefault(message, body) != body:
            self.conflicting.append(message)

    def messages(self) -> list[dict[str, Any]]:
        """Everything taken, in order."""
        return [json.loads(body) for body in self.taken.values()]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Server:
    """`ombud serve` on a data folder. `kill` is SIGKILL: no farewell, no flush, and so no coverage either."""

    def __init__(self, data: Path, *, port: int | None = None, **settings: str) -> None:
        self.port = port or free_port()
        self.data = data
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OMBUD_", "COV"))},
            "OMBUD_DATA": str(data),
            "PYTHONDONTWRITEBYTECODE": "",  # a server that is started two hundred times may keep its compiled modules
            **{f"OMBUD_{name.upper()}": value for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        log = (self.data.parent / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ombud.cli", "serve", "--port", str(self.port)],
                env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(300):
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get("/healthz")[0] == 200:
                    return self
            time.sleep(0.05)
        raise AssertionError("the server did not start:\n" + (self.data.parent / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=60)

    def get(self, path: str, key: str | None = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def vkey(self) -> str:
        """The log's public key."""
        return Ed25519Signer("ombud.local/log", (self.data / "keys" / "ledger.seed").read_bytes()).vkey

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def make_key(data: Path, scopes: Sequence[str] = ("events:write", "decisions:read"), **settings: str) -> str:
    """An API key that may send events and read decisions, or what is in `scopes`; made as a person would."""
    environment = {**os.environ, "OMBUD_DATA": str(data), **{f"OMBUD_{k.upper()}": v for k, v in settings.items()}}
    made = subprocess.run(
        [
            sys.executable, "-m", "ombud.cli", "key", "add", "tests", "--json",
            *(word for scope in scopes for word in ("--scope", scope)),
        ],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    secret: str = json.loads(made.stdout)["secret"]
    return secret


def post(connection: http.client.HTTPConnection, key: str, body: bytes) -> tuple[int, bytes]:
    """One event; the answer's status and body."""
    connection.request(
        "POST", "/v1/events", body=body,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )  # fmt: skip
    answer = connection.getresponse()
    return answer.status, answer.read()
