"""Quick looks at a text: which of many patterns can be in it at all, in one pass, before any of them is looked for."""

from collections.abc import Callable, Sequence

import re2

__all__ = ["looker", "readable"]

_MEMORY = 64 << 20


def looker(hints: Sequence[str]) -> Callable[[bytes], list[int] | None]:
    """Tells which of the hints (RE2 syntax) are somewhere in a text that is `readable`, by their numbers in no order.

    Hints of one looker share an automaton: those that have little in common with the others slow it down.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    together = re2.Set.SearchSet(options)
    for hint in hints:
        together.Add(hint)
    together.Compile()
    match: Callable[[bytes], list[int] | None] = together.Match
    return match


def readable(text: str) -> bytes:
    """The text as lookers read it. Half a surrogate pair, which has no UTF-8, reads as a question mark."""
    return text.encode("utf-8", "replace")
