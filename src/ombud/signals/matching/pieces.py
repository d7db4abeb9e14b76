"""Patterns as unions of pieces, so that what many patterns look for is looked for once.

``(free|cash)[ ]+[0-9]{3}`` finds what ``free[ ]+[0-9]{3}`` or ``cash[ ]+[0-9]{3}`` finds. A policy of thousands of
patterns over one vocabulary has few different pieces. A pattern is taken apart only where that makes a piece which
another pattern has too.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from ombud.model import BadInput, Span
from ombud.ports import Pattern
from ombud.signals.matching.expression import Expression, express
from ombud.signals.matching.regex import Regex
from ombud.signals.matching.syntax import Alt, Concat, Parsed, Unknown, parse

__all__ = ["MAX_PROGRAMS", "Compound", "Piece", "take_apart"]

MAX_PROGRAMS = 4_000_000
"""Instructions of RE2's programs for all patterns of a policy together: what they cost in memory, and to read."""

_MAX_BRANCHES = 8


class Piece:
    """One thing to look for. `hits` has the key of every pattern that it is a piece of.

    `expression` is how the scanning engine may look for it, None when only RE2 can; `certain` says that a hit of that
    is a hit of this.
    """

    __slots__ = ("_regex", "certain", "expression", "hits", "source")

    def __init__(self, source: str, regex: Regex | None, parsed: Parsed | None) -> None:
        self.source = source
        self.expression: Expression | None = express(parsed.root) if parsed else None
        self.certain = self.expression is not None and self.expression.exact
        self.hits: dict[str, None] = {}
        self._regex = regex

    @property
    def regex(self) -> Regex:
        """Compiled when first asked for: most pieces of a large policy never hit."""
        if self._regex is None:
            self._regex = Regex(self.source)
        return self._regex


class Compound(NamedTuple):
    """A pattern and its pieces: it hits where one of them does."""

    regex: Regex
    pieces: tuple[Piece, ...]

    def spans(self, data: bytes, found: list[list[Span]]) -> list[Span]:
        """Byte ranges of its matches, given those of the pieces that hit.

        Where the matches of its pieces lie apart, the pattern finds just these. Where two touch the same words, what it
        finds depends on which comes first, and the pattern itself is asked.
        """
        if len(found) == 1:
            return found[0]
        spans = sorted(span for one in found for span in one)
        apart = all(before[1] <= after[0] for before, after in pairwise(spans))
        return spans if apart else list(self.regex.spans(data))


def take_apart(patterns: Iterable[Pattern]) -> list[tuple[str, Compound]]:
    """The key and the pieces of every pattern. Raises BadInput (``regex_invalid``, ``regex_too_costly``)."""
    read = [_read(pattern.regex) for pattern in patterns]
    _within_bounds(read)
    shared = Counter(source for one in read for source in set(one.branches))
    pieces: dict[str, Piece] = {}
    out = []
    for pattern, one in zip(patterns, read, strict=True):
        apart = _pieces_of(one, pieces) if any(shared[source] > 1 for source in one.branches) else None
        if apart is None:
            whole = pieces.get(one.source) or Piece(one.source, one.regex, one.parsed)
            apart = (pieces.setdefault(one.source, whole),)
        for piece in apart:
            piece.hits[pattern.key] = None
        out.append((pattern.key, Compound(one.regex, apart)))
    return out


class _Read(NamedTuple):
    source: str
    regex: Regex
    parsed: Parsed | None
    branches: tuple[str, ...]


def _read(source: str) -> _Read:
    regex = Regex(source)
    parsed = _parse(source)
    return _Read(source, regex, parsed, _branches(source, parsed) if parsed else ())


def _parse(source: str) -> Parsed | None:
    try:
        return parse(source)
    except Unknown:
        return None


def _within_bounds(read: Iterable[_Read]) -> None:
    total = sum(one.regex.size for one in read)
    if total > MAX_PROGRAMS:
        raise BadInput(
            "regex_too_costly",
            f"the patterns need {total:,} steps together, and {MAX_PROGRAMS:,} are allowed",
            advice="Look for plain words with `mentions` or `in_list`: they cost next to nothing.",
        )


def _branches(source: str, parsed: Parsed) -> tuple[str, ...]:
    """The pattern once for each branch of its first alternation that no repeat encloses; none when there is no such."""
    root, head, tail = parsed.root, source[: parsed.prefix], ""
    if isinstance(root, Concat):
        for item, (start, end) in zip(root.items, root.places, strict=True):
            if isinstance(item, Alt):
                root, head, tail = item, f"{source[:start]}(?:", f"){source[end:]}"
                break
    if not parsed.uniform or not isinstance(root, Alt) or len(root.branches) > _MAX_BRANCHES:
        return ()
    return tuple(head + source[max(start, parsed.prefix) : end] + tail for start, end in root.places)


def _pieces_of(one: _Read, pieces: dict[str, Piece]) -> tuple[Piece, ...] | None:
    """The pattern's pieces, new ones added to `pieces`; None when the engine cannot look for all of them."""
    made = []
    for source in dict.fromkeys(one.branches):
        piece = pieces.get(source)
        if piece is None:
            piece = pieces[source] = Piece(source, None, _parse(source))
        made.append(piece)
    return tuple(made) if all(piece.expression for piece in made) else None
