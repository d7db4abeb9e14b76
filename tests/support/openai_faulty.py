"""The server of the examples, which can be told to go wrong, and tells what it was asked. EndpointServer starts it.

``PUT /faults`` names what goes wrong from now on, ``GET /asked`` lists what it was asked since.
"""

import contextlib
import json
import time
from typing import Any, ClassVar

from examples.plugins.server import Handler, serve


class _Faulty(Handler):
    fault: ClassVar[str] = ""
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:  # noqa: N802  the base class names it so
        if self.path == "/asked":
            self.answer(200, {"asked": self.asked})
        else:
            super().do_GET()

    def do_PUT(self) -> None:  # noqa: N802  the base class names it so
        type(self).fault = self.rfile.read(int(self.headers["content-length"])).decode()
        self.asked.clear()
        self.answer(200, {})

    def respond(self, asked: dict[str, Any]) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked.append({"path": self.path, "headers": headers, "body": asked})
        return super().respond(asked)

    def answer(self, status: int, body: dict[str, Any]) -> None:
        fault, _, detail = self.fault.partition(" ")
        if self.command == "PUT" or self.path == "/asked" or not fault:
            super().answer(status, body)
        elif fault == "slow":
            time.sleep(float(detail))
            with contextlib.suppress(OSError):  # nobody waits any more
                super().answer(status, body)
        elif fault == "status":
            super().answer(int(detail), body)
        elif fault == "say":  # as the content of the message, whatever it was going to be
            body["choices"][0]["message"]["content"] = json.loads(detail)
            super().answer(status, body)
        elif fault == "score":
            body["results"][0]["category_scores"] = json.loads(detail)
            super().answer(status, body)
        else:
            self._raw(fault, detail)

    def _raw(self, fault: str, detail: str) -> None:
        """Bytes that no such endpoint sends."""
        if fault == "drip":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
        else:
            data = (
                b"[" * int(detail) if fault == "nested" else b"x" * int(detail) if fault == "huge" else detail.encode()
            )
            self.send_response(302 if fault == "elsewhere" else 200)
            if fault == "elsewhere":
                self.send_header("location", detail)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(data)
        self.close_connection = True


if __name__ == "__main__":
    serve(_Faulty)
