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

    __slots__ = ("_data", "_exact", "_of_piece", "_text", "_wide", "pieces")

    def __init__(self, text: Text, pieces: Collection[Piece], data: bytes, *, exact: bool, wide: bool) -> None:
        self.pieces = pieces
        self._text = text
        self._data = data
        self._exact = exact
        self._wide = wide
        self._of_piece: dict[Piece, list[Span]] = {}

    def of(self, compound: Compound) -> list[Span]:
        """Where the pattern matches in the raw text."""
        hit = [piece for piece in compound.pieces if piece in self.pieces]
        if len(hit) < 2:
            return self._of(hit[0]) if hit else []
        return self._in_raw(compound.spans(self._data, hit))

    def _of(self, piece: Piece) -> list[Span]:
        """Many patterns share a piece: it is looked for once."""
        spans = self._of_piece.get(piece)
        if spans is None:
            spans = self._of_piece[piece] = self._in_raw(list(piece.regex.spans(self._data)))
        return spans

    def _in_raw(self, spans: list[Span]) -> list[Span]:
        if self._wide:
            spans = _in_characters(spans, self._data)
        return spans if self._exact or self._text.offsets is None else [self._text.span(*span) for span in spans]


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
        self._terms: dict[str, list[tuple[bool, int, int]]] = {}
        self._matches: dict[bool, _Matches] = {}

    def add_term(self, keys: Iterable[str], place: tuple[bool, int, int]) -> None:
        """A term of these sets is at `place`: whether that is in the raw text, start, end."""
        for key in keys:
            self._terms.setdefault(key, []).append(place)
            self._spans[key] = None

    def add_pieces(self, pieces: Collection[Piece], data: bytes, *, exact: bool, wide: bool) -> None:
        """These match in `data`, a form of the text in UTF-8; `wide` when not all of it is ASCII."""
        self._matches[exact] = _Matches(self._text, pieces, data, exact=exact, wide=wide)
        for piece in pieces:
            self._spans.update(piece.hits)

    def __getitem__(self, key: str) -> tuple[Span, ...]:
        spans = self._spans[key]
        if spans is None:
            found = self._terms_of(key) if key in self._terms else []
            for exact, compound in self._patterns.get(key, ()):
                if exact in self._matches:
                    more = self._matches[exact].of(compound)
                    found = found + more if found else more
            spans = tuple(found) if len(found) < 2 else tuple(sorted(set(found))[:MAX_SPANS])
            self._spans[key] = spans
        return spans

    def _terms_of(self, key: str) -> list[Span]:
        span = self._text.span
        return [(start, end) if exact else span(start, end) for exact, start, end in self._terms[key]]

    def __contains__(self, key: object) -> bool:
        return key in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def keys(self) -> KeysView[str]:
        """What hit: the keys of a dict, so that going over them costs next to nothing."""
        return self._spans.keys()
