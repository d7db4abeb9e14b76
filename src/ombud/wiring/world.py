"""The clock, chance, secrets and the cycle collector: what a process has and a pure stage is given."""

import contextlib
import gc
import os
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ombud.delivery import retry_at
from ombud.model import SystemFault

__all__ = [
    "SECRET_BYTES",
    "SystemClock",
    "SystemRandomness",
    "calm_collector",
    "retry_with_jitter",
    "secret_in",
]

SECRET_BYTES = 32


class SystemClock:
    """The machine's, in UTC."""

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime.now(UTC)


class SystemRandomness:
    """The kernel's."""

    def bytes(self, n: int) -> bytes:
        """See ports.Randomness."""
        return os.urandom(n)


def secret_in(path: Path) -> bytes:
    """32 secret bytes from a file only its owner can read, made at the first start. Raises SystemFault."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise SystemFault("key_unreadable", f"{path}: {error.strerror}") from error
    if len(secret) != SECRET_BYTES:
        raise SystemFault("key_damaged", f"{path} must hold {SECRET_BYTES} bytes, and holds {len(secret)}.")
    return secret


def _make(path: Path) -> None:
    """Whole or not at all: of several that start at once the first one's secret stands, and nobody reads half of it."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # only its owner can read it
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        Path(made).unlink()


def retry_with_jitter(attempts: int, first_try: datetime, now: datetime) -> datetime | None:
    """When to try again: see `retry_at`."""
    return retry_at(attempts, first_try, now, random.random())  # noqa: S311 - spreads retries, guards nothing


def calm_collector() -> None:
    """Let Python's cycle collector look less often, and not at what stays for good: a seventh of the time was its.

    For the programs that decide without end. Their batches make many small objects and no cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
