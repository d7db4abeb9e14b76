"""RE2, which takes linear time whatever the text: the one judge of what a pattern matches, and where."""

import re
from collections.abc import Iterator
from typing import Any

from re2 import _re2

from ombud.model import BadInput

__all__ = ["MAX_PROGRAM", "Regex", "options"]

MAX_PROGRAM = 5_000
"""Instructions of RE2's program for one pattern. ``a.{0,1000}b`` has 9,006; a list of 80 phrases has about 1,500."""

_ANY_BYTE = re.compile(r"(?:^|[^\\])(?:\\\\)*\\C")
_MEMORY = 2 << 20
_ANYWHERE = _re2.RE2.Anchor.UNANCHORED


def options() -> Any:
    """RE2's options, for all its parts. Captured groups are nobody's business here, and cost time."""
    chosen = _re2.RE2.Options()
    chosen.log_errors = False  # RE2 writes to stderr otherwise
    chosen.never_capture = True
    chosen.max_mem = _MEMORY
    return chosen


class Regex:
    """One compiled pattern; it reads UTF-8. Raises BadInput (``regex_invalid``, ``regex_too_costly``)."""

    __slots__ = ("_compiled", "size")

    def __init__(self, source: str) -> None:
        try:
            compiled = _re2.RE2(source.encode(), options())
        except UnicodeEncodeError as error:
            raise _refused(source, "it holds half of a surrogate pair") from error
        if _ANY_BYTE.search(source):
            raise _refused(source, "`\\C` is half a letter in most scripts")
        if not compiled.ok():
            raise _refused(source, compiled.error().decode("utf-8", "replace"))
        self._compiled = compiled
        self.size: int = compiled.ProgramSize()
        """Instructions of its program: what it costs in memory, and bounds its time per character."""
        if self.size > MAX_PROGRAM:
            raise BadInput(
                "regex_too_costly",
                f"the pattern {_short(source)} needs {self.size} steps, and {MAX_PROGRAM} are allowed",
                advice="Write `.*` in place of a long counted gap such as `.{0,1000}`, or make it several patterns.",
            )

    def matches(self, data: bytes) -> bool:
        """Whether it matches anywhere, be it nothing but emptiness."""
        return bool(self._compiled.Match(_ANYWHERE, data, 0, len(data))[0][0] >= 0)

    def spans(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Byte ranges of the matches that are not empty: leftmost first, never overlapping."""
        match, at, end = self._compiled.Match, 0, len(data)
        while at <= end:
            start, stop = match(_ANYWHERE, data, at, end)[0]
            if start < 0:
                return
            if stop > start:
                yield start, stop
            at = stop if stop > at else at + 1

    def largest(self) -> bytes | None:
        """No match that begins where the text does sorts after this; None when RE2 cannot tell."""
        told, _, last = self._compiled.PossibleMatchRange(8)
        return bytes(last) if told else None


def _short(source: str) -> str:
    return repr(source if len(source) <= 80 else source[:77] + "...")


def _refused(source: str, reason: str) -> BadInput:
    return BadInput(
        "regex_invalid",
        f"the pattern {_short(source)} is refused: {reason}",
        advice="RE2 syntax: no look-around, no back-references (https://github.com/google/re2/wiki/Syntax)",
    )
