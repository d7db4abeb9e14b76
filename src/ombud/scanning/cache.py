"""Databases on a shelf, by the hash of what they were compiled from and with; tried before they are used."""

import hashlib
import platform
from importlib.metadata import version

import hyperscan
import msgspec
import structlog

from ombud.ports import Database, Shard, Shelf

__all__ = ["Cache"]

_MADE_WITH = (version("hyperscan"), platform.system(), platform.machine())
_log = structlog.get_logger("ombud.scanning")


class Cache:
    """The databases on a shelf. One that this library cannot load is as good as none."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def read(self, shard: Shard) -> Database | None:
        """The database of this shard, if it was kept."""
        kept = self._shelf.read(_name(shard))
        if kept is None:
            return None
        try:
            database = msgspec.msgpack.decode(kept, type=Database)
            if database.image:
                hyperscan.loadb(database.image, hyperscan.HS_MODE_BLOCK)
        except (msgspec.DecodeError, hyperscan.error):
            _log.warning("cache_foreign", name=_name(shard))
            return None
        return database

    def write(self, shard: Shard, database: Database) -> None:
        """Keep it."""
        self._shelf.keep(_name(shard), msgspec.msgpack.encode(database))


def _name(shard: Shard) -> str:
    return f"{hashlib.sha256(msgspec.msgpack.encode((_MADE_WITH, shard))).hexdigest()}.db"
