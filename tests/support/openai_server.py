"""The server of the examples in a process of its own, which can be told to go wrong, and tells what it was asked."""

import contextlib
import http.client
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

__all__ = ["EndpointServer"]

_ROOT = Path(__file__).parents[2]


class EndpointServer:
    """It, from outside. `url` is what a plug-in has as `base_url`."""

    def __init__(self, key: str = "") -> None:
        self._key = key
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.openai_faulty", "--port", "0", "--key", self._key],
            cwd=_ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Nobody listens there any more."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def fail(self, fault: str = "") -> None:
        """From now on; nothing goes wrong without. What was asked before is forgotten."""
        self._ask("PUT", "/faults", fault.encode())

    def asked(self) -> list[dict[str, Any]]:
        """Since then: path, headers and body of each."""
        found: list[dict[str, Any]] = self._ask("GET", "/asked")["asked"]
        return found

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        host = self.url.removeprefix("http://").partition("/")[0]
        with contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as connection:
            connection.request(method, path, body)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer
