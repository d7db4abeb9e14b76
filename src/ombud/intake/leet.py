"""Digits and signs that stand for letters inside words."""

import re
from collections.abc import Sequence

from ombud.intake.addresses import Addresses
from ombud.intake.prefilter import prefilter
from ombud.intake.words import words_meant

__all__ = ["LEET_HINT", "unleet"]

_STANDS_FOR = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
LEET_HINT = (
    r"[a-z\x{e0}-\x{24f}][013457@$!|]+[a-z\x{e0}-\x{24f}]"
    r"|[a-z][b-df-hj-np-tv-xz](?:33|00)|[aeiu]11|\$[a-z][a-z]|@ss|[a-z]\$"
)
"""RE2: what is in every text that `unleet` changes."""

_maybe_leet = prefilter(LEET_HINT)
# Runs with a sign in them. Possessive, and only from where a run begins: linear also in a run without any.
_RUN = re.compile(r"(?<![a-zà-ɏ0-9@$!|])[a-zà-ɏ2689]*+[013457@$!|][a-zà-ɏ0-9@$!|]++")
# One sign, or one repeated; of unlike ones only 01 (assh01e): two digits are mostly a number (max10mins).
_INSIDE = re.compile(r"(?<=[a-zà-ɏ])(?:01|([013457@$!|])\1*)(?=[a-zà-ɏ])")
_LEADING_CASH = re.compile(r"\$(?=[ehiklmopqtuw][a-z])")
_LEADING_AT = re.compile(r"@(?=ss)")  # anything else after it is a name
_ENDING_CASH = re.compile(r"(?<=[a-z])\$+$")
_EDGE = re.compile(r"^[013457](?=[a-z])|(?<=[a-z])[013457]$")
# fr33, thr33, sh00: two and more letters, the last a consonant, and no other digit in the word.
_ENDING_PAIR = re.compile(r"^[a-zà-ɏ]+[b-df-hj-np-tv-xz](?:33|00)$")
# ki11, he11: the vowel is the only one, and the word is no longer than what versions and models are not called.
_ENDING_ELEVEN = re.compile(r"^[b-df-hj-np-tv-xz]{1,3}[aeiu]11$")
# Signs that are no leetspeak in ASCII, between letters, where no price or trade mark stands; fr€€ as fr33.
_FOREIGN = re.compile("(?<=[a-z])(?:€+|®+|¡+|©+|❗+|💲+)(?=[a-z])|(?<=[a-z][b-df-hj-np-tv-xz])€€(?!\\w)")
_has_foreign = re.compile("[€®¡©❗💲]").search
_FOREIGN_STANDS_FOR = str.maketrans("€®¡©❗💲", "ericis")
_VOWELS = frozenset("aeiou")
_STOCK_SYMBOL = 5
_BRACKETS = ("{", "[", "\\")  # {{a|b}} is markup, not a letter; neither is a|b|c


def unleet(text: str, raw: str, at: Sequence[int]) -> str:
    """``h4te``, ``k1ll``, ``@ss``, ``$ex`` as they are meant, one for one; web and mail addresses stay as they are."""
    if not text.isascii() and _has_foreign(text):
        text = _FOREIGN.sub(lambda signs: signs[0].translate(_FOREIGN_STANDS_FOR), text)
    letters = list(text)
    for start, end, word in words_meant(text):
        letters[start:end] = word
    text = "".join(letters)
    if not _maybe_leet(text):
        return text
    addresses = Addresses(text)
    for match in _RUN.finditer(text):
        start, end = match.span()
        markup = "|" in match[0] and (match[0].count("|") > 1 or text[max(start - 1, 0) : start] in _BRACKETS)
        if not markup and not addresses.hold(start, end):
            capitals = raw[at[start] : at[end - 1] + 1].isupper()
            letters[start:end] = _meant(match[0], capitals=capitals)
    return "".join(letters)


def _meant(word: str, *, capitals: bool) -> str:
    """The word as it is meant; as it is when it reads as a number, price, unit, version or stock symbol.

    Signs count inside a word. At its edges digits count only when there is one inside too: ``k1ll3r`` but ``mp3``,
    ``10am``, ``covid19``; only a pair that ends a word as ee and oo do counts alone: ``fr33``.
    """
    count = sum(map(str.isalpha, word))
    if (count < 2 and "$$" not in word) or sum(map(str.isdigit, word)) > count:
        return word
    places = [i for match in _INSIDE.finditer(word) if _is_inside(match) for i in range(*match.span())]
    if places:
        places += [match.start() for match in _EDGE.finditer(word)]
    if _ENDING_PAIR.match(word) or _ENDING_ELEVEN.match(word):
        places += [len(word) - 2, len(word) - 1]
    if _LEADING_AT.match(word) or (_LEADING_CASH.match(word) and not (capitals and count <= _STOCK_SYMBOL)):
        places.append(0)
    places += [i for match in _ENDING_CASH.finditer(word) for i in range(*match.span())]
    letters = list(word)
    for i in sorted(places):
        letters[i] = (
            _stroke(word, letters, i) if word[i] in "1|" or word[i - 1 : i + 2] == "!!l" else _STANDS_FOR[word[i]]
        )
    return "".join(letters)


def _is_inside(match: re.Match[str]) -> bool:
    """``k!ll`` and ``d|ck``, but not two sentences without a space between them: ``stop!please``."""
    return match[0][0] not in "!|" or match.start() <= 2


def _stroke(word: str, letters: list[str], i: int) -> str:
    """1 and | stand for l after a vowel (``he1p``, ``ki11er``) or at the end after an l, else for i (``k1ll``)."""
    before = letters[i - 1] if i else ""
    if i and word[i - 1] == word[i]:
        return "l" if before == "i" and word[i + 1 : i + 2] == "l" else before  # k!!l, k11l
    return "l" if before in _VOWELS or (before == "l" and i + 1 == len(word)) else "i"
