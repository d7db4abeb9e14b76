"""A capital I that stands for a small l: ``kiII yourseIf``."""

import re

from ombud.intake.addresses import Addresses

__all__ = ["STROKE_HINT", "has_stroke", "small_l"]

STROKE_HINT = "[aeiou]I"
"""RE2: what is in every text that `small_l` changes."""

has_stroke = re.compile("I(?<=[aeiou]I)").search
"""Whether a capital I stands after a small vowel: in every text that `small_l` changes."""

# Words in small letters but for the first and those in question; names, tags and numbers before them are none.
_WORD = re.compile(r"(?<![\w@#/.-])(?!..I\b)[A-Za-z][a-z]*[aeiou]I[a-zI]*(?![\w/])")
# After a vowel, where also 1 is an l. Not where English has no l but words that are glued on: LinkedIn, myItem, userId;
# three at the end are a numeral, RichardIII, and a word of three letters is an abbreviation: RoI.
_STROKE = re.compile(r"(?<=[aeiou])(?!I{3}$)(I{1,2}(?!I))(?![mnr]|tem|[dst]$)")


def small_l(raw: str) -> str:
    """The text with these letters in place of those, one for one; HAWAII, WWII and Type II stay."""
    if not has_stroke(raw):
        return raw
    addresses = Addresses(raw)
    letters = list(raw)
    for match in _WORD.finditer(raw):
        start, end = match.span()
        if not addresses.hold(start, end):
            letters[start:end] = _STROKE.sub(lambda strokes: "l" * len(strokes[0]), match[0])
    return "".join(letters)
