"""Deciding without a store: the same stages, nothing kept but the windows. For the command line, and for tests."""

from collections.abc import Sequence
from typing import Protocol

from ombud.decisions import seal_verdict, weigh
from ombud.model import Conflict, OmbudError
from ombud.pipeline.deciding.decide import Answer, Decided, Refused
from ombud.pipeline.deciding.engine import Engine
from ombud.pipeline.deciding.sealer import Sealer
from ombud.ports import Clock

__all__ = ["Dry", "DryDecider", "Verdicts"]


class Dry(Protocol):
    """Answers payloads in order."""

    def decide(self, payloads: Sequence[bytes], source: str) -> list[Answer]: ...


class DryDecider:
    """Makes decisions, and forgets them but for their bytes: the same event again gets the same decision."""

    def __init__(self, engine: Engine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock
        self._seen: dict[str, tuple[bytes, bytes]] = {}

    def decide(self, payloads: Sequence[bytes], source: str) -> list[Answer]:
        """One answer per payload, in order."""
        return [self._one(payload, source) for payload in payloads]

    def _one(self, payload: bytes, source: str) -> Answer:
        now = self._clock.now()
        try:
            arrival = self._engine.arrive(payload, source, now)
        except OmbudError as error:
            return Refused(error)
        if arrival.event.id in self._seen:
            digest, record = self._seen[arrival.event.id]
            return Decided(record, duplicate=True) if digest == arrival.digest else Refused(_clash(arrival.event.id))
        verdict = self._engine.evaluate(arrival)
        self._engine.windows.keep()
        decision = seal_verdict(
            arrival, verdict, weigh(verdict.matches, {}),
            decision_id=self._sealer.id("dec", now), statement_id=self._sealer.id("stm", now), case=None, at=now,
        )  # fmt: skip
        record = self._sealer.seal(
            arrival, decision, self._engine.policy.clauses, detection="rules", language=self._engine.policy.language
        ).entries[0].record  # fmt: skip
        self._seen[arrival.event.id] = (arrival.digest, record)
        return Decided(record)


class Verdicts:
    """Asks the rules and goes no further: the answers are verdicts, and nobody is affected by one."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def decide(self, payloads: Sequence[bytes], source: str) -> list[Answer]:
        """One answer per payload, in order. The windows remember every event, the same one twice too."""
        now = self._clock.now()
        answers: list[Answer] = []
        for payload in payloads:
            try:
                answers.append(Decided(self._engine.report(self._engine.arrive(payload, source, now))))
            except OmbudError as error:
                answers.append(Refused(error))
        self._engine.windows.keep()
        return answers


def _clash(event_id: str) -> Conflict:
    return Conflict(
        "event_id_taken",
        f"An event with the id {event_id!r} came before, with other content.",
        advice="Give every event an id of its own; send a correction as a new event.",
        field="id",
    )
