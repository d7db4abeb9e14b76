"""Reviewed text on a page: escaped, isolated from the page's own direction, its tricks made visible."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from ombud.model import joined

__all__ = ["highlight", "isolated", "merged", "plain", "verbatim", "visible"]

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # direction marks and characters without width
)
"""Characters that deceive by not being seen. Joiners (U+200C, U+200D) stay: Persian and emoji are written with them."""


def plain(text: str) -> Markup:
    """Text that somebody wrote, for a page: ``<bdi>`` keeps its direction to itself (UAX #9, HTML 4.5.25)."""
    return Markup('<bdi class="said">{}</bdi>').format(_visible(text))


def highlight(text: str, spans: Iterable[Sequence[int]]) -> Markup:
    """The same with ``<mark>`` around every span: half-open ranges of code points in `text`, in any order."""
    parts: list[Markup] = []
    at = 0
    for start, end in merged(spans, len(text)):
        parts.append(_visible(text[at:start]))
        parts.append(Markup("<mark>{}</mark>").format(_visible(text[start:end])))
        at = end
    parts.append(_visible(text[at:]))
    return Markup('<bdi class="said">{}</bdi>').format(Markup("").join(parts))


def merged(spans: Iterable[Sequence[int]], length: int) -> list[tuple[int, int]]:
    """The spans in order, clipped to the text, overlapping and touching ones joined, empty ones dropped."""
    clipped = ((max(0, span[0]), min(length, span[1])) for span in spans)
    return list(joined((start, end) for start, end in clipped if start < end))


def visible(text: str) -> str:
    """The text with every character that deceives by not being seen written as its number, ``U+202E``.

    For a policy's own words: they stand in titles, choices and Markdown, where `plain` has no place for its elements.
    """
    return _UNSEEN.sub(lambda hit: f"U+{ord(hit.group()):04X}", text)


def verbatim(text: str) -> Markup:
    """Something of ours to be typed as it stands, such as ``https://``: read from the left in every language."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def isolated(text: str) -> str:
    """The same between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9): what ``<bdi>`` is to a place that has
    no room for elements, such as a page's title or the text of a picture."""
    return f"\u2068{visible(text)}\u2069"


def _visible(text: str) -> Markup:
    out: list[Markup] = []
    at = 0
    for hit in _UNSEEN.finditer(text):
        out.append(escape(text[at : hit.start()]))
        out.append(Markup('<span class="unseen">U+{}</span>').format(f"{ord(hit.group()):04X}"))
        at = hit.end()
    out.append(escape(text[at:]))
    return Markup("").join(out)
