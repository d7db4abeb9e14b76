"""Databases on disk, by the hash of what they were compiled from. What is read is checked before it is used."""

import hashlib
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

import hyperscan
import msgspec
import structlog

from ombud.ports import Database, Shard

__all__ = ["MAX_FILES", "Cache"]

MAX_FILES = 256
"""Kept at most; the longest unused go first."""

_MAGIC = b"ombud database 1\n"
_DIGEST = hashlib.sha256().digest_size
_MADE_WITH = (version("hyperscan"), platform.system(), platform.machine())
_log = structlog.get_logger("ombud.scanning")


class Cache:
    """A folder of databases. One that is damaged, cut short or somebody else's is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, shard: Shard) -> Database | None:
        """The database of this shard, if it was kept."""
        path = self._path(shard)
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("cache_unreadable", path=str(path), reason=error.strerror)
            return None
        body = kept[len(_MAGIC) + _DIGEST :]
        if kept != _MAGIC + hashlib.sha256(body).digest() + body:
            _log.warning("cache_damaged", path=str(path))
            return None
        return _decoded(body, path)

    def write(self, shard: Shard, database: Database) -> None:
        """Keep it: whole or not at all. A folder that cannot be written to costs time at the next start, no more."""
        body = msgspec.msgpack.encode(database)
        path = self._path(shard)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(_MAGIC + hashlib.sha256(body).digest() + body)
            Path(file.name).replace(path)
            self._prune()
        except OSError as error:
            _log.warning("cache_unwritable", path=str(path), reason=error.strerror)

    def _path(self, shard: Shard) -> Path:
        key = hashlib.sha256(msgspec.msgpack.encode((_MADE_WITH, shard))).hexdigest()
        return self._folder / f"{key}.db"

    def _prune(self) -> None:
        kept = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_atime, reverse=True)
        for path in kept[MAX_FILES:]:
            path.unlink(missing_ok=True)


def _decoded(body: bytes, path: Path) -> Database | None:
    try:
        database = msgspec.msgpack.decode(body, type=Database)
        if database.image:
            hyperscan.loadb(database.image, hyperscan.HS_MODE_BLOCK)
    except (msgspec.DecodeError, hyperscan.error):
        _log.warning("cache_foreign", path=str(path))
        return None
    os.utime(path)
    return database
