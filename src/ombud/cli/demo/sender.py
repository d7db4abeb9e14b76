"""The sample platform at work: it sends its posts to Ombud over HTTP, as any platform would."""

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import structlog

from ombud.cli.demo.book import Book, Post

__all__ = ["Sender"]

_AT_ONCE = 120
"""Posts that are there from the start, so that the first screen looks like a community; the others trickle in."""

_PAUSE = 2.0
_RETRY = 1.0
_log = structlog.get_logger("ombud.demo")


class Sender:
    """Writes each sample post into the book, sends it, and notes the answer. Ends by itself after the last one.

    A post keeps its id and bytes over restarts: sent twice, Ombud answers with the decision that it made before.
    """

    def __init__(self, book: Book, samples: list[dict[str, Any]], ombud_url: str, key: str) -> None:
        self._book = book
        self._samples = samples
        self._client = httpx.Client(
            base_url=ombud_url, headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
        )
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sample-community", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the post in hand, then end."""
        self._ending.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        for post_id, event in self._in_time():
            while not self._ending.is_set():
                if self._send(post_id, event):
                    break
                self._ending.wait(_RETRY)
            if self._ending.is_set():
                return

    def _in_time(self) -> Iterator[tuple[str, bytes]]:
        """First what an earlier run left unanswered, then the samples that are new, the later ones slowly."""
        yield from self._book.unsent()
        known = self._book.known()
        for i, sample in enumerate(self._samples):
            if sample["item"]["id"] in known:
                continue
            if i >= _AT_ONCE and self._ending.wait(_PAUSE):
                return
            yield self._write(sample)

    def _write(self, sample: Mapping[str, Any]) -> tuple[str, bytes]:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = msgspec.json.encode({**sample, "at": at})
        item, author = sample["item"], sample.get("author", {})
        name = author.get("name") or author.get("id", "somebody")
        post = Post(item["id"], author.get("id", ""), name, item.get("text", ""), at, "unknown", "", put_back=False)
        self._book.write(post, event)
        return post.id, event

    def _send(self, post_id: str, event: bytes) -> bool:
        """Whether the post needs no further try: it was decided, or refused for good."""
        try:
            answer = self._client.post("/v1/events", content=event, headers={"Content-Type": "application/json"})
        except httpx.TransportError:
            return False  # not up yet, or restarting
        if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return False
        if answer.is_success:
            decision = answer.json()
            self._book.decided(post_id, decision["measure"], ", ".join(decision.get("labels", ())), decision["at"])
        else:
            _log.error("demo_post_refused", post=post_id, status=answer.status_code, answer=answer.text[:300])
        self._book.answered(post_id)
        return True
