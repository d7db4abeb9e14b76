"""The engine for machines that the scanning library is not built for, and for patterns that it cannot take.

Aho-Corasick for the strings. For the pieces RE2's filter: it looks for the literal parts that they need, all in one
pass, and tries only those whose parts are there. Unlike one joint automaton it keeps no states of texts it has met, so
a text never seen costs what a familiar one does, and no lack of memory can make it miss.
"""

from collections.abc import Collection, Sequence

from ahocorasick_rs import AhoCorasick
from re2 import Filter

from ombud.signals.matching.pieces import Piece
from ombud.signals.matching.regex import options

__all__ = ["PieceFilter", "PortableEngine"]


class PieceFilter:
    """Which pieces match, by RE2 alone."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._filter = Filter()
        for piece in pieces:
            self._filter.Add(piece.source, options())
        if pieces:
            self._filter.Compile()

    def matching(self, seen: str) -> Collection[Piece]:
        """Every piece that matches anywhere."""
        if not self._pieces:
            return ()
        return [self._pieces[i] for i in self._filter.Match(seen) or ()]


class PortableEngine:
    """Implements `Engine`."""

    def __init__(self, texts: Sequence[str], pieces: Sequence[Piece]) -> None:
        self._strings = AhoCorasick(texts) if texts else None
        self._filter = PieceFilter(pieces)

    def scan(self, seen: str, data: bytes) -> tuple[Sequence[tuple[int, int, int]], Collection[Piece]]:  # noqa: ARG002
        """See `Engine`."""
        strings = self._strings.find_matches_as_indexes(seen, overlapping=True) if self._strings else ()
        return strings, self._filter.matching(seen)
