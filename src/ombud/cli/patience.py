"""How long a client may take to say what it wants: uvicorn itself waits for ever, and a connection is an open file."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["HEAD_SECONDS", "Patient"]

HEAD_SECONDS = 20.0
"""From the connection, or from the first byte of a further request, to the end of its headers."""


class Patient(HttpToolsProtocol):
    """uvicorn's protocol, for clients that hang before their headers end (RFC 9112, section 9.5: either side may close
    what is idle)."""

    head_seconds = HEAD_SECONDS
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """As uvicorn; the first request is awaited from now on."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """As uvicorn; a further request is awaited from its first byte on: before it, keep-alive has its own limit."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """As uvicorn; its body is the application's to wait for."""
        self._heard()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn."""
        self._heard()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.head_seconds, self.transport.close)

    def _heard(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
