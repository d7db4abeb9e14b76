"""The log as static files: tiles of 256 hashes and bundles of 256 entries (c2sp.org/tlog-tiles).

Nothing here does I/O. Files are read through a `Reader` and handed back as a dict of paths and bytes; the caller
writes those first and publishes the new checkpoint afterwards, so that a crash in between leaves the old log whole.
"""

from collections.abc import Callable, Mapping, Sequence

from ombud.ledger._strict import HASH_BYTES, is_size
from ombud.ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash
from ombud.model import BadInput, SystemFault, TooLarge

__all__ = [
    "MAX_ENTRY_BYTES",
    "TILE_WIDTH",
    "Reader",
    "append",
    "bundle_path",
    "consistency_proof",
    "format_bundle",
    "inclusion_proof",
    "parse_bundle",
    "read_bundle",
    "read_tile",
    "subtree",
    "tile_path",
    "tree_root",
]

Reader = Callable[[str], bytes | None]
"""Gives the bytes of a file of the log by its path (``tile/0/000``), or None when there is no such file."""

TILE_WIDTH = 256
_TILE_HEIGHT = 8
MAX_ENTRY_BYTES = 65_535


# ── paths and bundles ────────────────────────────────────────────────────────────────────────────────────────────────
def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Where a tile of hashes lies: ``tile/0/x001/x234/067.p/8``. Raises BadInput (``no_such_tile``)."""
    if not 0 <= level <= 63:
        raise BadInput("no_such_tile", f"tiles have levels from 0 to 63, not {level}")
    return _path(str(level), index, width)


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """Where a bundle of entries lies: ``tile/entries/000.p/8``. Raises BadInput (``no_such_tile``)."""
    return _path("entries", index, width)


def _path(folder: str, index: int, width: int) -> str:
    if not (is_size(index) and 1 <= width <= TILE_WIDTH):
        raise BadInput("no_such_tile", f"there is no tile {index} of width {width}")
    steps = [f"{index % 1000:03}"]
    while index := index // 1000:
        steps.append(f"x{index % 1000:03}")
    partial = f".p/{width}" if width < TILE_WIDTH else ""
    return f"tile/{folder}/{'/'.join(reversed(steps))}{partial}"


def format_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length as two bytes, big-endian. Raises TooLarge."""
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise TooLarge("entry_too_large", f"an entry of the log has at most {MAX_ENTRY_BYTES} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes) -> list[bytes] | None:
    """The entries of a bundle, or None for one that ends in the middle of an entry or holds more than 256."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < TILE_WIDTH:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    return entries if at == len(data) else None


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def read_tile(read: Reader, level: int, index: int, width: int) -> list[bytes]:
    """The first `width` hashes of a tile. Raises SystemFault (``tile_missing``, ``tile_malformed``)."""
    path = tile_path(level, index, width)
    data, found = _find(read, path)
    if len(data) != found * HASH_BYTES:
        raise SystemFault("tile_malformed", f"{path} does not hold {found} hashes", field=path)
    return [data[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)]


def read_bundle(read: Reader, index: int, width: int) -> list[bytes]:
    """The first `width` entries of a bundle. Raises SystemFault (``tile_missing``, ``tile_malformed``)."""
    path = bundle_path(index, width)
    data, found = _find(read, path)
    entries = parse_bundle(data)
    if entries is None or len(entries) != found:
        raise SystemFault("tile_malformed", f"{path} does not hold {found} whole entries", field=path)
    return entries[:width]


def _find(read: Reader, path: str) -> tuple[bytes, int]:
    """The file, or the full one that has taken the place of a partial one; and how wide it must be."""
    whole, partial, width = path.partition(".p/")
    data = read(path)
    if data is not None:
        return data, int(width) if partial else TILE_WIDTH
    data = read(whole) if partial else None
    if data is None:
        raise SystemFault("tile_missing", f"the log has no file {path}", field=path)
    return data, TILE_WIDTH


def subtree(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, ... hashes of complete subtrees of the same height."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


class _Tree:
    """A log of a given size, seen through its tiles. Each tile is read once."""

    def __init__(self, read: Reader, size: int) -> None:
        self._read = read
        self._size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def _tile(self, level: int, index: int) -> list[bytes]:
        key = (level, index)
        if key not in self._tiles:
            hashes = self._size >> (_TILE_HEIGHT * level)
            width = min(TILE_WIDTH, hashes - index * TILE_WIDTH)
            self._tiles[key] = read_tile(self._read, level, index, width)
        return self._tiles[key]

    def hash(self, start: int, end: int) -> bytes:
        """The hash over the entries from `start` to before `end`, for the ranges that RFC 6962 splits into."""
        width = end - start
        if width & (width - 1):
            middle = start + _split(width)
            return node_hash(self.hash(start, middle), self.hash(middle, end))
        level, height = divmod(width.bit_length() - 1, _TILE_HEIGHT)
        tile, first = divmod(start >> (_TILE_HEIGHT * level), TILE_WIDTH)
        return subtree(self._tile(level, tile)[first : first + (1 << height)])


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def tree_root(read: Reader, size: int) -> bytes:
    """The root of the log's first `size` entries, from the tiles at its right edge. Raises SystemFault."""
    if not is_size(size):
        raise BadInput("size_outside_log", f"{size} is not the size of a log")
    return _Tree(read, size).hash(0, size) if size else EMPTY_ROOT


def inclusion_proof(read: Reader, index: int, size: int) -> list[bytes]:
    """The audit path of RFC 6962, section 2.1.1, from the leaf's sibling up.

    Raises BadInput (``index_outside_log``), or SystemFault when a tile is missing or malformed.
    """
    if not (is_size(size) and 0 <= index < size):
        raise BadInput("index_outside_log", f"a log of {size} entries has none at {index}")
    tree = _Tree(read, size)
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(tree.hash(middle, end))
            end = middle
        else:
            path.append(tree.hash(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(read: Reader, old: int, new: int) -> list[bytes]:
    """The proof of RFC 6962, section 2.1.2, that the log of `new` entries begins with that of `old`; empty for 0.

    Raises BadInput (``size_outside_log``), or SystemFault when a tile is missing or malformed.
    """
    if not (is_size(new) and 0 <= old <= new):
        raise BadInput("size_outside_log", f"a log of {new} entries never had {old}")
    if old in (0, new):
        return []
    tree = _Tree(read, new)
    start, end = 0, new
    path = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(tree.hash(middle, end))
            end = middle
        else:
            path.append(tree.hash(start, middle))
            start = middle
    if start:
        path.append(tree.hash(start, end))
    return path[::-1]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def append(
    read: Reader, size: int, leaves: Sequence[bytes], *, root: bytes | None = None
) -> tuple[dict[str, bytes], bytes]:
    """Add entries (leaf data) to a log of `size`: the files to write, by path, and the new root.

    Only the right edge is read and hashed: the cost is that of the batch, not of the log. With `root`, what is there
    is first checked against it, so that nobody signs on top of damaged files. Once a full tile ``P`` is written, the
    partial ones in the folder ``P.p`` may be deleted.

    Raises SystemFault (``tile_missing``, ``tile_malformed``, ``ledger_damaged``), TooLarge (``entry_too_large``).
    """
    if not is_size(size) or not is_size(size + len(leaves)):
        raise BadInput("size_outside_log", f"a log cannot grow from {size} by {len(leaves)} entries")
    if root is not None and tree_root(read, size) != root:
        raise SystemFault(
            "ledger_damaged",
            f"the files of the log do not lead to the root that was signed at {size} entries",
            advice="Restore the folder of the ledger from a backup; nothing was added.",
        )
    files = _grow_bundles(read, size, leaves)
    fresh = [leaf_hash(leaf) for leaf in leaves]
    level = 0
    while fresh:
        fresh = _grow_level(read, files, level, size >> (_TILE_HEIGHT * level), fresh)
        level += 1
    return files, tree_root(_overlay(files, read), size + len(leaves))


def _grow_bundles(read: Reader, size: int, leaves: Sequence[bytes]) -> dict[str, bytes]:
    tile, width = divmod(size, TILE_WIDTH)
    entries = [*(read_bundle(read, tile, width) if width and leaves else ()), *leaves]
    return {bundle_path(tile + at // TILE_WIDTH, len(part)): format_bundle(part) for at, part in _parts(entries)}


def _grow_level(read: Reader, files: dict[str, bytes], level: int, count: int, fresh: list[bytes]) -> list[bytes]:
    """Put `fresh` hashes behind the `count` that the level has; return those that become new on the level above."""
    tile, width = divmod(count, TILE_WIDTH)
    hashes = [*(read_tile(read, level, tile, width) if width else ()), *fresh]
    above = []
    for at, part in _parts(hashes):
        files[tile_path(level, tile + at // TILE_WIDTH, len(part))] = b"".join(part)
        if len(part) == TILE_WIDTH:
            above.append(subtree(part))
    return above


def _parts(items: list[bytes]) -> list[tuple[int, list[bytes]]]:
    return [(at, items[at : at + TILE_WIDTH]) for at in range(0, len(items), TILE_WIDTH)]


def _overlay(files: Mapping[str, bytes], read: Reader) -> Reader:
    def reader(path: str) -> bytes | None:
        return files[path] if path in files else read(path)

    return reader
