"""Sends webhooks in the Standard Webhooks format and says in one line what became of each."""

import asyncio
import threading
from concurrent.futures import CancelledError
from datetime import UTC, datetime

import httpx
from standardwebhooks.webhooks import Webhook

from ombud.delivery.outgoing import address, excerpt, trusted, why
from ombud.delivery.secret import check_secret
from ombud.model import BadInput, Task

__all__ = ["WebhookSender"]

_MOST_READ = 4096  # bytes of an answer: enough for a reason, and a connection with less left over can be used again
_CONNECTIONS = 32


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
                return why(error, self._timeout)
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
        said = excerpt(self.beginning.decode("utf-8", "replace"))
        return f"the receiver answered {self.status}" + (f": {said}" if said else "")


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=trusted(),
        timeout=None,  # noqa: S113 (the whole try is bounded instead, where a receiver that drips cannot stretch it)
        limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=30),
        follow_redirects=False,
        trust_env=False,
    )


def _check_url(url: str) -> str:
    if address(url) is None:
        raise BadInput(
            "webhook_url_invalid",
            "the address for webhooks is not a full http or https address without a password in it",
            advice="Give an address such as https://forum.example/webhooks/ombud.",
            field="webhook_url",
        )
    return url
