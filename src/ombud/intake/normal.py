"""The one normal form: what rules read, beside what was written, with the way back."""

import string

from ombud.intake.broken import BROKEN_HINT, breaks
from ombud.intake.capitals import STROKE_HINT, has_stroke, small_l
from ombud.intake.edits import Places, edited
from ombud.intake.flags import unflag
from ombud.intake.fold import fold
from ombud.intake.leet import LEET_HINT, unleet
from ombud.intake.markup import MARKUP_HINT, unmark
from ombud.intake.prefilter import prefilter
from ombud.intake.scripts import unmix
from ombud.intake.spacing import join_spaced, single_spaces, unstretch
from ombud.intake.spelling import undecorate
from ombud.intake.together import TOGETHER_HINT, part
from ombud.intake.turned import unturn
from ombud.intake.words import WORD_HINT, words_meant
from ombud.model import Text

__all__ = ["NORMAL_FORM", "normalise"]

NORMAL_FORM = "4"
"""Changes whenever the same text would get another normal form: a replay says so instead of silently differing."""

_ROUNDS = 4
"""What one step undoes can lay bare work for another. Two rounds do for nearly all texts; hostile ones get no more."""


def _hint() -> str:
    """What is in every ASCII text that has more to it than capitals and spaces. May find too much, never too little."""
    stretched = "|".join(letter * 3 for letter in string.ascii_lowercase)
    separators = ["[ \\n]+", *(f"\\x{ord(sign):02x}" for sign in string.punctuation)]
    spaced = "|".join(
        f"(?:^|[^a-z0-9])[a-z]{one}(?:[a-z0-9@$!]{one}){{2}}[a-z0-9@$!](?:[^a-z0-9]|$)" for one in separators
    )
    return rf"[\x00-\x09\x0b-\x1f\x7f]|{stretched}|{LEET_HINT}|{MARKUP_HINT}|{TOGETHER_HINT}|{spaced}"


_is_special = prefilter(_hint())
_maybe_words = prefilter(rf"{WORD_HINT}|{BROKEN_HINT}")
_is_more_than_plain = prefilter(rf"(?i:{_hint()}|{WORD_HINT}|{BROKEN_HINT})|{STROKE_HINT}")
"""Whether an ASCII text has more to it than capitals, spaces and line breaks: one look instead of three."""


def normalise(raw: str) -> Text:
    """The text with one normal form (version `NORMAL_FORM`) for terms, patterns and detectors.

    NFKC and case folding; nothing invisible; look-alike letters, leetspeak, spaced-out and stretched words undone; one
    space at a time. Pure, total over all strings, linear in the length. ``Text.span`` leads back to what was written.
    """
    if not raw.isascii():
        return _thorough(raw)
    lower = raw.lower()
    if _is_more_than_plain(raw.encode()) and (has_stroke(raw) or not _is_settled(lower)):
        return _thorough(raw)
    text = lower.replace("\n", " ")
    if "  " not in text:
        return Text(raw, text)
    single, at = single_spaces(text, range(len(raw)))
    return Text(raw, single, (*at, len(raw)))


def _is_settled(folded: str) -> bool:
    """Whether nothing is left to do in a folded text but about its spaces. Sure of ASCII only."""
    if not folded.isascii() or _is_special(folded.encode()):
        return False
    if not _maybe_words(folded.encode()):
        return True
    return next(words_meant(folded), None) is None and next(breaks(folded), None) is None


def _thorough(raw: str) -> Text:
    at: Places
    text, at = fold(small_l(raw))
    if _is_settled(text):
        return _text(raw, *single_spaces(text, at))
    text, at = unturn(unflag(text, at), at)
    text, at = join_spaced(*unmark(text, at))
    text, at = single_spaces(text, at)  # only now: a wider gap is where one spaced-out word ends and another begins
    for _ in range(_ROUNDS):
        before = text
        text, at = join_spaced(*unmark(text, at))
        text = undecorate(unmix(text, raw, at))
        text = unleet(text, raw, at)
        text, at = unstretch(text, at)
        text, at = part(*edited(text, at, list(breaks(text))))
        if text == before or _is_settled(text):
            break
    return _text(raw, text, at)


def _text(raw: str, text: str, at: Places) -> Text:
    in_place = len(text) == len(raw) and (isinstance(at, range) or list(at) == list(range(len(raw))))
    return Text(raw, text) if in_place else Text(raw, text, (*at, len(raw)))
