"""The log as files: where they lie, what is in them, and what happens when some are gone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.ledger import (
    EMPTY_ROOT,
    append,
    bundle_path,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tile_path,
    tree_root,
)
from ombud.ledger.tiles import format_bundle, parse_bundle
from ombud.model import BadInput, SystemFault, TooLarge

SMALL = [bytes([n]) for n in range(10)]


def nothing(path: str) -> bytes | None:
    """The files of a log that has none yet."""
    return None


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(63, 0, 255) == "tile/63/000.p/255"
    assert bundle_path(999) == "tile/entries/999"
    assert bundle_path(1000, 1) == "tile/entries/x001/000.p/1"


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 2**63, 1), (0, 0, 0), (0, 0, 257)]
)
def test_a_tile_that_cannot_exist_has_no_path(level: int, index: int, width: int) -> None:
    with pytest.raises(BadInput) as caught:
        tile_path(level, index, width)
    assert caught.value.code == "no_such_tile"


def test_a_log_of_70_000_entries_has_the_files_of_the_specifications_example() -> None:
    files, _ = append(nothing, 0, [b"x"] * 70_000)
    full = [path for path in files if ".p/" not in path]
    partial = [path for path in files if ".p/" in path]
    assert sum(path.startswith("tile/0/") for path in full) == 273
    assert sum(path.startswith("tile/1/") for path in full) == 1
    assert sorted(partial) == [
        "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112",
    ]  # fmt: skip


def test_a_log_of_256_entries_has_a_full_tile_and_a_partial_one_above_it() -> None:
    files, root = append(nothing, 0, [b"x"] * 256)
    assert sorted(files) == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]
    assert files["tile/1/000.p/1"] == root


def test_adding_nothing_changes_nothing() -> None:
    assert append(nothing, 0, []) == ({}, EMPTY_ROOT)
    files, root = append(nothing, 0, SMALL)
    assert append(files.get, 10, []) == ({}, root)


def test_adding_reads_only_the_right_edge() -> None:
    files, root = append(nothing, 0, [b"x"] * 70_000)
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    append(read, 70_000, SMALL, root=root)
    assert set(asked) == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"}


def test_nothing_is_added_on_top_of_files_that_do_not_lead_to_the_signed_root() -> None:
    files, root = append(nothing, 0, SMALL)
    files["tile/0/000.p/10"] = bytes(320)
    with pytest.raises(SystemFault) as caught:
        append(files.get, 10, SMALL, root=root)
    assert caught.value.code == "ledger_damaged"


def test_a_full_tile_stands_in_for_a_partial_one_that_was_deleted() -> None:
    files, _ = append(nothing, 0, [b"x"] * 300)
    old_root = append(nothing, 0, [b"x"] * 200)[1]
    assert "tile/0/000.p/200" not in files
    assert tree_root(files.get, 200) == old_root
    again, root = append(files.get, 200, [b"x"] * 100)
    assert again == files
    assert root == tree_root(files.get, 300)


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("tile/0/000.p/10", None, "tile_missing"),
        ("tile/0/000.p/10", b"", "tile_malformed"),
        ("tile/0/000.p/10", bytes(319), "tile_malformed"),
        ("tile/0/000.p/10", bytes(352), "tile_malformed"),
        ("tile/entries/000.p/10", None, "tile_missing"),
        ("tile/entries/000.p/10", b"", "tile_malformed"),
        ("tile/entries/000.p/10", b"\x00\x01a" * 11, "tile_malformed"),
        ("tile/entries/000.p/10", b"\x00\x01a" * 9 + b"\x00\x02a", "tile_malformed"),
        ("tile/entries/000.p/10", b"\x00\x01a" * 10 + b"\x00", "tile_malformed"),
    ],
)
def test_a_file_that_is_gone_or_cut_is_named(path: str, content: bytes | None, code: str) -> None:
    files, _ = append(nothing, 0, SMALL)
    damaged = {name: data for name, data in (files | {path: content}).items() if data is not None}
    with pytest.raises(SystemFault) as caught:
        append(damaged.get, 10, SMALL)
    assert (caught.value.code, caught.value.field) == (code, path)


def test_an_entry_has_at_most_64_kib() -> None:
    files, _ = append(nothing, 0, [b"x" * 65_535])
    assert files["tile/entries/000.p/1"][:2] == b"\xff\xff"
    with pytest.raises(TooLarge):
        append(nothing, 0, [b"x" * 65_536])


@pytest.mark.parametrize("size", [-1, 2**63, 2**63 - 1])
def test_a_size_that_no_log_has_is_refused(size: int) -> None:
    with pytest.raises(BadInput):
        append(nothing, size, SMALL)


def test_proofs_are_only_asked_for_within_the_log() -> None:
    files, _ = append(nothing, 0, SMALL)
    refused: list[Callable[[], object]] = [
        lambda: inclusion_proof(files.get, 10, 10),
        lambda: inclusion_proof(files.get, -1, 10),
        lambda: inclusion_proof(files.get, 0, 2**63),
        lambda: consistency_proof(files.get, 11, 10),
        lambda: consistency_proof(files.get, -1, 10),
        lambda: consistency_proof(files.get, 0, 2**63),
        lambda: tree_root(files.get, -1),
    ]
    for ask in refused:
        with pytest.raises(BadInput):
            ask()


def test_the_only_entry_needs_no_proof() -> None:
    files, root = append(nothing, 0, [b"x"])
    assert inclusion_proof(files.get, 0, 1) == []
    assert root == leaf_hash(b"x")


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_bundles_read_back_as_they_were_written(entries: list[bytes]) -> None:
    assert parse_bundle(format_bundle(entries)) == entries


@given(st.binary(max_size=100))
def test_any_bytes_are_a_bundle_in_one_form_or_none(data: bytes) -> None:
    entries = parse_bundle(data)
    assert entries is None or format_bundle(entries) == data


def test_a_bundle_never_holds_more_than_256_entries() -> None:
    assert parse_bundle(b"\x00\x00" * 256) == [b""] * 256
    assert parse_bundle(b"\x00\x00" * 257) is None
