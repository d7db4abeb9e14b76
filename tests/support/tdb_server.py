"""A DSA Transparency Database of our own, for tests: a process that speaks its paths, statuses and error shapes.

It shares no code with what it tests. What it thinks of a statement it takes from the conformance cases where the
statement is one of them, and from a small list of requirements otherwise.

What a test wants it to do next it is told at ``POST /control``: a list of ``{"status": 503}``, optionally with
``headers`` and ``body``, or ``{"do": "hang"}``, ``{"do": "take-and-hang"}``, ``{"do": "take-and-drop"}``, one for each
request to come. ``GET /control`` says what it has stored, in order, and how often it was asked.
"""

import http.server
import json
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any, Self

__all__ = ["TOKEN", "RunningTdb"]

TOKEN = "7|s3cretT0kenOfThePlatform"
_VECTORS = Path(__file__).parents[3] / "shared" / "conformance" / "dsa-tdb" / "vectors.json"
_REQUIRED = (
    "application_date", "automated_decision", "automated_detection", "category", "content_date", "content_type",
    "decision_facts", "decision_ground", "puid", "source_type",
)  # fmt: skip
_MOST = 100
_LARGEST = 600_000  # bytes
_HANG = threading.Event()


def _verdicts() -> list[tuple[Any, list[str]]]:
    if not _VECTORS.exists():
        return []
    return [(case["payload"], case["error_fields"]) for case in json.loads(_VECTORS.read_text("utf-8"))]


class _Database:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stored: list[str] = []
        self.asked: list[str] = []
        self.next: list[dict[str, Any]] = []
        self._verdicts = _verdicts()

    def wrong(self, statement: Any) -> dict[str, list[str]]:
        for payload, fields in self._verdicts:
            if payload == statement:
                return {field: [f"The {field} is wrong."] for field in fields}
        errors = {name: [f"The {name} field is required."] for name in _REQUIRED if not statement.get(name)}
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,500}", str(statement.get("puid", ""))):
            errors["puid"] = ["The puid format is invalid."]
        for name, value in statement.items():
            if value is None:
                errors[name] = [f"The selected {name} is invalid."]
        return errors

    def take(self, statements: list[Any]) -> tuple[int, Any]:
        """All of them, or none."""
        if not 1 <= len(statements) <= _MOST:
            return 422, {"message": "The statements field", "errors": {"statements": ["Between 1 and 100."]}}
        wrong = {f"statement_{i}": errors for i, one in enumerate(statements) if (errors := self.wrong(one))}
        if wrong:
            return 422, {"errors": wrong}
        puids = [one["puid"] for one in statements]
        with self.lock:
            there = [puid for puid in puids if puid in self.stored]
            if there or len(set(puids)) < len(puids):
                return 422, {"errors": {"puid": ["The puid is not unique."], "existing_puids": there}}
            self.stored += puids
        return 201, {"statements": statements}


class _Handler(http.server.BaseHTTPRequestHandler):
    database = _Database()

    def do_GET(self) -> None:
        if self.path == "/control":
            self._say(200, {"stored": self.database.stored, "asked": self.database.asked})
        elif self._allowed():
            puid = self.path.rpartition("/")[2]
            found = puid in self.database.stored
            self._say(
                302 if found else 404, {"message": "statement of reason found" if found else "none", "puid": puid}
            )

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if self.path == "/control":
            self.database.next = json.loads(body)
            self._say(200, {})
        elif length > _LARGEST:
            self._say(413, b"<html>Request Entity Too Large</html>")
        elif self._allowed():
            self._answer(*self.database.take(json.loads(body)["statements"]))

    def _allowed(self) -> bool:
        """As the test wants it, or as the token is."""
        database = self.database
        database.asked.append(f"{self.command} {self.path}")
        step = database.next.pop(0) if database.next else {}
        self.do = step.get("do", "")
        if "status" in step:
            self._say(step["status"], step.get("body", b"Too Many Requests."), step.get("headers", {}))
            return False
        if self.do == "hang":
            _HANG.wait()
        if self.headers.get("authorization") != f"Bearer {TOKEN}":
            self._say(401, {"message": f"Unauthenticated: {self.headers.get('authorization')}"})
            return False
        return True

    def _answer(self, status: int, body: Any) -> None:
        if self.do == "take-and-hang":
            _HANG.wait()
        if self.do != "take-and-drop":
            self._say(status, body)

    def _say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests print nothing."""


class RunningTdb:
    """The server as a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).resolve())]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def next(self, *steps: dict[str, Any]) -> None:
        """What the next requests are answered with; after them it is itself again."""
        self._control(json.dumps(steps).encode())

    @property
    def stored(self) -> list[str]:
        """The puids it has, in order."""
        return list(self._control()["stored"])

    @property
    def asked(self) -> list[str]:
        """Every request so far: ``POST /api/v1/statements``."""
        return list(self._control()["asked"])

    def _control(self, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.url}/control", body)  # noqa: S310 (loopback)
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (loopback)
            found: dict[str, Any] = json.loads(answer.read())
        return found


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
