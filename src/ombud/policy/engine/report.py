"""A verdict as JSON, written straight from what fired: for callers that want the answer and nothing kept."""

from collections.abc import Callable, Sequence

import msgspec

from ombud.model import Measure, Span, gravest
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["Reporter"]

_SpansOf = Callable[[int, Evaluation], Sequence[Span]]
_encode = msgspec.json.Encoder().encode


class Reporter:
    """Most of every answer is known beforehand: what a rule that points to no words says, even all of it.

    `silent` says of each rule that it never has spans.
    """

    def __init__(self, version: str, rules: Sequence[Rule], silent: Sequence[bool]) -> None:
        self._heads = [_head(rule) for rule in rules]
        self._whole = [head + b"[]}" if quiet else b"" for head, quiet in zip(self._heads, silent, strict=True)]
        self._thens = [rule.then for rule in rules]
        self._shadow = frozenset(position for position, rule in enumerate(rules) if rule.shadow)
        self._one = self._thens[0] if len(set(self._thens)) == 1 else None
        self._measures = {measure: b',"measure":%b,"matches":[' % _encode(measure) for measure in Measure}
        self._end = b',"policy":%b}' % _encode(version)

    def report(self, fired: Sequence[int], evaluation: Evaluation, spans: _SpansOf, abstained: Sequence[str]) -> bytes:
        """The verdict. `spans` gives those of the rule at a position."""
        live, shadow = fired, []
        if self._shadow:
            live = [position for position in fired if position not in self._shadow]
            shadow = [position for position in fired if position in self._shadow]
        return b"".join(
            (
                b'{"event":',
                _encode(evaluation.event.id),
                b',"item":',
                _encode(evaluation.item.id),
                self._measures[self._gravest(live)],
                self._matches(live, evaluation, spans),
                b'],"shadow":[',
                self._matches(shadow, evaluation, spans) if shadow else b"",
                b'],"signals":',
                _encode(evaluation.signals) if evaluation.signals else b"{}",
                b',"observed":',
                _encode(evaluation.observed) if evaluation.observed else b"{}",
                b',"abstained":',
                _encode(abstained) if abstained else b"[]",
                self._end,
            )
        )

    def _gravest(self, live: Sequence[int]) -> Measure:
        if not live:
            return Measure.ALLOW
        return self._one or gravest([self._thens[position] for position in live])

    def _matches(self, fired: Sequence[int], evaluation: Evaluation, spans: _SpansOf) -> bytes:
        whole = self._whole
        return b",".join([whole[position] or self._match(position, spans(position, evaluation)) for position in fired])

    def _match(self, position: int, spans: Sequence[Span]) -> bytes:
        if len(spans) == 1:
            return self._heads[position] + b"[[%d,%d]]}" % spans[0]
        return self._heads[position] + _encode(spans) + b"}"


def _head(rule: Rule) -> bytes:
    """The match of a rule, up to its spans."""
    return b'{"clause":%b,"rule":%b,"spans":' % (_encode(rule.clause), _encode(rule.id))
