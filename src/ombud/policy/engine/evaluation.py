"""One event while its rules run: everything is read at most once, and only when a rule asks for it.

What was read that is not part of the event itself (signals, counts) is kept, because the verdict must record it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from ombud.model import Arrival, Author, Event, Item, Signal, Span, Text
from ombud.policy.cel.times import parse_timestamp
from ombud.policy.cel.types import DOUBLE, TIMESTAMP, Type
from ombud.policy.cel.values import Abstained, Duration, EvaluationError, Timestamp, Value, from_json
from ombud.ports import UNKNOWN, Detectors, History, Matcher

__all__ = ["MAX_STEPS", "Evaluation", "Kit", "copies_key", "count_key", "distinct_key"]

MAX_STEPS = 100_000
"""How much all rules together may do for one event: an element that a macro goes over, with a short body, is one."""


def count_key(subject: str, event_type: str, window: float) -> str:
    """Under which name ``History.count(subject, event_type, window)`` is kept in ``Verdict.observed``."""
    return f"count/{subject}/{event_type}/{window:g}"


def distinct_key(subject: str, event_type: str, field: str, window: float) -> str:
    """Under which name ``History.distinct(subject, event_type, field, window)`` is kept in ``Verdict.observed``."""
    return f"distinct/{subject}/{event_type}/{field}/{window:g}"


def copies_key(window: float) -> str:
    """Under which name ``History.copies(..., window)`` is kept in ``Verdict.observed``."""
    return f"copies/{window:g}"


class Kit(msgspec.Struct, frozen=True):
    """What a policy brings to every event. `declared` are the types of its attributes by path, `observing` the signals
    that ask the history: what they are told is recorded."""

    matcher: Matcher
    declared: Mapping[str, Type]
    normalise: Callable[[str], Text]
    fingerprint: Callable[[Arrival], int] | None
    observing: frozenset[str] = frozenset()


class Evaluation:
    """`given` reads what an event may lack, and raises EvaluationError when it does lack it.

    `done` are values that several conditions share.
    """

    __slots__ = (
        "_asides",
        "_detectors",
        "_history",
        "_hits",
        "_kit",
        "_steps",
        "arrival",
        "at",
        "done",
        "event",
        "given",
        "item",
        "observed",
        "signals",
    )
    at: Timestamp
    given: "_Given"
    done: dict[Callable[[Any], Value], Value]
    _asides: dict[str, Mapping[str, tuple[Span, ...]]]

    def __init__(self, arrival: Arrival, detectors: Detectors, history: History, kit: Kit) -> None:
        self.arrival = arrival
        self.event: Event = arrival.event
        self.item: Item = arrival.event.item
        self.signals: dict[str, Signal] = {}
        self.observed: dict[str, int] = {}
        self._detectors = detectors
        self._history = history
        self._kit = kit
        self._hits: Mapping[str, tuple[Span, ...]] | None = None
        self._steps = 0

    def __getattr__(self, name: str) -> Any:
        # Called only for a slot that is still empty: reading a filled one costs nothing.
        value: Any
        match name:
            case "at":
                value = Timestamp.of(self.event.at)
            case "given":
                value = _Given(self.event, self._kit.declared)
            case "_asides" | "done":
                value = {}
            case _:
                raise AttributeError(name)
        setattr(self, name, value)
        return value

    @property
    def hits(self) -> Mapping[str, tuple[Span, ...]]:
        """The spans of every term set and pattern found in the item's text: one pass, when first asked for."""
        hits = self._hits
        if hits is None:
            hits = self._hits = self._kit.matcher.find(self.arrival.text)
        return hits

    def aside(self, text: str) -> Mapping[str, tuple[Span, ...]]:
        """The hits in some other text than the item's own, such as the author's name."""
        found = self._asides.get(text)
        if found is None:
            found = self._asides[text] = self._kit.matcher.find(self._kit.normalise(text))
        return found

    def measured(self, name: str) -> Signal:
        """The signal, measured at most once."""
        found = self.signals.get(name)
        if found is None:
            history = _Observed(self._history, self.observed) if name in self._kit.observing else self._history
            found = self.signals[name] = self._detectors.measure(name, self.arrival, history)
        return found

    def signal(self, name: str) -> Value:
        """The signal's value. Raises Abstained when it has none."""
        value = self.measured(name).value
        if value is None:
            raise Abstained("signal_abstained", f"signal.{name} has no value for this item")
        return value

    def count(self, subject: str, event_type: str, window: float) -> int:
        """How many events of that type the ``author`` or the ``item`` had in `window` seconds, this one included.

        An event without an author counts nobody's events: 0. Raises EvaluationError when too much was forgotten.
        """
        who = self.item if subject == "item" else self.event.author
        if who is None:
            return 0
        name = f"{subject}:{who.id}"
        key = count_key(name, event_type, window)
        if key not in self.observed:
            self.observed[key] = self._history.count(name, event_type, window, self.event.at)
        return _known(self.observed[key])

    def distinct(self, subject: str, event_type: str, field: str, window: float) -> int:
        """How many different values those events had in one field: see `count`."""
        who = self.item if subject == "item" else self.event.author
        if who is None:
            return 0
        name = f"{subject}:{who.id}"
        key = distinct_key(name, event_type, field, window)
        if key not in self.observed:
            self.observed[key] = self._history.distinct(name, event_type, field, window, self.event.at)
        return _known(self.observed[key])

    def seen_before(self, window: float) -> bool:
        """Whether a near-duplicate of the item came earlier within `window` seconds.

        Raises EvaluationError when too much was forgotten.
        """
        key = copies_key(window)
        if key not in self.observed:
            if self._kit.fingerprint is None:
                raise EvaluationError("no_fingerprint", "this installation makes no fingerprints of items")
            fingerprint = self._kit.fingerprint(self.arrival)
            self.observed[key] = self._history.copies(fingerprint, window, self.event.at)
        return _known(self.observed[key]) > 0

    def has(self, path: str) -> bool:
        """Whether the event has this field."""
        if path == "author":
            return self.event.author is not None
        return path in self.given or self.given.find(path) is not None

    def step(self, cost: int = 1) -> None:
        """So much work, where an element of a macro is 1. Raises EvaluationError beyond MAX_STEPS."""
        self._steps += cost
        if self._steps > MAX_STEPS:
            raise EvaluationError("too_many_steps", f"the rules take more than {MAX_STEPS} steps")


class _Observed:
    """A history whose every answer is kept in `observed`, under the name that a rule's question has there."""

    __slots__ = ("_history", "_observed")

    def __init__(self, history: History, observed: dict[str, int]) -> None:
        self._history = history
        self._observed = observed

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """As in `History.count`."""
        key = count_key(subject, event_type, window)
        return self._kept(key, lambda: self._history.count(subject, event_type, window, at))

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:
        """As in `History.distinct`."""
        key = distinct_key(subject, event_type, field, window)
        return self._kept(key, lambda: self._history.distinct(subject, event_type, field, window, at))

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """As in `History.copies`."""
        return self._kept(copies_key(window), lambda: self._history.copies(fingerprint, window, at))

    def note(self, arrival: Arrival) -> None:
        """Detectors ask, and note nothing."""

    def _kept(self, key: str, ask: Callable[[], int]) -> int:
        if key not in self._observed:
            self._observed[key] = ask()
        return self._observed[key]


def _known(answer: int) -> int:
    if answer == UNKNOWN:
        raise EvaluationError("forgotten", "it asks about a time of which too much was forgotten")
    return answer


class _Given(dict[str, Value]):
    """Fields that may be missing, by path; filled as they are asked for."""

    __slots__ = ("_declared", "_event")

    def __init__(self, event: Event, declared: Mapping[str, Type]) -> None:
        super().__init__()
        self._event = event
        self._declared = declared

    def __missing__(self, path: str) -> Value:
        value = self.find(path)
        if value is None:
            raise EvaluationError("missing_field", f"{path} is missing from this event")
        self[path] = value
        return value

    def find(self, path: str) -> Value:
        """The field's value, or None when the event does not have it."""
        record, _, name = path.partition(".")
        declared = self._declared.get(path)
        if record == "context":
            return _typed(self._event.context.get(name), declared)
        owner: Item | Author | None = self._event.item if record == "item" else self._event.author
        if owner is None:
            return None
        if declared is not None:
            return _typed(owner.attributes.get(name), declared)
        if name == "age":
            return None if owner.created_at is None else Duration.between(owner.created_at, self._event.at)
        if name == "created_at":
            return None if owner.created_at is None else Timestamp.of(owner.created_at)
        return getattr(owner, name)


def _typed(value: Any, declared: Type | None) -> Value:
    """A JSON value as a value of the declared type: JSON has no timestamps, and writes 5.0 as 5 when it likes."""
    if value is None:
        return None
    if declared == TIMESTAMP and isinstance(value, str):
        return parse_timestamp(value)
    if declared == DOUBLE and isinstance(value, int):
        return float(value)
    return from_json(value)
