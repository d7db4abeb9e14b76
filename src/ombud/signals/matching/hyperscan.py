"""The engine that finds all strings and pieces in one pass over the bytes, however many there are.

Hyperscan (Wang et al., NSDI 2019), in its portable successor Vectorscan. What it is given never matches less than RE2
would; where it may match more, RE2 confirms. Its databases come from outside, because compiling one is slow, and what a
policy's author writes may be made to be slow.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from hyperscan import HS_MODE_BLOCK, Scratch, loadb
from hyperscan import Database as Loaded

from ombud.ports import Database, DatabaseBuilder, Shard
from ombud.signals.matching.expression import literal
from ombud.signals.matching.letters import fold_strays
from ombud.signals.matching.pieces import Piece
from ombud.signals.matching.portable import PortableEngine

__all__ = ["HyperscanEngine"]

_SHARD_LOAD = 100_000
"""Bytes of expressions, a string counting a quarter: half a second to compile, two where patterns are involved.
Fewer and larger shards scan faster, a third of a microsecond each; an edit compiles one of them."""

_MAX_STRINGS = 16_000
"""Longer lists are for Aho-Corasick: it reads 100,000 in half a second, and finds them faster than many shards do."""

_Hits = list[tuple[int, int]]


def _note(number: int, _start: int, end: int, _flags: int, hits: Any) -> None:
    hits.append((number, end))


class _Part(NamedTuple):
    """A loaded database. Its first ids are those of `pieces`, the others those of `strings`."""

    database: Loaded
    pieces: list[list[Piece]]
    """Per id: the pieces that share the expression."""
    strings: list[int]
    """Per id: the number that the engine was given the string under."""

    def sort(self, hits: _Hits, data: bytes, ends: _Hits, found: dict[Piece, None], *, folded: bool = False) -> None:
        """Add the strings that hit to `ends` and the pieces that match in `data` to `found`.

        What was scanned `folded` is not the text itself: no hit is certain, and where strings are is not asked.
        """
        first = len(self.pieces)
        for number, end in hits:
            if number >= first:
                ends.append((self.strings[number - first], end))
                continue
            for piece in self.pieces[number]:
                if (piece.certain and not folded) or piece.regex.matches(data):
                    found[piece] = None


class HyperscanEngine:
    """Implements `Engine`. Threads may scan at the same time."""

    def __init__(self, texts: Sequence[str], pieces: Sequence[Piece], build: DatabaseBuilder) -> None:
        few = len(texts) <= _MAX_STRINGS
        strings = {literal(text.encode()): number for number, text in enumerate(texts)} if few else {}
        wanted: dict[bytes, list[Piece]] = {}
        left = []
        for piece in pieces:
            if piece.expression is None:
                left.append(piece)
            else:
                wanted.setdefault(piece.expression.source, []).append(piece)
        self._lengths = array("I", map(len, texts))
        parts = []
        self._left = [] if few else list(range(len(texts)))
        shards = _shards(wanted, strings)
        for shard, database in zip(shards, build(shards), strict=True):
            left += [piece for one in database.refused for piece in wanted.get(one, ())]
            self._left += [strings[one] for one in database.refused if one in strings]
            if database.image:
                parts.append(_load(shard, database, wanted, strings))
        self._rest = PortableEngine([texts[number] for number in self._left], left) if left or self._left else None
        self._pristine = [(part, Scratch(part.database)) for part in parts]
        self._idle: list[list[tuple[_Part, Scratch]]] = []

    def scan(self, seen: str, data: bytes) -> tuple[Sequence[tuple[int, int, int]], Collection[Piece]]:
        """See `Engine`."""
        raw = self._pass_over(data)
        wide = len(data) > len(seen)
        if not raw and not wide and self._rest is None:
            return (), ()  # as for most texts
        ends: _Hits = []
        found: dict[Piece, None] = {}
        for part, hits in raw:
            part.sort(hits, data, ends, found)
        if wide:
            self._look_again(data, found)
            ends = _in_characters(ends, data)
        strings = [(number, end - self._lengths[number], end) for number, end in ends]
        if self._rest:
            more, others = self._rest.scan(seen, data)
            strings += [(self._left[number], start, end) for number, start, end in more]
            found.update(dict.fromkeys(others))
        return strings, found

    def _pass_over(self, data: bytes) -> list[tuple[_Part, _Hits]]:
        """The parts that something hit in, with the ids and where they end."""
        idle = self._idle
        parts = idle.pop() if idle else [(part, scratch.clone()) for part, scratch in self._pristine]
        raw: list[tuple[_Part, _Hits]] = []
        hits: _Hits = []
        for part, scratch in parts:
            part.database.scan(data, _note, 0, hits, scratch)
            if hits:
                raw.append((part, hits))
                hits = []
        idle.append(parts)
        return raw

    def _look_again(self, data: bytes, found: dict[Piece, None]) -> None:
        """With plain letters for the strays."""
        folded = fold_strays(data)
        if folded is not None:
            for part, hits in self._pass_over(folded):
                part.sort(hits, data, [], found, folded=True)


def _load(shard: Shard, database: Database, wanted: Mapping[bytes, list[Piece]], strings: Mapping[bytes, int]) -> _Part:
    return _Part(
        loadb(database.image, HS_MODE_BLOCK),
        [wanted[one] for one in shard.whether if one not in database.refused],
        [strings[one] for one in shard.where if one not in database.refused],
    )


def _shards(wanted: Iterable[bytes], strings: Iterable[bytes]) -> list[Shard]:
    """Where an expression goes depends on itself alone, as long as the number of shards stays: a power of two."""
    pieces, others = sorted(wanted), sorted(strings)
    load = sum(map(len, pieces)) + sum(map(len, others)) // 4
    count = 1 << max(0, (load - 1) // _SHARD_LOAD).bit_length()
    parts: list[tuple[list[bytes], list[bytes]]] = [([], []) for _ in range(count)]
    for kind, expressions in enumerate((pieces, others)):
        for one in expressions:
            parts[crc32(one) % count][kind].append(one)
    return [Shard(tuple(whether), tuple(where)) for whether, where in parts if whether or where]


def _in_characters(ends: _Hits, data: bytes) -> _Hits:
    """Places in bytes as places in characters, in one pass."""
    out = []
    at = characters = 0
    for end, number in sorted((end, number) for number, end in ends):
        characters += len(data[at:end].decode())
        at = end
        out.append((number, characters))
    return out
