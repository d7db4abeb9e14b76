"""A shelf keeps work that can be done again: what is there is whole, what is not there only costs time."""

import os
from pathlib import Path

import pytest

from ombud.store import FolderShelf


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    FolderShelf(tmp_path / "cache").keep("one", b"data")
    assert FolderShelf(tmp_path / "cache").read("one") == b"data"
    assert FolderShelf(tmp_path / "cache").read("two") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100])
def test_what_is_damaged_is_as_good_as_not_there(tmp_path: Path, damage: bytes) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.keep("one", b"data")
    (tmp_path / "one").write_bytes(damage)
    assert shelf.read("one") is None
    shelf.keep("one", b"data")
    assert shelf.read("one") == b"data"


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    FolderShelf(tmp_path).keep("one", b"data")
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path, most=3)
    for number in range(3):
        shelf.keep(str(number), b"data")
        os.utime(tmp_path / str(number), (number + 1, number + 1))
    assert shelf.read("0") == b"data"
    shelf.keep("new", b"data")
    assert shelf.read("0") == b"data"
    assert shelf.read("1") is None


def test_a_folder_that_is_none_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = FolderShelf(tmp_path / "file" / "cache")
    shelf.keep("one", b"data")
    assert shelf.read("one") is None
