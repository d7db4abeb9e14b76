"""What stands between the terms and patterns of a policy and the libraries that find them."""

from collections.abc import Collection, Sequence
from typing import Protocol

from ombud.signals.matching.pieces import Piece

__all__ = ["Engine"]


class Engine(Protocol):
    """Looks for many strings and many pieces of patterns at once. All engines give the same answers."""

    def scan(self, seen: str, data: bytes) -> tuple[Sequence[tuple[int, int, int]], Collection[Piece]]:
        """Every place in `seen` where a string is, as (number, start, end), and the pieces that match anywhere.

        Strings that overlap are all found. They are numbered as the engine was given them; the places count characters,
        the order is any. `data` is `seen` in UTF-8.
        """
        ...
