"""The part of a text that a reviewer has to see first: the words that did it, with some air around them."""

from collections.abc import Iterable

import msgspec

from ombud.model import Match, Span
from ombud.web.hostile import merged

__all__ = ["Excerpt", "excerpt", "marked"]


class Excerpt(msgspec.Struct, frozen=True):
    """`spans` are ranges of `text` itself; `before` and `after` say whether something was cut away there."""

    text: str
    spans: tuple[Span, ...]
    before: bool
    after: bool


def marked(matches: Iterable[Match], length: int) -> tuple[Span, ...]:
    """All ranges that any match points at, in order, within a text of `length` code points, overlaps joined."""
    return tuple(merged((span for match in matches for span in match.spans), length))


def excerpt(text: str, spans: tuple[Span, ...], length: int = 280) -> Excerpt:
    """At most `length` code points of `text`, around the first of `spans` (as `marked` gives them)."""
    if len(text) <= length:
        return Excerpt(text, spans, before=False, after=False)
    start = _start(text, spans[0][0], length) if spans else 0
    end = min(len(text), start + length)
    inside = tuple((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)
    return Excerpt(text[start:end], inside, before=start > 0, after=end < len(text))


def _start(text: str, first: int, length: int) -> int:
    """Where to begin so that the first marked word stands in the first third, on a word's first letter if possible."""
    start = max(0, min(first - length // 3, len(text) - length))
    space = text.find(" ", start, first)
    return space + 1 if start > 0 and space >= 0 else start
