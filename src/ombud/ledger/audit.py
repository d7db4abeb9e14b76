"""Checking a whole log from its public files alone, as anybody may."""

from collections.abc import Callable, Sequence

import msgspec

from ombud.ledger.checkpoint import Head, open_checkpoint
from ombud.ledger.commitment import parse_public_entry
from ombud.ledger.merkle import Frontier, leaf_hash
from ombud.ledger.note import parse_vkey
from ombud.ledger.tiles import TILE_WIDTH, Reader, bundle_path, read_bundle, read_tile, subtree, tile_path
from ombud.model import BadInput, OmbudError

__all__ = ["Fault", "LogReport", "Progress", "verify_log"]

Progress = Callable[[int, int], None]
"""Called now and then with the number of entries checked so far and the number there are."""


class Fault(msgspec.Struct, frozen=True):
    """The first thing that is wrong: a stable `code`, what is wrong, in which file, and at which entry if it is one."""

    code: str
    detail: str
    path: str
    index: int | None = None


class LogReport(msgspec.Struct, frozen=True):
    """What a check of a log found.

    `head` is None when there is no state that the log has signed. `counts` are entries by type and then by day, as far
    as they were checked; `fault` is None when all of it holds.
    """

    head: Head | None
    counts: dict[str, dict[str, int]]
    fault: Fault | None

    @property
    def ok(self) -> bool:
        return self.fault is None

    @property
    def size(self) -> int:
        return self.head.size if self.head else 0

    @property
    def root(self) -> bytes:
        return self.head.root if self.head else b""


def verify_log(read: Reader, vkey: str, known: Head | None = None, *, progress: Progress | None = None) -> LogReport:
    """Read the checkpoint, every bundle and every tile, and recompute all of it.

    With `known`, a head seen earlier, also show that the log only grew since. What is wrong with the log is reported,
    not raised; BadInput (``vkey_malformed``) is raised for a key that is none. Memory does not grow with the log.
    """
    parse_vkey(vkey)
    audit = _Audit(read, vkey, known, progress)
    fault = None
    try:
        audit.run()
    except OmbudError as error:
        fault = Fault(error.code, error.detail, audit.path, audit.index)
    return LogReport(audit.head, audit.counts, fault)


class _Audit:
    """One walk over a log. `path` and `index` say where it is, so that a fault can say so too."""

    def __init__(self, read: Reader, vkey: str, known: Head | None, progress: Progress | None) -> None:
        self._read = read
        self._vkey = vkey
        self._known = known
        self._progress = progress
        self._frontier = Frontier()
        self._rows: list[list[bytes]] = []  # per level, the hashes of the tile being filled
        self._tiles: list[int] = []  # per level, which tile that is
        self.head: Head | None = None
        self.counts: dict[str, dict[str, int]] = {}
        self.path = "checkpoint"
        self.index: int | None = None

    def run(self) -> None:
        head = self.head = self._open_head()
        self._compare_known(head)
        for bundle in range(-(-head.size // TILE_WIDTH)):
            first = bundle * TILE_WIDTH
            self._check_bundle(bundle, min(TILE_WIDTH, head.size - first))
            if self._progress:
                self._progress(self._frontier.size, head.size)
        for level, row in enumerate(self._rows):
            if row:
                self._check_tile(level, row)
        self.path = "checkpoint"
        if self._frontier.root() != head.root:
            raise BadInput("root_differs", "the entries of the log do not lead to the root that it has signed")

    def _open_head(self) -> Head:
        data = self._read("checkpoint")
        if data is None:
            raise BadInput("checkpoint_missing", "the log has no checkpoint")
        try:
            note = data.decode()
        except UnicodeDecodeError as error:
            raise BadInput("note_malformed", "the checkpoint is not a text") from error
        return open_checkpoint(note, self._vkey)

    def _compare_known(self, head: Head) -> None:
        known = self._known
        if known is None:
            return
        if known.origin != head.origin:
            raise BadInput("wrong_log", f"the state seen earlier is of {known.origin!r}, this log is {head.origin!r}")
        if known.size > head.size:
            raise BadInput(
                "log_shrank", f"the log had {known.size} entries when it was last seen and now has {head.size}"
            )
        self._compare_past()

    def _compare_past(self) -> None:
        """Once as many entries are read as the log had when it was last seen, they must be the same ones."""
        known = self._known
        if known is not None and known.size == self._frontier.size and known.root != self._frontier.root():
            raise BadInput("log_rewritten", f"the first {known.size} entries are not those that were seen earlier")

    def _check_bundle(self, bundle: int, width: int) -> None:
        self.path, self.index = bundle_path(bundle, width), None
        hashes = []
        for at, leaf in enumerate(read_bundle(self._read, bundle, width)):
            self.index = bundle * TILE_WIDTH + at
            entry = parse_public_entry(leaf)
            days = self.counts.setdefault(entry.type, {})
            days[entry.period] = days.get(entry.period, 0) + 1
            hashes.append(leaf_hash(leaf))
            self._frontier.push(hashes[-1])
            self._compare_past()
        self.index = None
        self._fill(0, hashes)

    def _fill(self, level: int, hashes: Sequence[bytes]) -> None:
        """Add hashes to the level's tile, which they never overflow; a full one is checked and hashed into the next."""
        if level == len(self._rows):
            self._rows.append([])
            self._tiles.append(0)
        row = self._rows[level]
        row.extend(hashes)
        if len(row) == TILE_WIDTH:
            self._check_tile(level, row)
            self._rows[level] = []
            self._tiles[level] += 1
            self._fill(level + 1, [subtree(row)])

    def _check_tile(self, level: int, row: Sequence[bytes]) -> None:
        tile = self._tiles[level]
        self.path = tile_path(level, tile, len(row))
        for at, (published, computed) in enumerate(zip(read_tile(self._read, level, tile, len(row)), row, strict=True)):
            if published != computed:
                self.index = (tile * TILE_WIDTH + at) * TILE_WIDTH**level
                raise BadInput("tile_altered", f"hash {at} of {self.path} is not that of the log's entries")
