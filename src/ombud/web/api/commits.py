"""Group commit: everybody who asks while a batch is being stored shares the next one.

A durable commit waits for the disk. So one batch is decided at a time, in a thread, and whatever arrives meanwhile
waits for the next: under no load a commit serves one event, under load it serves hundreds.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from ombud.model import SystemFault
from ombud.pipeline import Answer, Refused
from ombud.web.errors import traced

__all__ = ["SharedCommits"]

_LARGEST_BATCH = 512
_CROWD = 16
_GATHER_S = 0.003
"""After a batch of at least `_CROWD` the next one waits so long. Deciding takes the interpreter away from this loop; so
its callers get their answers first, and their next events make the next batch a large one: a fifth more a second."""

_log = structlog.get_logger("ombud.commits")


class SharedCommits:
    """One per event loop. `decide` stores a batch in one transaction and answers in order; it runs in a thread."""

    def __init__(self, decide: Callable[[Sequence[bytes]], list[Answer]]) -> None:
        self._decide = decide
        self._waiting: list[tuple[bytes, asyncio.Future[Answer]]] = []
        self._worker: asyncio.Task[None] | None = None

    def ask(self, payload: bytes) -> "asyncio.Future[Answer]":
        """The answer to one event, once it is durable. Who stops waiting does not take back what was asked."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((payload, future))
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        return future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_LARGEST_BATCH], self._waiting[_LARGEST_BATCH:]
            answers = await self._answers([payload for payload, _ in batch])
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():  # else its caller has hung up
                    future.set_result(answer)
            if len(batch) >= _CROWD:
                await asyncio.sleep(_GATHER_S)
        self._worker = None

    async def _answers(self, payloads: list[bytes]) -> list[Answer]:
        try:
            return await asyncio.to_thread(self._decide, payloads)
        except Exception as error:  # noqa: BLE001 - a bug must not leave callers waiting for ever: it is logged and told
            _log.error("decide_failed", events=len(payloads), exception=traced(error))
            fault = SystemFault("internal", f"An unexpected {type(error).__name__}.", advice="Send the event again.")
            return [Refused(fault)] * len(payloads)
