"""One process at a time works in an embedded data directory: a lock that the kernel drops when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ombud.model import Conflict

__all__ = ["occupy"]


@contextmanager
def occupy(data: Path) -> Iterator[None]:
    """Hold `data` (made when missing) for this process. Raises Conflict naming the process that already does."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "in-use").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read(20).strip()
            raise Conflict(
                "data_in_use",
                f"the data directory {data} is in use by another ombud process (pid {holder})",
                advice="stop that process first, or name another directory with --data",
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
