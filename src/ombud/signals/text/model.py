"""The default model of texts: English, linear, explainable feature by feature. See card.md."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np

from ombud.model import NotFound, Signal, Span, Text
from ombud.signals.text.features import BUCKETS
from ombud.signals.text.heads import Heads, heads
from ombud.signals.text.scope import Scope

__all__ = ["TextModel"]

_BATCH_LETTERS = 1 << 14
"""More would take a fifth longer for each: what is worked with leaves the processor's cache."""
_DIGITS = 6


class TextModel:
    """Implements `TextScorer`. The weights are loaded once for all."""

    def __init__(self, weights: Heads | None = None) -> None:
        self._heads = weights if weights is not None else heads()
        self._scope = Scope(self._heads.known)

    @property
    def version(self) -> str:
        """The model's name, and the beginning of the SHA-256 of its weights."""
        return self._heads.version

    @property
    def names(self) -> tuple[str, ...]:
        """The signals, always in this order."""
        return self._heads.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each text; None where it cannot be told."""
        told: list[str | None] = []
        for some in _batches(texts):
            told += self._scope.tell([text.normal for text in texts[some]])
        return told

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All signals of each text. In batches that stay in the processor's cache."""
        scored: list[Mapping[str, Signal]] = []
        for some in _batches(texts):
            scored += self._batch([text.normal for text in texts[some]], langs[some])
        return scored

    def _batch(self, normals: Sequence[str], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        found = self._heads.features(normals)
        scores = self._heads.probabilities(self._heads.logits(found, len(normals)).values).tolist()
        version, names = self.version, self.names
        return [
            dict.fromkeys(names, Signal(version, abstained=reason))
            if reason
            else dict(zip(names, map(Signal, repeat(version), map(round, row, repeat(_DIGITS))), strict=True))
            for row, reason in zip(scores, self._scope.reasons(found.tokens, langs), strict=True)
        ]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """Each feature's range and what it adds to the logit; with the bias they sum to it. Largest first.

        Where a text is toxic because it is hateful or a threat, it is that which is explained.

        A feature that occurs more than once counts once: where it first stands.
        """
        if name not in self.names:
            raise NotFound(
                "unknown_signal", f"there is no signal {name!r}", advice=f"there are {', '.join(self.names)}"
            )
        found = self._heads.features([text.normal])
        head = self._heads.telling(self._heads.logits(found, 1).values[0], self.names.index(name))
        begins, ends = found.places()
        order = np.lexsort((begins, found.buckets))
        first = order[np.concatenate((np.ones(min(1, len(order)), bool), np.diff(found.buckets[order]) > 0))]
        share = self._heads.shares(np.array([len(first)]))[0] * self._heads.scales[head]
        weights = self._heads.weights[found.buckets[first] % BUCKETS, head].astype(np.float64) * share
        at = found.tokens.at
        spans = zip(at[begins[first]].tolist(), (at[ends[first] - 1] + 1).tolist(), strict=True)
        parts = [(text.span(a, b), weight) for (a, b), weight in zip(spans, weights.tolist(), strict=True) if weight]
        return tuple(sorted(parts, key=lambda part: (-abs(part[1]), part[0])))


def _batches(texts: Sequence[Text]) -> Iterator[slice]:
    begin = letters = 0
    for i, text in enumerate(texts):
        letters += len(text.normal)
        if letters >= _BATCH_LETTERS or i == len(texts) - 1:
            yield slice(begin, i + 1)
            begin, letters = i + 1, 0
