"""One HTTP call, bounded as a whole: in time, in what is read, and in what can go wrong."""

import asyncio
import ssl
import threading
from concurrent.futures import CancelledError
from typing import Literal

import httpx
import msgspec
import structlog

from ombud.model import BadInput

__all__ = ["Caller", "Failure", "Replied"]

Failure = Literal["unavailable", "timeout", "unclear"]

_MOST_READ = 256 * 1024
_CONNECTIONS = 8
_ABOUT_THE_TEXT = frozenset((400, 413, 422))
_log = structlog.get_logger("ombud.plugins")


class Replied(msgspec.Struct, frozen=True):
    """`healthy` says whether the endpoint works, None where that cannot be told from this; without a `body`, `failure`
    says what is wrong."""

    body: bytes | None
    failure: Failure | None = None
    healthy: bool | None = True


class Caller:
    """Speaks to the addresses under `base_url`. `timeout` in seconds bounds a whole call, however slow the answer.

    Any number of threads may share it. Redirects are not followed, and proxies named in the environment are not used:
    what is sent goes to `base_url` or nowhere. Raises BadInput (``plugin_invalid``).
    """

    def __init__(self, name: str, base_url: str, key: str, timeout: float, *, allow_http: bool) -> None:
        self._name = name
        self._base = _checked(base_url, allow_http=allow_http)
        self._headers = {"accept-encoding": "identity", "content-type": "application/json", "user-agent": "Ombud"}
        if key:
            self._headers["authorization"] = f"Bearer {key}"
        self._timeout = timeout
        self._trusted = _trusted()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._thread: threading.Thread | None = None

    def post(self, path: str, payload: bytes) -> Replied:
        """Never raises, and never takes longer than the timeout."""
        return self._call("POST", path, payload)

    def get(self, path: str) -> Replied:
        """As `post`, with nothing sent."""
        return self._call("GET", path, None)

    def close(self) -> None:
        """Give up the calls under way and let go of all connections. Whoever calls again opens new ones."""
        with self._lock:
            loop, self._loop = self._loop, None
            client, self._client = self._client, None
            thread, self._thread = self._thread, None
        if loop is None or client is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_shut_down(client), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _call(self, method: str, path: str, payload: bytes | None) -> Replied:
        with self._lock:  # a call is either begun before it closes, and then given up by that, or on a new loop
            loop, client = self._running()
            call = asyncio.run_coroutine_threadsafe(self._bounded(client, method, path, payload), loop)
        try:
            replied, why = call.result()
        except CancelledError:
            replied, why = Replied(None, "unavailable", healthy=False), "given up because it was closed"
        if why:
            _log.warning("plugin_endpoint", plugin=self._name, outcome=replied.failure, reason=why)
        return replied

    def _running(self) -> tuple[asyncio.AbstractEventLoop, httpx.AsyncClient]:
        """The loop, on a thread of its own, because only there can a call as a whole be given up in time."""
        if self._loop is None or self._client is None:
            self._loop, self._client = asyncio.new_event_loop(), _client(self._trusted)
            self._thread = threading.Thread(target=self._loop.run_forever, name=f"plugin {self._name}", daemon=True)
            self._thread.start()
        return self._loop, self._client

    async def _bounded(
        self, client: httpx.AsyncClient, method: str, path: str, payload: bytes | None
    ) -> tuple[Replied, str]:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(client, method, path, payload)
        except TimeoutError:
            return Replied(None, "timeout", healthy=False), f"no answer within {self._timeout:g} seconds"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            # Only the kind: what a library says of a request could hold a part of it.
            return Replied(None, "unavailable", healthy=False), type(error).__name__

    async def _exchange(
        self, client: httpx.AsyncClient, method: str, path: str, payload: bytes | None
    ) -> tuple[Replied, str]:
        url, body = f"{self._base}/{path}", b""
        async with client.stream(method, url, content=payload, headers=self._headers) as response:
            status = response.status_code
            if status in _ABOUT_THE_TEXT:  # what somebody posts must not open the breaker for everybody
                return Replied(None, "unclear", healthy=None), f"it answered {status}"
            if status != 200 or response.headers.get("content-encoding", "identity") != "identity":
                return Replied(None, "unavailable", healthy=False), f"it answered {status}"
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > _MOST_READ:
                    return Replied(None, "unclear", healthy=False), f"its answer has more than {_MOST_READ} bytes"
        return Replied(body), ""


async def _shut_down(client: httpx.AsyncClient) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await client.aclose()


def _trusted() -> ssl.SSLContext:
    trusted = httpx.create_ssl_context(trust_env=False)
    trusted.load_default_certs()  # also the machine's own authorities, for endpoints inside an organisation
    return trusted


def _client(trusted: ssl.SSLContext) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=trusted,
        timeout=None,  # noqa: S113 (the whole call is bounded instead, where an answer that drips cannot stretch it)
        limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=30),
        follow_redirects=False,
        trust_env=False,
    )


def _checked(base_url: str, *, allow_http: bool) -> str:
    try:
        parsed = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo or parsed.query or parsed.fragment:
        raise BadInput(
            "plugin_invalid", "base_url is not a full http or https address without a password or a question mark",
            advice="Give what stands before /chat/completions, such as https://guard.example/v1.",
        )  # fmt: skip
    if parsed.scheme == "http" and not allow_http and parsed.host not in {"127.0.0.1", "::1", "localhost"}:
        raise BadInput(
            "plugin_invalid", "base_url sends posts over the network as plain text",
            advice="Use https, or say `allow_http = true` for a network that nobody else can read.",
        )  # fmt: skip
    return base_url.rstrip("/")
