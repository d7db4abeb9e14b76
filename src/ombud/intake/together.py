"""Known insults and threats that run together: ``killyourself``, ``youareanidiot``."""

import re
from collections.abc import Iterator

from ombud.intake.addresses import Addresses
from ombud.intake.edits import Edit, Places, edited
from ombud.intake.prefilter import prefilter
from ombud.intake.words import common_words

__all__ = ["TOGETHER_HINT", "part"]

TOGETHER_HINT = (
    r"(?:kill|hang|shoot|stab|drown|hurt|fuck)(?:your|ur|him|her|them|my)sel|(?:kill|rape|murder|hate|fuck|screw)you"
    r"|fuckoff|go(?:die|kill|hang)|gotohell|(?:you|they)(?:are|re)(?:a|the|so|such|all|just)[a-z]|(?:you|they)(?:should|must)?die"
)
"""RE2: what is in every text that `part` changes."""

_maybe_together = prefilter(TOGETHER_HINT)
_is_together = re.compile(TOGETHER_HINT).search
_WORD = re.compile(r"(?<![\w@])[a-z]{5,40}(?![^\W_])")
_LONGEST = 14
_ONE_LETTER = ("a", "i")


def part(text: str, at: Places) -> tuple[str, Places]:
    """The text with spaces in words that hold one of a few phrases and are common words from end to end.

    Only these: every long word could be taken apart, and hardly one would be what was meant.
    """
    if not _maybe_together(text):
        return text, at
    return edited(text, at, list(_gaps(text)))


def _gaps(text: str) -> Iterator[Edit]:
    addresses = Addresses(text)
    for match in _WORD.finditer(text):
        if _is_together(match[0]) and not addresses.hold(*match.span()):
            place = match.start()
            for word in _parted(match[0])[:-1]:
                place += len(word)
                yield place, place, " "


def _parted(letters: str) -> tuple[str, ...]:
    """The fewest common words that these letters are in a row; of as few, those whose last is longest."""
    best: list[tuple[str, ...] | None] = [(), *([None] * len(letters))]
    for end in range(1, len(letters) + 1):
        for begin in range(max(0, end - _LONGEST), end):
            before, word = best[begin], letters[begin:end]
            known = word in _ONE_LETTER if len(word) == 1 else word in common_words() and not _is_together(word)
            if before is not None and known and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                best[end] = (*before, word)
    return best[-1] or (letters,)
