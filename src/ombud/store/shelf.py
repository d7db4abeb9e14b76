"""Work that can be done again, kept in a folder to save the time."""

import contextlib
import os
from pathlib import Path

import structlog

from ombud.model import SystemFault
from ombud.store.blobs import FolderBlobs

__all__ = ["MAX_KEPT", "FolderShelf"]

MAX_KEPT = 32
"""Files kept at most; the longest unused go first."""

_log = structlog.get_logger("ombud.store")


class FolderShelf:
    """ports.Shelf over a folder. What cannot be read or kept is logged, and done again the next time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

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
        with contextlib.suppress(OSError):  # somebody else's folder: then the file only counts as long unused
            os.utime(path)
        return kept

    def keep(self, name: str, data: bytes) -> None:
        """Keep it: whole or not at all."""
        try:
            FolderBlobs(self._folder, private=True).write(name, data)
            kept = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in kept[MAX_KEPT:]:
                path.unlink(missing_ok=True)
        except (OSError, SystemFault) as error:
            _log.warning("shelf_unwritable", path=str(self._folder / name), reason=str(error))
