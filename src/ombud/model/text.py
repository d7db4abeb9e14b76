"""A text as it was written, beside the one normal form that rules read, and the way back from one to the other."""

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

__all__ = ["Span", "Text", "joined"]

Span = tuple[int, int]
"""Half-open range of code points in the text as written: ``text[start:end]``."""


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The ranges in order, overlapping and touching ones as one, so that no character is in two of them."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


class Text(msgspec.Struct, frozen=True, gc=False):
    """`raw` is what the person wrote; `normal` is what rules read.

    `offsets[i]` is the index in `raw` of the character that produced `normal[i]`, and ``offsets[len(normal)]`` is
    ``len(raw)``. None means that every character kept its place.
    """

    raw: str
    normal: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """The range of `raw` that produced ``normal[start:end]``.

        Characters that vanish in the normal form (zero-width ones, say) belong to the span when they lie inside it.
        """
        if self.offsets is None:
            return start, end
        if start >= end:
            return self.offsets[start], self.offsets[start]
        # Characters of one origin, such as a ligature or words written backwards, are shown together.
        last = self.offsets[end - 1]
        return self.offsets[start], self.offsets[bisect_right(self.offsets, last, end)]
