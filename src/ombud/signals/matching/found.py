"""What hit in one text: known at once. Where: found out when somebody asks."""

from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping

from ombud.model import Span, Text
from ombud.signals.matching.pieces import Compound, Piece

__all__ = ["MAX_SPANS", "Found", "Patterns"]

MAX_SPANS = 100
"""Spans kept per key, the first: a record shows what was found, it does not copy a flood."""

Patterns = Mapping[str, list[tuple[bool, Compound]]]
"""What there is to locate under each key, and whether in the raw text."""


class _Matches:
    """The pieces that match in one form of a text, and where, once that was asked."""

    __slots__ = ("data", "spans", "wide")

    def __init__(self, data: bytes, pieces: Collection[Piece], *, wide: bool) -> None:
        self.data = data
        self.wide = wide
        self.spans: dict[Piece, list[Span] | None] = dict.fromkeys(pieces)

    def of(self, compound: Compound) -> list[Span]:
        """Where the pattern matches, in characters."""
        found = [self._of_piece(piece) for piece in compound.pieces if piece in self.spans]
        spans = compound.spans(self.data, found) if found else []
        return _in_characters(spans, self.data) if self.wide else spans

    def _of_piece(self, piece: Piece) -> list[Span]:
        spans = self.spans[piece]
        if spans is None:
            spans = self.spans[piece] = list(piece.regex.spans(self.data))
        return spans


def _in_characters(spans: list[Span], data: bytes) -> list[Span]:
    """Ranges of bytes, in order, as ranges of characters, in one pass."""
    out = []
    at = characters = 0
    for start, end in spans:
        first = characters + len(data[at:start].decode())
        characters = first + len(data[start:end].decode())
        at = end
        out.append((first, characters))
    return out


class Found(Mapping[str, tuple[Span, ...]]):
    """The keys that hit, each with its spans in the raw text."""

    __slots__ = ("_matches", "_patterns", "_spans", "_terms", "_text")

    def __init__(self, text: Text, patterns: Patterns) -> None:
        self._text = text
        self._patterns = patterns
        self._spans: dict[str, tuple[Span, ...] | None] = {}
        self._terms: dict[str, list[Span]] = {}
        self._matches: dict[bool, _Matches] = {}

    def add_term(self, keys: Iterable[str], place: Span) -> None:
        """A term of these sets is at `place` in the raw text."""
        for key in keys:
            self._terms.setdefault(key, []).append(place)
            self._spans[key] = None

    def add_pieces(self, pieces: Collection[Piece], data: bytes, *, exact: bool, wide: bool) -> None:
        """These match in `data`, a form of the text in UTF-8; `wide` when not all of it is ASCII."""
        self._matches[exact] = _Matches(data, pieces, wide=wide)
        for piece in pieces:
            self._spans.update(piece.hits)

    def __getitem__(self, key: str) -> tuple[Span, ...]:
        spans = self._spans[key]
        if spans is None:
            spans = self._spans[key] = self._locate(key)
        return spans

    def _locate(self, key: str) -> tuple[Span, ...]:
        found = self._terms.get(key, [])
        for exact, compound in self._patterns.get(key, ()):
            if exact in self._matches:
                spans = self._matches[exact].of(compound)
                if not exact and self._text.offsets is not None:
                    spans = [self._text.span(*span) for span in spans]
                found = found + spans if found else spans
        return tuple(found) if len(found) < 2 else tuple(sorted(set(found))[:MAX_SPANS])

    def __contains__(self, key: object) -> bool:
        return key in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def keys(self) -> KeysView[str]:
        """What hit: the keys of a dict, so that going over them costs next to nothing."""
        return self._spans.keys()
