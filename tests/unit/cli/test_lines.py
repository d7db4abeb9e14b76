"""Reading JSON Lines: plain or gzip, numbered, bounded."""

import gzip
from pathlib import Path

import pytest

from ombud.cli.lines import LONGEST_LINE, open_lines
from ombud.model import BadInput


def _read(path: Path) -> list[tuple[int, bytes]]:
    with open_lines(str(path)) as lines:
        return list(lines)


def test_lines_are_numbered_as_an_editor_numbers_them_and_empty_ones_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(b'{"a":1}\n\n  \n{"b":2}')
    assert _read(path) == [(1, b'{"a":1}'), (4, b'{"b":2}')]


def test_gzip_is_known_by_its_content_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert _read(path) == [(1, b"one"), (2, b"two")]


def test_gzip_that_ends_too_early_is_an_error_after_what_could_be_read(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    whole = b"".join(b'{"n":%d}\n' % n for n in range(5000))
    path.write_bytes(gzip.compress(whole)[:-20])
    read: list[tuple[int, bytes]] = []
    with open_lines(str(path)) as lines, pytest.raises(BadInput, match="after line") as caught:
        read.extend(lines)
    assert caught.value.code == "gzip_damaged"


def test_a_line_without_end_is_cut_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b"x" * (3 * LONGEST_LINE) + b"\nnext\n")
    (_, cut), following = _read(path)
    assert len(cut) == LONGEST_LINE + 1
    assert following == (2, b"next")


def test_batches_hold_all_lines_once(tmp_path: Path) -> None:
    path = tmp_path / "ten"
    path.write_bytes(b"".join(b"%d\n" % n for n in range(10)))
    with open_lines(str(path)) as lines:
        batches = list(lines.batches(4))
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert [line for batch in batches for _, line in batch] == [b"%d" % n for n in range(10)]


def test_progress_counts_bytes_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "packed.gz"
    path.write_bytes(gzip.compress(b"word\n" * 100_000))
    with open_lines(str(path)) as lines:
        for _ in lines:
            pass
        assert lines.bytes_read == lines.size == path.stat().st_size
