"""A public database of statements of reasons, which takes them in batches."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

__all__ = ["Deferred", "Filed", "Registry", "Rejected"]


class Filed(msgspec.Struct, frozen=True):
    """It is there. `already` when it was there before: an answer of an earlier try was lost."""

    already: bool = False


class Rejected(msgspec.Struct, frozen=True):
    """It was read and not taken; as it is, it never will be."""

    why: str


class Deferred(msgspec.Struct, frozen=True):
    """Nobody has said what became of it. `wait` is how many seconds we were asked to wait."""

    why: str
    wait: float | None = None


class Registry(Protocol):
    """Files statements, each as JSON bytes with a ``puid`` of its own."""

    def file(self, statements: Sequence[bytes]) -> list[Filed | Rejected | Deferred]:
        """What became of each, in their order; up to 100 at once. Filing the same again does no harm. Never raises."""
        ...
