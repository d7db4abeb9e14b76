"""The one normal form: what rules read, beside what was written, with the way back."""

import string

import re2

from ombud.intake.disguises import join_spaced, single_spaces, unleet, unmix, unstretch
from ombud.intake.fold import fold
from ombud.model import Text

__all__ = ["NORMAL_FORM", "normalise"]

NORMAL_FORM = "1"
"""Changes whenever the same text would get another normal form: a replay says so instead of silently differing."""


def _special() -> str:
    """What in an ASCII text any pass would change. May find too much, never too little."""
    stretched = "|".join(letter * 3 for letter in string.ascii_lowercase)
    separators = (char for char in string.punctuation + " \n")
    spaced = "|".join(f"{one}[a-z0-9@$!]{one}[a-z0-9@$!]{one}" for one in map(re2.escape, separators))
    leet = r"[a-z][013457@$!|]+[a-z]|\$[a-z][a-z]|@[b-df-hj-np-tv-z]|[a-z]\$"
    return rf"[\x00-\x09\x0b-\x1f\x7f]|[ \n][ \n]|{stretched}|{leet}|{spaced}"


_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_SPECIAL = re2.compile(_special(), _OPTIONS)


def normalise(raw: str) -> Text:
    """The text with one normal form (version `NORMAL_FORM`) for terms, patterns and detectors.

    NFKC and case folding; nothing invisible; look-alike letters, leetspeak, spaced-out and stretched words undone; one
    space at a time. Pure, total over all strings, linear in the length. ``Text.span`` leads back to what was written.
    """
    if raw.isascii():
        lower = raw.lower()
        if _SPECIAL.search(lower) is None:
            return Text(raw, lower.replace("\n", " "))
    return _slowly(raw)


def _slowly(raw: str) -> Text:
    out, at = fold(raw)
    join_spaced(out, at)
    unmix(raw, out, at)
    unleet(raw, out, at)
    unstretch(out, at)
    single_spaces(out, at)
    normal = "".join(out)
    if len(normal) == len(raw) and at == list(range(len(raw))):
        return Text(raw, normal)
    return Text(raw, normal, (*at, len(raw)))
