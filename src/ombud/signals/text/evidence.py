"""From what spoke for a signal to the words that are shown for it."""

from collections.abc import Iterable

from ombud.model import Span, joined

__all__ = ["telling_words"]

_ENOUGH = 0.5
_MOST = 20


def telling_words(raw: str, parts: Iterable[tuple[Span, float]]) -> tuple[Span, ...]:
    """The words of `raw` that hold the largest parts, as many as make half of all that speaks for the signal.

    `parts` are ranges and weights, as `TextScorer.explain` gives them.
    """
    speaking = sorted(((weight, span) for span, weight in parts if weight > 0), reverse=True)
    left = _ENOUGH * sum(weight for weight, _ in speaking)
    spans: list[Span] = []
    for weight, span in speaking[:_MOST]:
        if left <= 0:
            break
        spans.append(_whole(raw, span))
        left -= weight
    return joined(spans)


def _whole(raw: str, span: Span) -> Span:
    """The range, out to where its first and last words begin and end."""
    start, end = span
    while start > 0 and raw[start - 1].isalnum() and raw[start].isalnum():
        start -= 1
    while end < len(raw) and raw[end].isalnum() and raw[end - 1].isalnum():
        end += 1
    return start, end
