"""Work that can be done again, kept in a folder to save the time."""

import contextlib
import hashlib
import os
from pathlib import Path

import structlog

from ombud.model import SystemFault
from ombud.store.blobs import FolderBlobs

__all__ = ["FolderShelf"]

_DIGEST = hashlib.sha256().digest_size
_log = structlog.get_logger("ombud.store")


class FolderShelf:
    """ports.Shelf over a folder, which holds at most `most` files: the longest unused go first.

    What is damaged, cut short or cannot be read is as good as not there. It is logged, and done again.
    """

    def __init__(self, folder: Path, *, most: int = 32) -> None:
        self._folder = folder
        self._most = most

    def read(self, name: str) -> bytes | None:
        """What was kept under this name."""
        path = self._folder / name
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("shelf_unreadable", path=str(path), reason=error.strerror)
            return None
        digest, data = kept[:_DIGEST], kept[_DIGEST:]
        if hashlib.sha256(data).digest() != digest:
            _log.warning("shelf_damaged", path=str(path))
            return None
        with contextlib.suppress(OSError):  # somebody else's folder: then the file only counts as long unused
            os.utime(path)
        return data

    def keep(self, name: str, data: bytes) -> None:
        """Keep it: whole or not at all."""
        try:
            FolderBlobs(self._folder, private=True).write(name, hashlib.sha256(data).digest() + data)
            kept = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in kept[self._most :]:
                path.unlink(missing_ok=True)
        except (OSError, SystemFault) as error:
            _log.warning("shelf_unwritable", path=str(self._folder / name), reason=str(error))
