"""What rules ask about: the past, signals, and what is in a text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from ombud.model import Arrival, BadInput, Signal, SignalSpec, Span, Text

__all__ = [
    "UNKNOWN",
    "Asked",
    "CannotLookFor",
    "Database",
    "DatabaseBuilder",
    "Detectors",
    "History",
    "Matcher",
    "MatcherFactory",
    "Outside",
    "Pattern",
    "Shard",
    "Tally",
    "TermSet",
    "TextScorer",
]


class Tally(msgspec.Struct, frozen=True, order=True):
    """What some rule counts: the events of one type that a subject (``author`` or ``item``) has had, or, where `field`
    is a path, how many different values those events had in it.

    `window` is the longest, in seconds, that any rule looks back. `enough` is the number from which on no rule tells
    one count from a greater one.
    """

    subject: str
    event_type: str
    field: str
    window: float
    enough: int


class Asked(msgspec.Struct, frozen=True):
    """All that a policy asks of the past. `copies` and `enough_copies` are as in `Tally`, for near-duplicates by
    ``seen_before``; `signals` are the signals that rules read, each with its own `enough`."""

    tallies: tuple[Tally, ...] = ()
    copies: float = 0.0
    enough_copies: int = 1
    signals: Mapping[str, int] = {}


UNKNOWN = -1
"""The answer to a question about the past when something was forgotten that it may depend on."""


class History(Protocol):
    """What happened before. `window` is in seconds, counted back from `at`; the present event is included.

    What is counted lies later than ``at - window``, up to and with `at`, by the events' own ``at``, in whatever order
    they came. An answer is exact, or it is the `enough` that was asked for, or UNKNOWN: never too small.
    """

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """How many events of that type the subject (``author:u-1``, ``item:post-1``) has had in the window."""
        ...

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:
        """How many different values the subject's events of that type have had in one field, by its path."""
        ...

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """How many earlier items in the window are near-duplicates of this 64-bit fingerprint. The present one not."""
        ...

    def note(self, arrival: Arrival) -> None:
        """Remember this event. Called once per event, before its rules are evaluated."""
        ...


class Detectors(Protocol):
    """All signals of this installation."""

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]: ...
    def measure(self, name: str, arrival: Arrival, history: History) -> Signal: ...


class Outside(Protocol):
    """Signals that somebody outside is asked for. They are asked beforehand, while nothing is locked.

    What is lacking, and what answers it, is known to the implementation alone; both are mappings with the same keys.
    """

    def begin(self, answers: Mapping[Any, Any]) -> None:
        """What is measured from here on finds these answers."""
        ...

    def lacking(self) -> Mapping[Any, Any]:
        """What has been measured for since the last time and found no answer; told once."""
        ...

    def ask(self, lacking: Mapping[Any, Any]) -> Mapping[Any, Any]:
        """An answer to each, or why there is none. May take as long as the slowest. Never raises."""
        ...


class TextScorer(Protocol):
    """A model of texts that offers several signals at once, scores from 0 to 1. Deterministic."""

    @property
    def version(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]:
        """The signals it offers, always in this order."""
        ...

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each, as a BCP 47 tag; None where that cannot be told."""
        ...

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All its signals for each text, in one pass, without spans.

        `langs` are what somebody declared or `tell` said. A signal that cannot be given has no value and `abstained` is
        one of ``not_text``, ``too_short``, ``language``, ``unsure_language``, ``far_from_training``.
        """
        ...

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """What spoke for (above 0) and against (below 0), largest first, as ranges of ``text.raw``.

        Empty where there is nothing to explain. Raises NotFound (``unknown_signal``).
        """
        ...


class TermSet(msgspec.Struct, frozen=True):
    """Words and phrases to find on word boundaries. `exact` reads the raw text letter by letter."""

    key: str
    terms: tuple[str, ...]
    exact: bool = False


class Pattern(msgspec.Struct, frozen=True):
    """A regular expression, RE2 syntax (linear time). `exact` reads the raw text instead of the normal form."""

    key: str
    regex: str
    exact: bool = False


class Shard(msgspec.Struct, frozen=True):
    """Byte expressions that are compiled together. Of `whether` the engine tells that one is there, of `where` each
    place that one ends at; the ids of those follow the ids of these."""

    whether: tuple[bytes, ...]
    where: tuple[bytes, ...]


class Database(msgspec.Struct, frozen=True):
    """A shard compiled: `image` is what the scanning engine loads, empty when there is nothing in it.

    `refused` are the expressions that it does not contain; the ids of the others close ranks.
    """

    image: bytes
    refused: frozenset[bytes] = frozenset()


class DatabaseBuilder(Protocol):
    """Compiles shards, one database each, in bounded time and memory whatever is in them: what takes more is refused.
    It raises nothing that the expressions could cause."""

    def __call__(self, shards: Sequence[Shard]) -> Sequence[Database]: ...


class Matcher(Protocol):
    """All term sets and patterns of a policy, compiled once."""

    def find(self, text: Text) -> Mapping[str, tuple[Span, ...]]:
        """The spans in the raw text for every key that hit, in order; keys without a hit are absent. One pass.

        Which keys hit is known at once; where is found out when the spans are asked for.
        """
        ...


class CannotLookFor(BadInput):
    """Terms or patterns that no matcher can be built of; it reads as the first of its faults.

    `faults` says whose they are, by key: the first ones, one for each. Where only all together are too much, it is laid
    to the largest.
    """

    def __init__(self, faults: Sequence[tuple[str, BadInput]]) -> None:
        _, first = faults[0]
        super().__init__(first.code, first.detail, advice=first.advice)
        self.faults = tuple(faults)


class MatcherFactory(Protocol):
    """Builds a Matcher.

    Raises CannotLookFor before anything costly is done: ``regex_invalid`` for a pattern that RE2 refuses,
    ``regex_too_costly``, ``list_too_long``, ``term_empty``, ``term_invalid``, ``term_too_long``.
    """

    def __call__(self, terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> Matcher: ...
