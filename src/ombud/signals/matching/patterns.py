"""Regular expressions: RE2, which takes linear time whatever the text; one pass to know which of them hit at all."""

from collections.abc import Iterable
from typing import Any

import re2

from ombud.model import BadInput, Text, TooLarge
from ombud.ports import Pattern
from ombud.signals.matching.terms import Hits

__all__ = ["PatternIndex"]

_SET_MEMORY = 256 << 20
"""Bytes the joint automaton may use: it grows with what it meets, and without room it would miss."""


def _options(max_mem: int | None = None) -> Any:
    options = re2.Options()
    options.log_errors = False  # RE2 writes to stderr otherwise
    if max_mem is not None:
        options.max_mem = max_mem
    return options


class PatternIndex:
    """Patterns over the normal form, or over the raw text when they are exact."""

    def __init__(self, patterns: Iterable[Pattern], *, exact: bool, memory: int = _SET_MEMORY) -> None:
        self._exact = exact
        self._keys: list[str] = []
        self._compiled: list[Any] = []
        self._any = re2.Set.SearchSet(_options(memory))
        for pattern in patterns:
            self._compiled.append(_compile(pattern))
            self._any.Add(pattern.regex)
            self._keys.append(pattern.key)
        if self._keys:
            _compile_together(self._any, len(self._keys), memory)

    def find(self, text: Text, hits: Hits) -> None:
        """Add the spans in the raw text to `hits`. A pattern that matched nothing but emptiness hits without a span."""
        if not self._keys:
            return
        seen = text.raw if self._exact else text.normal
        for index in self._any.Match(seen) or ():
            spans = hits.setdefault(self._keys[index], [])
            for match in self._compiled[index].finditer(seen):
                start, end = match.span()
                if end > start:
                    spans.append((start, end) if self._exact else text.span(start, end))


def _compile_together(patterns: Any, count: int, memory: int) -> None:
    try:
        patterns.Compile()
    except re2.error as error:
        raise TooLarge(
            "patterns_too_large",
            f"the {count} patterns together need more than {memory} bytes",
            advice="shorten repeats such as {1,500}, or put plain words in a list",
        ) from error


def _compile(pattern: Pattern) -> Any:
    try:
        return re2.compile(pattern.regex, _options())
    except (re2.error, UnicodeError) as error:
        fault = error.args[0] if isinstance(error, re2.error) else "it holds half of a surrogate pair"
        reason = fault.decode("utf-8", "replace") if isinstance(fault, bytes) else str(fault)
        raise BadInput(
            "regex_invalid",
            f"the pattern {pattern.regex!r} is refused: {reason}",
            advice="RE2 syntax: no look-around, no back-references (https://github.com/google/re2/wiki/Syntax)",
        ) from error
