"""Word by word: undo what people do to words so that filters miss them. Each pass edits the folded characters in place.

`out` are single characters, `at` where each came from. A pass changes characters or takes some away; it never
reorders, so that the places keep rising.
"""

import re

from ombud.intake.lookalikes import SCRIPT, STRONG, TO_SCRIPT, WEAK

__all__ = ["join_spaced", "single_spaces", "unleet", "unmix", "unstretch"]

# Four or more single letters with one and the same separator between them: k i l l, k.i.l.l, k-i-l-l
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_]([\W_])(?:[^\W_]\1|[@$!]\1){2,}(?:[^\W_]|[@$!])(?![^\W_])")
_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(" {2,}")

_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l"}
_LEET_WORD = re.compile(r"[a-zà-ɏ0-9@$!|]*[013457@$!|][a-zà-ɏ0-9@$!|]*")
_INSIDE = re.compile(r"(?<=[a-zà-ɏ])(?:[013457@$!|]{1,2}|([013457@$!|])\1+)(?=[a-zà-ɏ])")
_CASH = re.compile(r"\$(?=[ehiklmopqtuw][a-z])")
_AT = re.compile(r"@(?=([b-df-hj-np-tv-z])\1)")
_ENDING_CASH = re.compile(r"(?<=[a-z])\$+$")
_EDGE = re.compile(r"^[013457](?=[a-z])|(?<=[a-z])[013457]$")
_VOWELS = frozenset("aeiou")
_ADDRESS = re.compile(r"://|www\.|@[\w-]+\.\w")


def join_spaced(out: list[str], at: list[int]) -> None:
    """``k i l l`` and ``k.i.l.l`` become ``kill``."""
    dropped: list[int] = []
    for match in _SPACED.finditer("".join(out)):
        elements = range(match.start(), match.end(), 2)
        letters = sum(out[i].isalpha() for i in elements)
        if letters >= 3 and letters * 2 > len(elements):
            dropped.extend(range(match.start() + 1, match.end(), 2))
    _drop(out, at, dropped)


def _drop(out: list[str], at: list[int], indexes: list[int]) -> None:
    if not indexes:
        return
    gone = frozenset(indexes)
    out[:] = [char for i, char in enumerate(out) if i not in gone]
    at[:] = [place for i, place in enumerate(at) if i not in gone]


def _script(char: str) -> str:
    """``latin``, one of the scripts that look-alikes come from, or "" for everything else."""
    if char < "\u0250":
        return "latin" if char.isalpha() else ""
    code = ord(char)
    for name, first, last in SCRIPT:
        if first <= code <= last:
            return name
    return "latin" if 0x1E00 <= code <= 0x1EFF else ""


def unmix(raw: str, out: list[str], at: list[int]) -> None:
    """Look-alike letters back to the script that the word is written in.

    A word that mixes scripts goes to the one whose letters in it cannot be anything else, or to the one that the text
    is mostly in. A word wholly of look-alikes goes to Latin only in a text that is mostly Latin, so that real Russian
    and Greek words stay.
    """
    text = "".join(out)
    if text.isascii():
        return
    mostly: str | None = None
    for match in _WORD.finditer(text):
        looks = [_look(raw, out, at, i) for i in range(match.start(), match.end())]
        scripts = {script for script, _, _ in looks if script}
        if scripts <= {"latin"}:
            continue
        if mostly is None:
            mostly = _mostly(text)
        goal = _goal(looks, scripts, mostly)
        if goal == "latin":
            for i, (_, latin, _) in enumerate(looks, match.start()):
                out[i] = latin or out[i]
        elif goal:
            table = TO_SCRIPT[goal]
            for i, (script, _, _) in enumerate(looks, match.start()):
                if script == "latin":
                    out[i] = table[out[i]]


_Look = tuple[str, str, bool]
"""Script, the Latin letter it can stand for (itself when Latin, "" when none), and whether it is drawn the same."""


def _look(raw: str, out: list[str], at: list[int], i: int) -> _Look:
    char = out[i]
    if char < "\x80":
        return ("latin", char, True) if char.isalpha() else ("", "", True)
    script = _script(char) or ("other" if char.isalpha() else "")
    original = raw[at[i]]
    strong = STRONG.get(original) or STRONG.get(char)
    if strong is not None:
        return script, strong, True
    return script, char if script == "latin" else WEAK.get(original) or WEAK.get(char, ""), False


def _goal(looks: list[_Look], scripts: set[str], mostly: str) -> str:
    """The script that the word's letters should be read in, or "" when the word stays as it is."""
    letters = [look for look in looks if look[0]]
    to_latin = all(latin for _, latin, _ in letters)
    if "latin" not in scripts:
        plain = len(letters) > 1 and all(strong for _, _, strong in letters)
        return "latin" if to_latin and plain and mostly == "latin" else ""
    others = scripts - {"latin"}
    home = next(iter(others)) if len(others) == 1 else ""
    to_home = home in TO_SCRIPT and all(latin in TO_SCRIPT[home] for script, latin, _ in letters if script == "latin")
    if to_latin and to_home:
        return home if mostly == home else "latin"
    if to_latin:
        return "latin"
    return home if to_home else ""


def _mostly(text: str) -> str:
    """The script with more than two thirds of the letters of all scripts that can be mistaken for each other."""
    counts: dict[str, int] = {}
    for char in text:
        script = _script(char)
        if script:
            counts[script] = counts.get(script, 0) + 1
    total = sum(counts.values())
    return next((name for name, count in counts.items() if count * 3 > total * 2), "")


def unleet(raw: str, out: list[str], at: list[int]) -> None:
    """Digits and signs that stand for letters inside words: ``h4te``, ``k1ll``, ``@ss``, ``$ex``. Not in addresses."""
    text = "".join(out)
    address = (0, 0, False)
    for match in _LEET_WORD.finditer(text):
        start, end = match.span()
        word = match[0]
        if word.isdigit() or end - start < 3:
            continue
        if start >= address[1]:
            left, right = text.rfind(" ", 0, start) + 1, text.find(" ", end)
            right = right if right >= 0 else len(text)
            address = (left, right, _ADDRESS.search(text, left, right) is not None)
        if not address[2]:
            shouted = raw[at[start] : at[end - 1] + 1].isupper()
            out[start:end] = _read_leet(word, shouted=shouted)


def _read_leet(word: str, *, shouted: bool) -> str:
    """The word as it is meant; as it is when it reads as a number, a price, a unit, a version or a stock symbol."""
    letters = sum(map(str.isalpha, word))
    if letters < 2 or sum(map(str.isdigit, word)) > letters:
        return word
    chars = list(word)
    places = [i for match in _INSIDE.finditer(word) if _inside_counts(match) for i in range(*match.span())]
    if places:
        places += [match.start() for match in _EDGE.finditer(word)]
    if not (shouted and letters <= 5):
        places += [match.start() for match in _CASH.finditer(word) if match.start() == 0]
    places += [match.start() for match in _AT.finditer(word) if match.start() == 0]
    places += [i for match in _ENDING_CASH.finditer(word) for i in range(*match.span())]
    for i in sorted(places):
        chars[i] = _one_or_ell(chars, i) if chars[i] == "1" else _LEET[chars[i]]
    return "".join(chars)


def _inside_counts(match: re.Match[str]) -> bool:
    """``k!ll`` and ``d|ck``, but not two sentences without a space: ``stop!please``."""
    return match[0][0] not in "!|" or match.start() <= 2


def _one_or_ell(chars: list[str], i: int) -> str:
    """1 stands for l after a vowel (``he1p``) or at the end after an l (``kil1``), else for i (``k1ll``)."""
    before = chars[i - 1] if i else ""
    return "l" if before in _VOWELS or (before == "l" and i + 1 == len(chars)) else "i"


def unstretch(out: list[str], at: list[int]) -> None:
    """Three and more of one letter become one (``kiiill``); a word of one letter keeps three (``xxx``, ``www``)."""
    text = "".join(out)
    dropped: list[int] = []
    for match in _STRETCHED.finditer(text):
        start, end = match.span()
        alone = not text[start - 1 : start].isalpha() and not text[end : end + 1].isalpha()
        dropped.extend(range(start + (3 if alone else 1), end))
    _drop(out, at, dropped)


def single_spaces(out: list[str], at: list[int]) -> None:
    """Runs of spaces become one."""
    _drop(out, at, [i for match in _SPACES.finditer("".join(out)) for i in range(match.start() + 1, match.end())])
