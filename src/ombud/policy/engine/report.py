"""A verdict as JSON, written straight from what fired: for callers that want the answer and nothing kept."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Raw

from ombud.model import Measure, Signal, Span, gravest
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["Reporter"]

_SpansOf = Callable[[int, Evaluation], Sequence[Span]]
_encode = msgspec.json.Encoder().encode
_ALLOW = Measure.ALLOW.value  # a plain string is encoded twice as fast as a member


class _Report(msgspec.Struct, gc=False):
    """What is written, its matches already being JSON."""

    event: str
    item: str
    measure: str
    matches: Sequence[Raw]
    shadow: Sequence[Raw]
    signals: Mapping[str, Signal]
    observed: Mapping[str, int]
    abstained: Sequence[str]
    policy: str


class Reporter:
    """Most of every answer is known beforehand: what a rule that points to no words says, even all of it.

    `silent` says of each rule that it never has spans.
    """

    def __init__(self, version: str, rules: Sequence[Rule], silent: Sequence[bool]) -> None:
        self._version = version
        self._heads = [_head(rule) for rule in rules]
        self._whole = [Raw(head + b"[]}") if quiet else None for head, quiet in zip(self._heads, silent, strict=True)]
        self._thens = [rule.then for rule in rules]
        self._shadow = frozenset(position for position, rule in enumerate(rules) if rule.shadow)
        self._one = self._thens[0].value if len(set(self._thens)) == 1 else None

    def report(self, fired: Sequence[int], evaluation: Evaluation, spans: _SpansOf, abstained: Sequence[str]) -> bytes:
        """The verdict. `spans` gives those of the rule at a position."""
        live, shadow = fired, []
        if self._shadow:
            live = [position for position in fired if position not in self._shadow]
            shadow = [position for position in fired if position in self._shadow]
        return _encode(
            _Report(
                evaluation.event.id,
                evaluation.item.id,
                self._gravest(live) if live else _ALLOW,
                self._matches(live, evaluation, spans) if live else (),
                self._matches(shadow, evaluation, spans) if shadow else (),
                evaluation.signals,
                evaluation.observed,
                abstained,
                self._version,
            )
        )

    def _gravest(self, live: Sequence[int]) -> str:
        return self._one or gravest([self._thens[position] for position in live]).value

    def _matches(self, fired: Sequence[int], evaluation: Evaluation, spans: _SpansOf) -> list[Raw]:
        whole = self._whole
        return [whole[position] or self._match(position, spans(position, evaluation)) for position in fired]

    def _match(self, position: int, spans: Sequence[Span]) -> Raw:
        if len(spans) == 1:
            return Raw(self._heads[position] + b"[[%d,%d]]}" % spans[0])
        return Raw(self._heads[position] + _encode(spans) + b"}")


def _head(rule: Rule) -> bytes:
    """The match of a rule, up to its spans."""
    return b'{"clause":%b,"rule":%b,"spans":' % (_encode(rule.clause), _encode(rule.id))
