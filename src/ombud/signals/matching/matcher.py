"""All terms and patterns of a policy, compiled once."""

from collections.abc import Callable, Mapping, Sequence

from ombud.model import Span, Text
from ombud.ports import MatcherFactory, Pattern, TermSet
from ombud.signals.matching.patterns import PatternIndex
from ombud.signals.matching.terms import Hits, TermIndex

__all__ = ["MAX_SPANS", "PolicyMatcher", "matcher_factory"]

MAX_SPANS = 100
"""Spans kept per key, the first: a record shows what was found, it does not copy a flood."""


class PolicyMatcher:
    """Implements ports.Matcher."""

    def __init__(self, terms: Sequence[TermSet], patterns: Sequence[Pattern], normalise: Callable[[str], Text]) -> None:
        self._parts = (
            TermIndex([one for one in terms if not one.exact], lambda term: normalise(term).normal, exact=False),
            TermIndex([one for one in terms if one.exact], str, exact=True),
            PatternIndex([one for one in patterns if not one.exact], exact=False),
            PatternIndex([one for one in patterns if one.exact], exact=True),
        )

    def find(self, text: Text) -> Mapping[str, tuple[Span, ...]]:
        """The spans for every key that hit, in order, each once, at most 100."""
        hits: Hits = {}
        for part in self._parts:
            part.find(text, hits)
        return {key: tuple(sorted(set(spans))[:MAX_SPANS]) for key, spans in hits.items()}


def matcher_factory(normalise: Callable[[str], Text]) -> MatcherFactory:
    """A ports.MatcherFactory whose terms are brought into the same normal form as the texts they are looked for in."""

    def build(terms: Sequence[TermSet], patterns: Sequence[Pattern]) -> PolicyMatcher:
        return PolicyMatcher(terms, patterns, normalise)

    return build
