"""Group commit: everybody who asks while a batch is being stored shares the next one.

A durable commit waits for the disk. So one batch is decided at a time, in a thread, and whatever arrives meanwhile
waits for the next: under no load a commit serves one event, under load it serves hundreds.

Events that somebody outside has to be asked about are put off: they are waited for in threads of their own, and the
next batch does not wait for them.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import structlog

from ombud.model import SystemFault
from ombud.pipeline import Answer, PutOff, Refused
from ombud.web.errors import traced

__all__ = ["Deciding", "SharedCommits"]

_LARGEST_BATCH = 512
_CROWD = 16
_GATHER_S = 0.003
"""After a batch of at least `_CROWD` the next one waits so long. Deciding takes the interpreter away from this loop; so
its callers get their answers first, and their next events make the next batch a large one: a fifth more a second."""

_PATIENT = 32
"""Batches whose questions are answered outside at the same time; more wait their turn."""

_T = TypeVar("_T")
_log = structlog.get_logger("ombud.commits")


class Deciding(Protocol):
    """`pipeline.Decider`."""

    def begin(self, payloads: Sequence[bytes], source: str) -> tuple[Mapping[int, Answer], PutOff | None]: ...
    def finish(self, rest: PutOff) -> Mapping[int, Answer]: ...


class SharedCommits:
    """One per event loop. What decides stores a batch in one transaction; it runs in a thread."""

    def __init__(self, deciding: Deciding, source: str) -> None:
        self._deciding = deciding
        self._source = source
        self._patient: ThreadPoolExecutor | None = None
        self._put_off: set[asyncio.Task[None]] = set()
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
            await self._decide([payload for payload, _ in batch], dict(enumerate(future for _, future in batch)))
            if len(batch) >= _CROWD:
                await asyncio.sleep(_GATHER_S)
        self._worker = None

    async def _decide(self, payloads: list[bytes], asked: "dict[int, asyncio.Future[Answer]]") -> None:
        begun = await _guarded(asyncio.to_thread(self._deciding.begin, payloads, self._source), len(payloads))
        if isinstance(begun, Refused):
            _tell(asked, dict.fromkeys(asked, begun))
            return
        answers, rest = begun
        _tell(asked, answers)
        if rest is not None:
            task = asyncio.get_running_loop().create_task(self._finish(rest, asked))
            self._put_off.add(task)
            task.add_done_callback(self._put_off.discard)

    async def _finish(self, rest: PutOff, asked: "dict[int, asyncio.Future[Answer]]") -> None:
        left = {place: asked[place] for place in rest.arrivals}
        if self._patient is None:
            self._patient = ThreadPoolExecutor(_PATIENT, "ombud-put-off")
        work = asyncio.get_running_loop().run_in_executor(self._patient, self._deciding.finish, rest)
        answers = await _guarded(work, len(left))
        _tell(left, dict.fromkeys(left, answers) if isinstance(answers, Refused) else answers)


def _tell(asked: "Mapping[int, asyncio.Future[Answer]]", answers: Mapping[int, Answer]) -> None:
    for place, answer in answers.items():
        if not asked[place].done():  # else its caller has hung up
            asked[place].set_result(answer)


async def _guarded(work: Awaitable[_T], events: int) -> _T | Refused:
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - a bug must not leave callers waiting for ever: it is logged and told
        _log.error("decide_failed", events=events, exception=traced(error))
        return Refused(
            SystemFault("internal", f"An unexpected {type(error).__name__}.", advice="Send the event again.")
        )
