"""A verdict as JSON, written straight from what fired: for callers that want the answer and nothing kept."""

from collections.abc import Sequence
from typing import Any

import msgspec

from ombud.model import Event, Measure, Signal, Span, gravest
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["Reporter"]

_ENCODER = msgspec.json.Encoder()


class _Report(msgspec.Struct, frozen=True):
    """`measure` is the gravest that a live rule asks for. `matches` are clause, rule and spans."""

    event: str
    item: str
    measure: Measure
    matches: list[msgspec.Raw]
    shadow: list[msgspec.Raw]
    signals: dict[str, Signal]
    observed: dict[str, int]
    abstained: Sequence[str]
    policy: str


class Reporter:
    """Most of every line is known beforehand: what a rule that points to no words says, even all of it.

    `silent` says of each rule that it never has spans.
    """

    def __init__(self, version: str, rules: Sequence[Rule], silent: Sequence[bool]) -> None:
        self._version = version
        self._heads = [_head(rule) for rule in rules]
        self._whole = [
            msgspec.Raw(head + b"[]}") if quiet else None for head, quiet in zip(self._heads, silent, strict=True)
        ]
        self._thens = [rule.then for rule in rules]
        self._shadow = frozenset(position for position, rule in enumerate(rules) if rule.shadow)
        self._one = self._thens[0] if len(set(self._thens)) == 1 else None

    def report(self, fired: Sequence[int], evaluation: Evaluation, spans: Any, abstained: Sequence[str]) -> bytes:
        """`spans` gives those of the rule at a position."""
        event: Event = evaluation.event
        live, shadow = fired, []
        if self._shadow:
            live = [position for position in fired if position not in self._shadow]
            shadow = [position for position in fired if position in self._shadow]
        whole = self._whole
        return _ENCODER.encode(
            _Report(
                event=event.id,
                item=event.item.id,
                measure=self._gravest(live),
                matches=[whole[position] or self._match(position, spans(position, evaluation)) for position in live],
                shadow=[whole[position] or self._match(position, spans(position, evaluation)) for position in shadow],
                signals=evaluation.signals,
                observed=evaluation.observed,
                abstained=abstained,
                policy=self._version,
            )
        )

    def _gravest(self, live: Sequence[int]) -> Measure:
        if not live:
            return Measure.ALLOW
        return self._one or gravest([self._thens[position] for position in live])

    def _match(self, position: int, spans: Sequence[Span]) -> msgspec.Raw:
        if len(spans) == 1:
            return msgspec.Raw(self._heads[position] + b"[[%d,%d]]}" % spans[0])
        return msgspec.Raw(self._heads[position] + _ENCODER.encode(spans) + b"}")


def _head(rule: Rule) -> bytes:
    """The match of a rule, up to its spans."""
    return b'{"clause":%b,"rule":%b,"spans":' % (_ENCODER.encode(rule.clause), _ENCODER.encode(rule.id))
