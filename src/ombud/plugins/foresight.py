"""Asking beforehand: nobody who decides waits for an endpoint.

Deciding goes on without an answer that is not there, and says what it lacks. That is asked outside every lock and
transaction, all of it at once; then what lacked it is decided anew, and finds the answers.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ombud.model import Arrival, Signal, SignalSpec
from ombud.plugins.endpoint import Clauses, EndpointPlugin, Question
from ombud.plugins.endpoint.wire import Answer
from ombud.ports import Detectors, History

__all__ = ["Foresight"]

_AT_ONCE = 8

Key = tuple[str, bytes]
Lacking = tuple[EndpointPlugin, Question]


class Foresight:
    """`ports.Detectors` and `ports.Outside`: those of the installation, whose endpoints are asked beforehand.

    `measure`, `begin` and `lacking` belong to the thread that decides, or to its lock; `ask` to anybody.
    """

    def __init__(
        self,
        detectors: Detectors,
        plugins: Sequence[EndpointPlugin],
        clauses: Clauses,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._detectors = detectors
        self._plugins = {spec.name: plugin for plugin in plugins for spec in plugin.specs}
        self._clauses = clauses
        self._clock = clock
        self._given: Mapping[Any, Any] = {}
        self._lacking: dict[Key, Lacking] = {}
        # One for each: an endpoint that is slow keeps nobody from asking another.
        self._pools = {one.name: ThreadPoolExecutor(_AT_ONCE, f"asks {one.name}") for one in plugins}

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """That of the detectors underneath."""
        return self._detectors.catalogue

    def begin(self, answers: Mapping[Any, Any]) -> None:
        """From here on these answers are there, beside what the endpoints' memories hold."""
        self._given = answers
        self._lacking = {}

    def lacking(self) -> Mapping[Any, Any]:
        """What was measured for since the last time and could not be, for `ask`; told once."""
        lacking, self._lacking = self._lacking, {}
        return lacking

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """One signal; of an endpoint, what is known. ``not_asked`` where that is nothing: `lacking` says it too."""
        plugin = self._plugins.get(name)
        if plugin is None:
            return self._detectors.measure(name, arrival, history)
        question = plugin.question(name, arrival.text.raw, self._clauses())
        if isinstance(question, Signal):
            return question
        key = (plugin.name, question.key)
        answer = self._given.get(key)
        if answer is None:
            answer = plugin.remembered(question)
        if answer is None:
            self._lacking[key] = (plugin, question)
            answer = "not_asked"
        return plugin.told(question, answer)

    def ask(self, lacking: Mapping[Any, Any]) -> Mapping[Any, Any]:
        """The answers, or why there are none. Every endpoint is asked within its own limits; what had to wait for its
        turn longer than a call may take is not asked any more (``timeout``)."""
        begun = self._clock()
        try:
            asked = {key: self._pools[key[0]].submit(self._asked, one, begun) for key, one in lacking.items()}
        except RuntimeError:  # closed meanwhile
            return dict.fromkeys(lacking, "unavailable")
        return {key: future.result() for key, future in asked.items()}

    def close(self) -> None:
        """Nobody is asked any more, once the calls under way are over."""
        for pool in self._pools.values():
            pool.shutdown()

    def _asked(self, one: Lacking, begun: float) -> Answer | str:
        plugin, question = one
        known = plugin.remembered(question)  # somebody else may have asked the same meanwhile
        if known is not None:
            return known
        if self._clock() - begun > plugin.manifest.timeout:
            return "timeout"
        return plugin.ask(question)
