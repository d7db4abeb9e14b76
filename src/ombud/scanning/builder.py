"""Databases from the cache, or from a process that may use only so much time and memory."""

import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import msgspec
import structlog

from ombud.ports import Database, Shard
from ombud.scanning.cache import Cache
from ombud.scanning.limits import Limits

__all__ = ["Builder"]

_WORKER = Path(__file__).with_name("worker.py")
_LENGTH = struct.Struct("<Q")
_log = structlog.get_logger("ombud.scanning")


class Builder:
    """Implements ports.DatabaseBuilder."""

    def __init__(self, cache: Cache | None, limits: Limits) -> None:
        self._cache = cache
        self._limits = limits

    def __call__(self, shards: Sequence[Shard]) -> list[Database]:
        """One database for each shard."""
        kept = [self._cache.read(shard) if self._cache else None for shard in shards]
        missing = [shard for shard, database in zip(shards, kept, strict=True) if database is None]
        made = iter(self._compile_all(missing))
        return [database or next(made) for database in kept]

    def _compile_all(self, shards: Sequence[Shard]) -> list[Database]:
        deadline = monotonic() + self._limits.all_seconds
        made: list[Database] = []
        while len(made) < len(shards):
            rest = shards[len(made) :]
            images = self._run(rest, deadline)
            for shard, image in zip(rest, images, strict=False):
                made.append(Database(image) if image else self._mend(shard, deadline))
            if len(images) < len(rest):
                made.append(self._mend(rest[len(images)], deadline))
        if self._cache and monotonic() < deadline:
            for shard, database in zip(shards, made, strict=True):
                self._cache.write(shard, database)
        return made

    def _mend(self, shard: Shard, deadline: float) -> Database:
        """The database of a shard that could not be compiled as it is, without what is at fault."""
        everything = frozenset(_contents(shard))
        if len(everything) == 1 or monotonic() > deadline:
            _log.warning("expressions_refused", count=len(everything))
            return Database(b"", everything)
        first, second = (self._try(half, deadline) for half in _halves(shard))
        refused = first.refused | second.refused
        image = self._image(_without(shard, refused), deadline)
        if image:
            return Database(image, refused)
        return Database(first.image, everything - frozenset(_contents(_halves(shard)[0])) | first.refused)

    def _try(self, shard: Shard, deadline: float) -> Database:
        image = self._image(shard, deadline)
        return Database(image) if image else self._mend(shard, deadline)

    def _image(self, shard: Shard, deadline: float) -> bytes:
        """The database's bytes; none when it cannot be compiled as it is, or has nothing in it."""
        return next(iter(self._run([shard], deadline)), b"") if _contents(shard) else b""

    def _run(self, shards: Sequence[Shard], deadline: float) -> list[bytes]:
        """The images of the first shards, as many as were done before the process ended or was ended."""
        request = msgspec.msgpack.encode(
            (self._limits.shard_seconds, self._limits.memory, [(one.whether, one.where) for one in shards])
        )
        command = [sys.executable, "-I", str(_WORKER)]
        with subprocess.Popen(  # noqa: S603 - our own program, by its full path
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                output, _ = process.communicate(request, timeout=max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                output, _ = process.communicate()
        return _frames(output)


def _frames(output: bytes) -> list[bytes]:
    """What was written whole."""
    images = []
    at = 0
    while at + _LENGTH.size <= len(output):
        (length,) = _LENGTH.unpack_from(output, at)
        at += _LENGTH.size + length
        if at <= len(output):
            images.append(output[at - length : at])
    return images


def _contents(shard: Shard) -> tuple[bytes, ...]:
    return shard.whether + shard.where


def _halves(shard: Shard) -> tuple[Shard, Shard]:
    whether, where = len(shard.whether) // 2, (len(shard.where) + 1) // 2
    return (
        Shard(shard.whether[:whether], shard.where[:where]),
        Shard(shard.whether[whether:], shard.where[where:]),
    )


def _without(shard: Shard, refused: frozenset[bytes]) -> Shard:
    return Shard(
        tuple(one for one in shard.whether if one not in refused),
        tuple(one for one in shard.where if one not in refused),
    )
