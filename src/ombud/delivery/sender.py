"""Sends webhooks in the Standard Webhooks format and says in one line what became of each."""

import asyncio
import ssl
import threading
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from typing import TypeVar

import httpx
from standardwebhooks.webhooks import Webhook

from ombud.delivery.secret import check_secret
from ombud.model import BadInput, Task

__all__ = ["WebhookSender"]

_MOST_READ = 4096  # bytes of an answer: enough for a reason, and a connection with less left over can be used again
_EXCERPT = 120
_CONNECTIONS = 32
_OSError = TypeVar("_OSError", bound=OSError)


class WebhookSender:
    """Posts tasks to one address (ports.Sender). `timeout` in seconds bounds a whole try, however slow the answer.

    Safe to use from many threads, which share its connections; they are kept by an event loop on a thread of its own,
    because only there can a try as a whole be given up in time. Redirects are not followed, and proxies named in the
    environment are not used: what is sent goes to `url` or nowhere.

    Raises BadInput (``webhook_url_invalid``, ``webhook_secret_invalid``).
    """

    def __init__(self, url: str, secret: str, *, timeout: float = 10) -> None:
        self._url = _check_url(url)
        self._webhook = Webhook(check_secret(secret))
        self._timeout = timeout
        self._client = _client()
        self._lock = threading.Lock()
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="webhooks", daemon=True)
        self._thread.start()

    def send(self, task: Task, at: datetime) -> str | None:
        """Send the task's payload, its bytes as they are, signed with the time `at`.

        Returns None when the receiver took it (any 2xx), else one line saying why not. Never raises.
        """
        try:
            headers = self._headers(task, at)
        except UnicodeDecodeError:
            return "the payload is not UTF-8 text and cannot be signed"
        with self._lock:  # a try is either begun before the sender closes, and then given up by it, or not at all
            if self._closed:
                return "the sender is closed"
            outcome = asyncio.run_coroutine_threadsafe(self._deliver(task.payload, headers), self._loop)
        try:
            return outcome.result()
        except CancelledError:
            return "given up because the sender was closed"

    def close(self) -> None:
        """Give up the tries under way and let go of all connections."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._shut_down(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _headers(self, task: Task, at: datetime) -> dict[str, str]:
        at = at.astimezone(UTC)
        return {
            "accept-encoding": "identity",
            "content-type": "application/json",
            "user-agent": "Ombud",
            "webhook-id": task.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._webhook.sign(task.id, at, task.payload.decode()),
        }

    async def _deliver(self, payload: bytes, headers: dict[str, str]) -> str | None:
        answer = _Answer()
        try:
            async with asyncio.timeout(self._timeout):
                await self._exchange(payload, headers, answer)
        except (TimeoutError, httpx.HTTPError, OSError, ValueError) as error:
            # Once there is a status, that is the answer: what goes wrong in reading the rest changes nothing.
            if answer.status is None:
                return _why(error, self._timeout)
        return answer.reason()

    async def _exchange(self, payload: bytes, headers: dict[str, str], answer: "_Answer") -> None:
        async with self._client.stream("POST", self._url, content=payload, headers=headers) as response:
            answer.status = response.status_code
            async for chunk in response.aiter_raw():
                answer.beginning += chunk[:_MOST_READ]
                if len(answer.beginning) >= _MOST_READ:
                    break

    async def _shut_down(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()


class _Answer:
    """What the receiver has said so far."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.beginning = b""

    def reason(self) -> str | None:
        if self.status is not None and 200 <= self.status < 300:
            return None
        said = _excerpt(self.beginning.decode("utf-8", "replace"))
        return f"the receiver answered {self.status}" + (f": {said}" if said else "")


def _client() -> httpx.AsyncClient:
    trusted = httpx.create_ssl_context(trust_env=False)
    trusted.load_default_certs()  # also the machine's own authorities, for receivers inside an organisation
    return httpx.AsyncClient(
        verify=trusted,
        timeout=None,  # noqa: S113 (the whole try is bounded instead, where a receiver that drips cannot stretch it)
        limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=30),
        follow_redirects=False,
        trust_env=False,
    )


def _check_url(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise BadInput(
            "webhook_url_invalid",
            "the address for webhooks is not a full http or https address without a password in it",
            advice="Give an address such as https://forum.example/webhooks/ombud.",
            field="webhook_url",
        )
    return url


def _why(error: Exception, timeout: float) -> str:
    """One line for what happened before there was an answer."""
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:g} seconds"
    tls = _cause(error, ssl.SSLError)
    if tls is not None:
        return f"no secure connection: {_excerpt(getattr(tls, 'verify_message', '') or tls.reason or str(tls))}"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {_excerpt(str(_cause(error, OSError) or error))}"
    if isinstance(error, httpx.RemoteProtocolError):
        return f"the answer was not HTTP: {_excerpt(str(error))}"
    return f"it could not be sent: {_excerpt(str(error)) or type(error).__name__}"


def _cause(error: BaseException | None, kind: type[_OSError]) -> _OSError | None:
    """The first error of that kind that led to this one."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error


def _excerpt(text: str) -> str:
    """The beginning of what somebody else wrote, on one line, without anything a terminal or a page could obey."""
    line = " ".join(text.split())
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return clean if len(clean) <= _EXCERPT else clean[: _EXCERPT - 1] + "…"
