"""Character by character: NFKC, case folding, and nothing that cannot be seen. Keeps track of where each came from."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ombud.intake.lookalikes import ALWAYS
from ombud.intake.prefilter import prefilter

__all__ = ["fold"]

_KEPT_MARKS = 16
"""More marks than this on one letter are decoration. UAX #15 (Stream-Safe Text) allows 30."""

# Default_Ignorable_Code_Point (UAX #44) beyond general category Cf, and the Arabic stretching stroke.
_IGNORED = re.compile("[\u034f\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
                      "\U000e0000-\U000e0fff]")  # fmt: skip
_MOST_SPELT = 3
"""No orthography puts more loose marks on a letter (Vietnamese: two, phoneticians three): more are decoration."""
_TONES = frozenset("\u0300\u0301\u0302\u0303\u0304\u0308\u030c")
"""Marks that some orthographies put on letters with which they do not compose: all else that does not is decoration."""
# Marks that are drawn over letters of any script. Those that belong to an orthography have been composed before.
_LOOSE_MARKS = re.compile("[\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_BLANK = "\u2800"  # a Braille cell without dots
_JAMO_JOINING = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")  # Hangul vowels and finals compose with what is before
_LONE_JAMO = re.compile("[\u3131-\u3163\u3165-\u318e]")  # a sound by itself; NFKC would let it join its neighbours
_REPLACEMENT = "\ufffd"
_OVERRIDE = "\u202e"  # what follows is drawn from right to left, Latin letters too (UAX #9)
_OVERRIDE_ENDS = re.compile("[\u202c\u202e\n\r\u2028\u2029]")
_CACHED = 1 << 15
_FOREIGN = re.compile(r"[^ -~]")
_ASCII_SPACES = str.maketrans("\t\n\v\f\r\x1c\x1d\x1e\x1f", " " * 9)
_has_controls = prefilter(r"[\x00-\x08\x0e-\x1b\x7f]")


class _Folded(dict[str, "str | None"]):
    """Each character's fold, worked out once: "" when it vanishes, None when it joins the character before."""

    def __missing__(self, char: str) -> str | None:
        if len(self) >= _CACHED:  # hostile text walks through all of Unicode: do not keep all of it
            self.clear()
        folded = self[char] = _fold_one(char)
        return folded


def _fold_one(char: str) -> str | None:
    category = unicodedata.category(char)
    if char.isspace() or char == _BLANK:
        return " "
    if category in ("Cc", "Cf") or _IGNORED.match(char):
        return ""
    if category == "Cs":
        return _REPLACEMENT
    if category in ("Mn", "Mc", "Me") or _JAMO_JOINING.match(char):
        return None
    return _compatible(char)


def _compatible(cluster: str) -> str:
    """NFKC_Casefold (UAX #44) of a letter and its marks, without what cannot be seen and without loose marks."""
    if cluster in ALWAYS:
        return ALWAYS[cluster]
    if _LONE_JAMO.match(cluster):
        return _LOOSE_MARKS.sub("", cluster)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    if folded.startswith(" "):
        return cluster  # a spacing accent such as ´ stands for itself, not for a space with a mark
    folded = _LOOSE_MARKS.sub("", _IGNORED.sub("", folded))
    return "".join(ALWAYS.get(char, char) for char in folded)


_cluster = lru_cache(maxsize=_CACHED)(_compatible)
_FOLDED = _Folded()


def fold(raw: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the index in `raw` of the cluster that it came from."""
    if raw.isascii() and not _has_controls(raw):
        return raw.lower().translate(_ASCII_SPACES), range(len(raw))
    text = _one_for_one(raw)
    return (text, range(len(raw))) if text is not None else _cluster_by_cluster(raw)


def _one_for_one(raw: str) -> str | None:
    """The folded text when every character becomes exactly one, as in nearly all texts; else None."""
    text = raw.lower()
    if len(text) != len(raw):
        return None
    for char in set(_FOREIGN.findall(text)):
        folded = _FOLDED[char]
        if folded is None or len(folded) != 1:
            return None
        if folded != char:
            text = text.replace(char, folded)
    return text


def _cluster_by_cluster(raw: str) -> tuple[str, Sequence[int]]:
    out: list[str] = []
    at: list[int] = []
    base = ""
    i = 0
    while i < len(raw):
        folded = _FOLDED[raw[i]]
        if raw[i] == _OVERRIDE:
            i = _turn(raw, i, out, at)
            base = ""
            continue
        if folded is None:
            i = _join(raw, i, base, out, at)
            base = ""
            continue
        if folded:
            out.extend(folded)
            at.extend([i] * len(folded))
            base = raw[i] if folded != " " else ""  # a mark on a space is a mark on nothing
        i += 1
    return "".join(out), at


def _decorate(base: str, marks: list[str]) -> bool:
    """Whether the marks on this ASCII letter are none that spell it."""
    loose = [mark for mark in marks if _LOOSE_MARKS.match(mark)]
    left = unicodedata.normalize("NFC", base + "".join(loose))[1:]
    return len(loose) > _MOST_SPELT or not _TONES.issuperset(left)


def _turn(raw: str, override: int, out: list[str], at: list[int]) -> int:
    """Fold what is drawn from right to left in the order in which it is read; the index after it.

    All of it comes from its beginning, since its first letter is read last. Hebrew and Arabic are read so anyway.
    """
    start = override + 1
    match = _OVERRIDE_ENDS.search(raw, start)
    end = match.start() if match else len(raw)
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in raw[start:end]):
        return start
    folded = fold(raw[start:end])[0][::-1]
    out.extend(folded)
    at.extend([override] * len(folded))
    return end


def _join(raw: str, i: int, base: str, out: list[str], at: list[int]) -> int:
    """Fold the marks from `i` on together with their `base`; the index after them. A long pile of marks is cut."""
    marks: list[str] = []
    start = i
    while i < len(raw) and not _FOLDED[raw[i]]:
        if _FOLDED[raw[i]] is None and len(marks) < _KEPT_MARKS:
            marks.append(raw[i])
        i += 1
    base = ALWAYS.get(base, base)
    if base.isascii() and _decorate(base, marks):
        marks = [mark for mark in marks if not _LOOSE_MARKS.match(mark)]
    if base:
        start = at[-1]
        while at and at[-1] == start:
            out.pop()
            at.pop()
    folded = _cluster(base + "".join(marks))
    out.extend(folded)
    at.extend([start] * len(folded))
    return i
