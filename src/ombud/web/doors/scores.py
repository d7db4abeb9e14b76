"""Scores for everybody who asks at the same moment: their texts go through the model together."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from ombud.model import SystemFault
from ombud.pipeline import Refused, Scored, ScoreRequest
from ombud.web.errors import traced

__all__ = ["SharedScores"]

LARGEST_BATCH = 64
LARGEST_LENGTH = 64 * 1024
"""Texts, and characters, that go through the model in one round. Whoever comes meanwhile waits for the end of it."""

A_ROUND = 0.1
"""Seconds that a round should take at most, by what the last ones took: clients of Akismet wait for one second, and the
full model needs some for `LARGEST_LENGTH`."""

FEW = 4
SHORT = 8 * 1024
"""Who asks for so few and so short texts goes before those who ask for many. Of these one text at least is in every
round, and a quarter of it is kept for them."""

TURN = 8
_EACH = 64
"""What a text costs beside its letters, in letters."""

MOST_WAITING = 20_000
"""Texts. Beyond that it is better to say no at once."""

_log = structlog.get_logger("ombud.scores")

Answers = list[Scored | Refused]


class _Caller:
    """Somebody who waits for all of their answers."""

    __slots__ = ("answers", "future", "left")

    def __init__(self, count: int, future: "asyncio.Future[Answers]") -> None:
        self.answers: list[Scored | Refused | None] = [None] * count
        self.left = count
        self.future = future

    def take(self, place: int, answer: Scored | Refused) -> None:
        self.answers[place] = answer
        self.left -= 1
        if not self.left and not self.future.done():  # done: they have hung up
            self.future.set_result([one for one in self.answers if one is not None])


_Waiting = tuple[_Caller, int, ScoreRequest]


class SharedScores:
    """One per event loop. `score` answers in order, and runs in a thread, one round at a time. `clock` only goes
    forward, in seconds."""

    def __init__(
        self, score: Callable[[Sequence[ScoreRequest]], Answers], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._score = score
        self._clock = clock
        self._pace = 0.0
        """Seconds for what costs as much as a letter: what the last rounds took, the later the more."""
        self._few: deque[_Waiting] = deque()
        self._many: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, requests: Sequence[ScoreRequest]) -> list[Scored]:
        """The scores, in order. Raises what the scorer refuses, and SystemFault (``overloaded``)."""
        if not requests:
            return []
        if len(self._few) + len(self._many) + len(requests) > MOST_WAITING:
            raise SystemFault("overloaded", "too many texts wait to be scored", advice="Try again in a moment.")
        loop = asyncio.get_running_loop()
        caller = _Caller(len(requests), loop.create_future())
        quick = len(requests) <= FEW and sum(len(one.text) for one in requests) <= SHORT
        (self._few if quick else self._many).extend((caller, i, one) for i, one in enumerate(requests))
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        return [_scored(answer) for answer in await caller.future]

    async def _work(self) -> None:
        while batch := self._next():
            begun = self._clock()
            answers = await self._answers([request for _, _, request in batch])
            took = (self._clock() - begun) / sum(_cost(one) for one in batch)
            self._pace = (self._pace + took) / 2
            for (caller, place, _), answer in zip(batch, answers, strict=True):
                caller.take(place, answer)
        self._worker = None

    def _next(self) -> list[_Waiting]:
        """The next round: first those with few, and then, in what room is left, those with many."""
        room = min(A_ROUND / self._pace, LARGEST_LENGTH) if self._pace else LARGEST_LENGTH
        batch = _from(self._few, LARGEST_BATCH - TURN, room * 3 / 4)
        room -= sum(map(_cost, batch))
        return batch + _from(self._many, LARGEST_BATCH - len(batch), room)

    async def _answers(self, requests: list[ScoreRequest]) -> Answers:
        try:
            return await asyncio.to_thread(self._score, requests)
        except Exception as error:  # noqa: BLE001 - a bug must not leave callers waiting for ever: it is logged and told
            _log.error("score_failed", texts=len(requests), exception=traced(error))
            fault = SystemFault("internal", f"An unexpected {type(error).__name__}.", advice="Ask again.")
            return [Refused(fault)] * len(requests)


def _from(lane: deque[_Waiting], most: int, room: float) -> list[_Waiting]:
    """Those at its head, as far as there is room, and one in any case. Who has hung up is passed over."""
    found: list[_Waiting] = []
    while lane and len(found) < most and (room > 0 or not found):
        waiting = lane.popleft()
        if not waiting[0].future.done():
            room -= _cost(waiting)
            found.append(waiting)
    return found


def _cost(waiting: _Waiting) -> int:
    return len(waiting[2].text) + _EACH


def _scored(answer: Scored | Refused) -> Scored:
    if isinstance(answer, Refused):
        raise answer.error
    return answer
