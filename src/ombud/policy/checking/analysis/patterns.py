"""What is wrong with a regular expression that compiles, and what to write instead of one that does not."""

import re
from collections.abc import Iterable

from ombud.model import Text
from ombud.ports import Matcher

__all__ = ["hits_everything", "pattern_advice", "unreachable_letter"]

_PROBES = ("", "\ue000\ue000", "a", "b c", "7", "\n\n", "é!", "x1-y2 z3. " * 300)
"""Texts with nothing in common: a pattern that hits all of them, an empty one included, hits every text."""

_REFUSED = (
    (re.compile(r"\(\?<?!"), "RE2 has no look-around. Write a test of its own: `matches(...) && !matches(...)`."),
    (re.compile(r"\(\?<?="), "RE2 has no look-around. Write two tests with `&&`, or one longer pattern."),
    (re.compile(r"\\[1-9]|\(\?P="), "RE2 has no back-references. Write the alternatives out: `aa|bb|cc`."),
    (re.compile(r"\(\?>|[*+?}]\+"), "RE2 never goes back over the text, so it has no marks against that: remove them."),
)  # fmt: skip
_TOKEN = re.compile(r"\\(?:[pP](?:\{[^}]*\}|.)|.)|\[(?:\\.|[^\]\\])*\]|\(\?P?<[^>]*>|\(\?[A-Za-z-]*[:)]|.", re.DOTALL)


def pattern_advice(regex: str) -> str | None:
    """What to write instead of what RE2 refuses because it cannot be run in linear time; None for other faults."""
    return next((advice for sign, advice in _REFUSED if sign.search(regex)), None)


def hits_everything(matcher: Matcher, keys: Iterable[str]) -> set[str]:
    """Those of the keys of `matcher` that hit whatever is written."""
    left = set(keys)
    for probe in _PROBES:
        if left:
            left &= matcher.find(Text(probe, probe)).keys()
    return left


def unreachable_letter(regex: str) -> str | None:
    """A capital letter that the pattern asks for, and that no text has: texts are read in small letters.

    None if there is none. Of a pattern that ignores case, or quotes with ``\\Q``, nothing is said, nor of ``[...]``.
    """
    if re.search(r"\(\?[A-Za-z]*i|\\Q", regex):
        return None
    return next((part for part in _TOKEN.findall(regex) if len(part) == 1 and part != part.lower()), None)
