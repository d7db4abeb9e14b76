"""Common words with signs in the middle: ``id.iot``, ``stu_pid``, ``k.i-l_l``."""

import re
from collections.abc import Iterator

from ombud.intake.addresses import Addresses
from ombud.intake.edits import Edit
from ombud.intake.prefilter import prefilter
from ombud.intake.words import common_words

__all__ = ["BROKEN_HINT", "breaks"]

_SIGN = r"[!-/:-@\[-`{-~]"
BROKEN_HINT = rf"[a-z][._*|~][a-z]|(?:^|[^a-z0-9])[a-z](?:{_SIGN}[a-z]){{3}}"
"""RE2: what is in every text that has such a word."""

_maybe_broken = prefilter(rf"{BROKEN_HINT}|[a-z]·[a-z]")
_JOINT = re.compile(r"[!-&(-/:-@\[-`{-~·](?<=[a-z].)(?=[a-z])")
_BROKEN = re.compile(r"(?<![\w@#./-])[a-z]{1,12}(?:[!-/:-@\[-`{-~·][a-z]{1,12}){1,12}(?![\w@/-])")
_SIGNS = re.compile("[^a-z]")
_SPELLING = frozenset("-/'")  # of compounds, alternatives and contractions, where only one of them is
_FEWEST = 4
_ONE_LETTER = frozenset("ai")


def breaks(text: str) -> Iterator[Edit]:
    """The signs in a folded text that break common words. One hyphen breaks none, nor does what is between words."""
    if not _maybe_broken(text):
        return
    addresses = Addresses(text)
    begin = 0
    for joint in _JOINT.finditer(text):
        if joint.start() < begin:
            continue
        start, end = text.rfind(" ", 0, joint.start()) + 1, text.find(" ", joint.end())
        begin = end if end != -1 else len(text)
        if not addresses.hold(start, begin):
            yield from _edits(text, start, begin)


def _edits(text: str, start: int, end: int) -> Iterator[Edit]:
    """Of one stretch without spaces."""
    for match in _BROKEN.finditer(text, start, end):
        signs = list(_SIGNS.finditer(match[0]))
        if (len(signs) > 1 or signs[0][0] not in _SPELLING) and _is_broken(match[0]):
            yield from ((match.start() + sign.start(), match.start() + sign.end(), "") for sign in signs)


def _is_broken(written: str) -> bool:
    parts = _SIGNS.split(written)
    whole = "".join(parts)
    return len(whole) >= _FEWEST and whole in common_words() and not all(map(_is_word, parts))


def _is_word(part: str) -> bool:
    return part in _ONE_LETTER or part in common_words()
