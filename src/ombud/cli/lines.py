"""Reading JSON Lines from a file or stdin, plain or gzip, a bounded piece at a time."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from ombud.model import BadInput

__all__ = ["LONGEST_LINE", "Lines", "open_lines"]

LONGEST_LINE = 2 * 1024 * 1024
"""Bytes. Longer lines are cut here: that is past every limit of the intake, which then refuses what is left."""

_GZIP_MAGIC = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
"""What some editors write before the first line, to say that it is UTF-8."""


class Lines:
    """Numbered lines, without empty ones unless `blank`.

    `number` is the last line read (from 1), `bytes_read` how far the file itself is.
    """

    def __init__(self, stream: IO[bytes], file: IO[bytes], size: int | None, *, blank: bool = False) -> None:
        self._blank = blank
        self._stream = stream
        self._file = file
        self.size = size
        self.number = 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the file as it lies on the disk, compressed when it is: what a progress bar can count on."""
        return self._file.tell() if self.size is not None else 0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        try:
            while line := self._stream.readline(LONGEST_LINE + 1):
                self.number += 1
                if self.number == 1:
                    line = line.removeprefix(_MARK)
                if len(line) > LONGEST_LINE:
                    self._skip_rest()
                if (line := line.strip()) or self._blank:
                    yield self.number, line
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadInput(
                "gzip_damaged",
                f"the gzip data ends or breaks after line {self.number}",
                advice="fetch the file again; what was read up to there has been handled",
            ) from error

    def _skip_rest(self) -> None:
        while piece := self._stream.readline(LONGEST_LINE):
            if piece.endswith(b"\n"):
                return

    def batches(self, size: int) -> Iterator[list[tuple[int, bytes]]]:
        """The same lines, `size` at a time."""
        batch: list[tuple[int, bytes]] = []
        for numbered in self:
            batch.append(numbered)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch


@contextmanager
def open_lines(source: str, *, blank: bool = False) -> Iterator[Lines]:
    """`source` is a path, or ``-`` for stdin; `blank` gives empty lines too.

    Gzip is recognised by its first two bytes, whatever the name.
    """
    if source == "-":
        yield _unpacked(cast("io.BufferedReader", sys.stdin.buffer), size=None, blank=blank)
        return
    path = Path(source)
    with path.open("rb") as file:
        yield _unpacked(file, size=path.stat().st_size, blank=blank)


def _unpacked(file: io.BufferedReader, size: int | None, *, blank: bool) -> Lines:
    if file.peek(2)[:2] == _GZIP_MAGIC:
        return Lines(io.BufferedReader(gzip.GzipFile(fileobj=file)), file, size, blank=blank)
    return Lines(file, file, size, blank=blank)
