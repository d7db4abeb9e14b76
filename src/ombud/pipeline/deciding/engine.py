"""The order of the first half: intake, history, signals, rules. Everything that turns bytes into a verdict.

One `Engine` belongs to one thread of decisions: its windows remember what was noted in which order.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from ombud.model import Arrival, ClauseText, Measure, Schema, StrikeTerms, Verdict
from ombud.ports import Asked, Detectors, History

__all__ = ["CompiledPolicy", "Engine", "Intake", "RuleSummary", "Windowed"]


class RuleSummary(Protocol):
    """What a rule asks for, under which clause; `when` is its condition as it was written."""

    @property
    def clause(self) -> str: ...
    @property
    def when(self) -> str: ...
    @property
    def then(self) -> Measure: ...
    @property
    def severity(self) -> str: ...
    @property
    def shadow(self) -> bool: ...
    @property
    def strikes(self) -> int: ...


class CompiledPolicy(Protocol):
    """A policy ready to run."""

    @property
    def version(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def schema(self) -> Schema: ...
    @property
    def clauses(self) -> Mapping[str, ClauseText]: ...
    @property
    def rules(self) -> Sequence[RuleSummary]: ...
    @property
    def files(self) -> Mapping[str, str]: ...
    @property
    def asks(self) -> Asked: ...
    @property
    def strikes(self) -> StrikeTerms | None: ...
    def evaluate(self, arrival: Arrival, detectors: Detectors, history: History) -> Verdict: ...
    def report(self, arrival: Arrival, detectors: Detectors, history: History) -> bytes: ...


class Windowed(History, Protocol):
    """A history that can take back what a batch noted, because the batch was not stored.

    `reach` is how many seconds before the newest event matter to it; `held` how many times and fingerprints it holds;
    `forgotten` how many subjects it let go because there were too many.
    """

    def mark(self) -> int: ...
    def rollback(self, mark: int) -> None: ...
    def keep(self) -> None: ...
    def covers(self, asked: Asked) -> bool: ...
    def ask(self, asked: Asked) -> None: ...
    def image(self, place: int) -> Any: ...
    @property
    def reach(self) -> float: ...
    @property
    def held(self) -> int: ...
    @property
    def forgotten(self) -> int: ...


class Intake(Protocol):
    """`intake.read`."""

    def __call__(self, payload: bytes, *, schema: Schema, now: datetime, source: str = "api") -> Arrival: ...


class Engine(msgspec.Struct):
    """`policy` may be swapped for another between two events: the next one is judged by the new version."""

    policy: CompiledPolicy
    detectors: Detectors
    windows: Windowed
    read: Intake

    def arrive(self, payload: bytes, source: str, now: datetime) -> Arrival:
        """Raises the error that says what is wrong with the payload."""
        return self.read(payload, schema=self.policy.schema, now=now, source=source)

    def evaluate(self, arrival: Arrival) -> Verdict:
        """Note the event, then ask the rules."""
        self.windows.note(arrival)
        return self.policy.evaluate(arrival, self.detectors, self.windows)

    def report(self, arrival: Arrival) -> bytes:
        """The same, as JSON."""
        self.windows.note(arrival)
        return self.policy.report(arrival, self.detectors, self.windows)
