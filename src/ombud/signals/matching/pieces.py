"""Patterns as unions of pieces, so that what many patterns look for is looked for once.

``(free|cash)[ ]+[0-9]{3}`` finds what ``free[ ]+[0-9]{3}`` or ``cash[ ]+[0-9]{3}`` finds. A policy of thousands of
patterns over one vocabulary has few different pieces. A pattern is taken apart only where that makes a piece which
another pattern has too.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ombud.model import BadInput, Span
from ombud.ports import CannotLookFor, Pattern
from ombud.signals.matching.expression import Expression, express
from ombud.signals.matching.needles import MAX_FAULTS
from ombud.signals.matching.regex import Regex
from ombud.signals.matching.syntax import Alt, Concat, Parsed, Unknown, parse

__all__ = ["MAX_PROGRAMS", "Compound", "Piece", "take_apart"]

MAX_PROGRAMS = 2_000_000
"""Instructions of RE2's programs for all patterns of a policy together: what they cost in memory, and to read."""

_MAX_BRANCHES = 8


class Piece:
    """One thing to look for. `hits` has the key of every pattern that it is a piece of.

    `expression` is how the scanning engine may look for it, None when only RE2 can; `certain` says that a hit of that
    is a hit of this.
    """

    __slots__ = ("certain", "expression", "hits", "regex", "source")

    def __init__(self, source: str, regex: Regex, parsed: Parsed | None) -> None:
        self.source = source
        self.regex = regex
        self.expression: Expression | None = express(parsed.root) if parsed else None
        self.certain = self.expression is not None and self.expression.exact
        self.hits: dict[str, None] = {}


class Compound(NamedTuple):
    """A pattern and its pieces: it hits where one of them does."""

    regex: Regex
    pieces: tuple[Piece, ...]

    def spans(self, data: bytes, hit: Iterable[Piece]) -> list[Span]:
        """Byte ranges of its matches, given which of its pieces match.

        Where the matches of its pieces lie apart, the pattern finds just these. Where two touch the same words, what it
        finds depends on which comes first, and the pattern itself is asked.
        """
        spans = sorted(span for piece in hit for span in piece.regex.spans(data))
        apart = all(before[1] <= after[0] for before, after in pairwise(spans))
        return spans if apart else list(self.regex.spans(data))


def take_apart(patterns: Sequence[Pattern]) -> list[Compound]:
    """Every pattern with its pieces, in order. Raises CannotLookFor (``regex_invalid``, ``regex_too_costly``)."""
    regexes = _compiled(patterns)
    read = [_read(pattern.regex, regex) for pattern, regex in zip(patterns, regexes, strict=True)]
    shared = Counter(
        (pattern.exact, source) for pattern, one in zip(patterns, read, strict=True) for source in one.branches
    )
    pieces: dict[tuple[bool, str], Piece] = {}
    compounds = []
    for pattern, one in zip(patterns, read, strict=True):
        parts: list[Piece] = []
        if any(shared[pattern.exact, source] > 1 for source in one.branches):
            parts = [_piece(pieces, pattern.exact, source) for source in one.branches]
        if not parts or not all(part.expression for part in parts):
            parts = [pieces.setdefault((pattern.exact, one.source), Piece(one.source, one.regex, one.parsed))]
        for part in parts:
            part.hits[pattern.key] = None
        compounds.append(Compound(one.regex, tuple(dict.fromkeys(parts))))
    return compounds


def _piece(pieces: dict[tuple[bool, str], Piece], exact: bool, source: str) -> Piece:
    found = pieces.get((exact, source))
    if found is None:
        found = pieces[exact, source] = Piece(source, Regex(source), _parse(source))
    return found


class _Read(NamedTuple):
    """A pattern that RE2 accepts, and the pieces that it could be taken apart into."""

    source: str
    regex: Regex
    parsed: Parsed | None
    branches: tuple[str, ...]


def _compiled(patterns: Iterable[Pattern]) -> list[Regex]:
    """Every pattern for RE2, which counts their steps; no further than where they are too many."""
    compiled: list[Regex] = []
    faults: list[tuple[str, BadInput]] = []
    largest, most, total = "", 0, 0
    for pattern in patterns:
        try:
            regex = Regex(pattern.regex)
        except BadInput as error:
            faults.append((pattern.key, error))
            if len(faults) == MAX_FAULTS:
                break
            continue
        compiled.append(regex)
        total += regex.size
        if regex.size > most:
            largest, most = pattern.key, regex.size
        if total > MAX_PROGRAMS:
            faults.append((largest, _too_costly()))
            break
    if faults:
        raise CannotLookFor(faults)
    return compiled


def _too_costly() -> BadInput:
    return BadInput(
        "regex_too_costly",
        f"the patterns need more than {MAX_PROGRAMS:,} steps together; this is the largest of them",
        advice="Look for plain words with `mentions` or `in_list`: they cost next to nothing.",
    )


def _read(source: str, regex: Regex) -> _Read:
    parsed = _parse(source)
    return _Read(source, regex, parsed, _branches(source, parsed) if parsed else ())


def _parse(source: str) -> Parsed | None:
    try:
        return parse(source)
    except Unknown:
        return None


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
