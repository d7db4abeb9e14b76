"""Compiling what hostile authors write, in bounded time and memory."""

import sys
from collections.abc import Sequence
from pathlib import Path

import hyperscan
import pytest

from ombud.ports import Database, Shard
from ombud.scanning import Limits, database_builder
from ombud.scanning.builder import Builder
from ombud.scanning.cache import Cache
from ombud.store import FolderShelf

GOOD = Shard((b"free[0-9]", b"win"), (b"kill",))
BOMB = b"(?:a|b[ab]{0,60}){0,200}c(?:a|b[ab]{0,60}){0,200}d"
"""The library thinks about this for many seconds, and refuses it then."""


def hits(database: Database, data: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    loaded = hyperscan.loadb(database.image, hyperscan.HS_MODE_BLOCK)
    loaded.scan(
        data,
        lambda number, _start, end, _flags, _context: found.append((number, end)),
        scratch=hyperscan.Scratch(loaded),
    )
    return sorted(found)


def test_pieces_come_before_strings_and_are_told_once() -> None:
    (database,) = Builder(None, Limits())([GOOD])
    assert database.refused == frozenset()
    assert hits(database, b"free1 free2 kill kill") == [(0, 5), (2, 16), (2, 21)]


def test_what_the_library_refuses_is_left_out_and_the_rest_is_not() -> None:
    shard = Shard((b"(?=never)", b"free[0-9]", b"(?!or)this", b"win"), (b"kill",))
    (database,) = Builder(None, Limits())([shard])
    assert database.refused == {b"(?=never)", b"(?!or)this"}
    assert hits(database, b"win free1 kill") == [(0, 9), (1, 3), (2, 14)]


def test_a_shard_of_nothing_that_can_be_compiled_is_empty() -> None:
    assert Builder(None, Limits())([Shard((b"(?=a)", b"(?=b)"), ())]) == [
        Database(b"", frozenset({b"(?=a)", b"(?=b)"}))
    ]


def test_a_bomb_is_refused_in_bounded_time_and_its_neighbours_are_compiled() -> None:
    bomb, good = Builder(None, Limits(shard_seconds=1))([Shard((BOMB, b"win"), ()), GOOD])
    assert bomb.refused == {BOMB}
    assert hits(bomb, b"win") == [(0, 3)]
    assert hits(good, b"kill") == [(2, 4)]


def test_when_the_time_for_all_is_over_everything_left_is_refused() -> None:
    made = Builder(None, Limits(all_seconds=0))([GOOD, Shard((b"x",), ())])
    assert made == [Database(b"", frozenset({b"free[0-9]", b"win", b"kill"})), Database(b"", frozenset({b"x"}))]


def test_memory_is_bounded() -> None:
    shard = Shard(tuple(b"word%d[a-z]+[0-9]{9}" % i for i in range(500)), ())
    (database,) = Builder(None, Limits(memory=16 << 20, all_seconds=3))([shard])
    assert len(database.refused) > 0


class TooMuchTogether(Builder):
    """A machine that compiles one pattern at a time and no more."""

    def _run(self, shards: Sequence[Shard], deadline: float) -> list[bytes]:
        return super()._run([one for one in shards if len(one.whether) < 2], deadline)


def test_of_halves_that_fail_only_together_the_first_is_kept() -> None:
    (database,) = TooMuchTogether(None, Limits())([Shard((b"a1", b"b1"), ())])
    assert database.refused == {b"b1"}
    assert hits(database, b"a1 b1") == [(0, 2)]


def test_what_was_compiled_once_is_read_from_disk(tmp_path: Path) -> None:
    first = database_builder(FolderShelf(tmp_path / "cache"))
    assert first is not None
    made = first([GOOD])
    kept = database_builder(FolderShelf(tmp_path / "cache"), Limits(all_seconds=0))
    assert kept is not None
    assert list(kept([GOOD])) == list(made)
    assert list(kept([Shard((b"other",), ())])) == [Database(b"", frozenset({b"other"}))]
    assert len(list((tmp_path / "cache").iterdir())) == 1  # what was refused for want of time is not kept


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign", "not a database"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    cache = Cache(FolderShelf(tmp_path))
    database = Builder(None, Limits())([GOOD])[0]
    cache.write(GOOD, database)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    assert cache.read(GOOD) == database
    if damage == "not a database":
        cache.write(GOOD, Database(database.image[:-9]))
    elif damage == "foreign":
        cache.write(GOOD, Database(b"no database at all"))
    else:
        file.write_bytes({"cut": whole[:-1], "flipped": whole[:90] + b"x" + whole[91:], "empty": b""}[damage])
    assert cache.read(GOOD) is None
    assert Builder(cache, Limits())([GOOD]) == [database]
    assert cache.read(GOOD) == database


def test_a_file_that_says_something_else_is_as_good_as_none(tmp_path: Path) -> None:
    cache = Cache(FolderShelf(tmp_path))
    cache.write(GOOD, ["not", "a", "database"])  # type: ignore[arg-type]  # what another version may have kept
    assert cache.read(GOOD) is None


def test_a_folder_that_cannot_be_used_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    build = Builder(Cache(FolderShelf(tmp_path / "file" / "cache")), Limits())
    assert build([GOOD])[0].image
    Cache(FolderShelf(tmp_path)).write(GOOD, Database(b""))
    (kept,) = (path for path in tmp_path.iterdir() if path.suffix == ".db")
    kept.unlink()
    kept.mkdir()
    assert Cache(FolderShelf(tmp_path)).read(GOOD) is None


def test_without_the_library_there_is_no_builder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert database_builder() is None
