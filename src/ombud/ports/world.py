"""Time, chance, keys, files, and sending: what the world has that the core does not."""

from datetime import datetime
from typing import Protocol

from ombud.model import Task

__all__ = ["Blobs", "Clock", "Randomness", "Sender", "Shelf", "Signer"]


class Clock(Protocol):
    """The time, UTC."""

    def now(self) -> datetime: ...


class Randomness(Protocol):
    """`n` bytes nobody can guess."""

    def bytes(self, n: int) -> bytes: ...


class Signer(Protocol):
    """The log's signing key. `name` is the key name (the log's origin), `vkey` the C2SP verifier key."""

    @property
    def name(self) -> str: ...
    @property
    def vkey(self) -> str: ...
    def sign(self, message: bytes) -> bytes:
        """The 64 raw bytes of the Ed25519 signature."""
        ...


class Blobs(Protocol):
    """Files by path (``tile/0/000``). Writing is atomic and durable: a reader sees the old bytes or the new ones."""

    def read(self, path: str) -> bytes | None: ...
    def write(self, path: str, data: bytes) -> None: ...
    def discard(self, prefix: str) -> None:
        """Remove a folder of files that nobody needs any more; no error when there is none."""
        ...


class Shelf(Protocol):
    """Keeps work that can be done again. What is not there, or cannot be kept, costs time and nothing else."""

    def read(self, name: str) -> bytes | None: ...
    def keep(self, name: str, data: bytes) -> None: ...


class Sender(Protocol):
    """Sends what one task says. Returns None when the receiver took it, else one line saying why not. Never raises.

    An `Undeliverable` among these lines says that no other try will help.
    """

    def send(self, task: Task, at: datetime) -> str | None: ...
