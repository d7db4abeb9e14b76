"""Regular expressions: RE2, which takes linear time whatever the text; a filter knows which can hit at all."""

from collections.abc import Iterable
from typing import Any

import re2

from ombud.model import BadInput, Text
from ombud.ports import Pattern
from ombud.signals.matching.terms import Hits

__all__ = ["PatternIndex"]


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False  # RE2 writes to stderr otherwise
    return options


class PatternIndex:
    """Patterns over the normal form, or over the raw text when they are exact.

    RE2's filter looks for the literal pieces that a pattern needs, all of them in one pass, and tries only the patterns
    whose pieces are there. Unlike one joint automaton it keeps no states of texts it has met, so a text never seen
    costs what a familiar one does, and no lack of memory can make it miss.
    """

    def __init__(self, patterns: Iterable[Pattern], *, exact: bool) -> None:
        self._exact = exact
        self._keys: list[str] = []
        self._compiled: list[Any] = []
        self._any = re2.Filter()
        for pattern in patterns:
            self._compiled.append(_compile(pattern))
            self._any.Add(pattern.regex, _options())
            self._keys.append(pattern.key)
        if self._keys:
            self._any.Compile()

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
