"""What a backtest found out."""

from datetime import date, datetime

import msgspec

from ombud.model import Span

__all__ = ["Backtest", "ClauseOutcome", "DayCount", "Judged", "RuleOutcome", "Sample", "Transition"]


class Judged(msgspec.Struct, frozen=True):
    """Of the posts that a side restricts, those that people have judged, and how many of these they left restricted.

    `low` and `high` are the 95 % interval of the share, None where nobody judged.
    """

    judged: int = 0
    upheld: int = 0
    low: float | None = None
    high: float | None = None


class DayCount(msgspec.Struct, frozen=True):
    """One UTC day: events newly held or treated graver, and newly freed or treated milder."""

    day: date
    graver: int
    milder: int


class ClauseOutcome(msgspec.Struct, frozen=True):
    """How many events would be treated otherwise under one clause.

    `held`: restricted by the new policy only; `freed`: by the old one only; `graver` and `milder`: by both, with
    another measure; `unchanged`: all others, most of them restricted by neither. `old` and `new` say how precise each
    side is.
    """

    clause: str
    held: int
    graver: int
    milder: int
    freed: int
    unchanged: int
    old: Judged
    new: Judged
    days: tuple[DayCount, ...] = ()


class RuleOutcome(msgspec.Struct, frozen=True):
    """One rule. `old` and `new` are how often it fires, None where the policy does not have it.

    `starts` and `stops` count events on which only the new, or only the old one fires. `shadow` says that the new rule
    (or the old one, when it is gone) has no effect.
    """

    rule: str
    clause: str
    old: int | None
    new: int | None
    starts: int
    stops: int
    shadow: bool


class Transition(msgspec.Struct, frozen=True):
    """How many events would go from one measure to another (or stay)."""

    old: str
    new: str
    events: int


class Sample(msgspec.Struct, frozen=True):
    """An event to read. `change` is ``held``, ``graver``, ``milder`` or ``freed``; `spans` are ranges of `text`.

    `rules` are those of the clause that fire on the one side and not on the other. `upheld` is what people made of the
    old decision, None where nobody judged it.
    """

    seq: int
    event: str
    item: str
    at: datetime
    clause: str
    change: str
    old: str
    new: str
    rules: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]
    decision: str | None = None
    upheld: bool | None = None


class Backtest(msgspec.Struct, frozen=True):
    """The whole answer. `old` and `new` are policy versions.

    `changed` counts events that would get another measure. `complete` says that every rule was evaluated everywhere:
    otherwise only those that differ were, and events on which none of them fires are in no transition.
    """

    old: str
    new: str
    events: int
    changed: int
    complete: bool
    clauses: tuple[ClauseOutcome, ...]
    rules: tuple[RuleOutcome, ...]
    transitions: tuple[Transition, ...]
    held: tuple[Sample, ...] = ()
    freed: tuple[Sample, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
