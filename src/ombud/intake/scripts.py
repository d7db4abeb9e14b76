"""Look-alike letters back to the script that the word is written in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from ombud.intake.lookalikes import STRONG, TO_SCRIPT, WEAK

__all__ = ["unmix"]

_LATIN = "latin"
_CACHED = 1 << 15
_MISTAKABLE = frozenset(("greek", "cyrillic", "armenian", "cherokee"))
_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")


class _Scripts(dict[str, str]):
    """Each letter's script as far as it matters here: "" for what is no letter, ``other`` for the rest of the world."""

    def __missing__(self, char: str) -> str:
        if len(self) >= _CACHED:  # hostile text walks through all of Unicode: do not keep all of it
            self.clear()
        name = unicodedata.name(char, "").partition(" ")[0].lower() if char.isalpha() else ""
        script = name if name in ("", _LATIN) or name in _MISTAKABLE else "other"
        self[char] = script
        return script


_SCRIPTS = _Scripts()


def unmix(text: str, raw: str, at: Sequence[int]) -> str:
    """The folded text with look-alike letters replaced, one for one.

    A word that mixes scripts goes to the one whose letters in it cannot be anything else, or else to the one that the
    text is mostly in. A word wholly of look-alikes goes to Latin only in a text that is mostly Latin, so that real
    Russian and Greek words stay. `raw` and `at` give the letter as written: a capital may look alike where the small
    one does not.
    """
    if text.isascii():
        return text
    counts = Counter(map(_SCRIPTS.__getitem__, text))
    if not counts[_LATIN] or not any(counts[script] for script in _MISTAKABLE):
        return text
    mostly = _mostly(counts)
    letters = list(text)
    for match in _WORD.finditer(text):
        start, end = match.span()
        scripts = {_SCRIPTS[char] for char in match[0]} - {""}
        if scripts == {_LATIN} or (_LATIN not in scripts and mostly != _LATIN):
            continue
        written = [raw[place] for place in at[start:end]]
        letters[start:end] = _read(match[0], written, scripts, mostly)
    return "".join(letters)


def _mostly(counts: Counter[str]) -> str:
    """The script with more than two thirds of the letters of all scripts that can be mistaken for each other."""
    total = sum(count for script, count in counts.items() if script not in ("", "other"))
    return next((name for name in (_LATIN, *sorted(_MISTAKABLE)) if counts[name] * 3 > total * 2), "")


def _read(word: str, written: Sequence[str], scripts: set[str], mostly: str) -> Iterable[str]:
    """The word in the script it is meant in; as it is when there is no telling."""
    if _LATIN not in scripts:
        latin = [
            _strong(char, original) or (char if not _SCRIPTS[char] else "")
            for char, original in zip(word, written, strict=True)
        ]
        symbol = scripts != {"cyrillic"} and len(word) == 1  # α, Γ and ρ alone are symbols, also in English
        return latin if all(latin) and not symbol else word
    latin = [_latin(char, original) for char, original in zip(word, written, strict=True)]
    foreign = scripts - {_LATIN}
    home = next(iter(foreign)) if len(foreign) == 1 else ""
    native = _native(word, home)
    if all(latin) and not (native and mostly == home):
        return latin
    return native or word


def _strong(char: str, original: str) -> str:
    return STRONG.get(original) or STRONG.get(char, "")


def _latin(char: str, original: str) -> str:
    """What a character is when read as Latin: itself when it is Latin or no letter, "" when it cannot be."""
    if _SCRIPTS[char] in (_LATIN, ""):
        return char
    return _strong(char, original) or WEAK.get(original) or WEAK.get(char, "")


def _native(word: str, home: str) -> str:
    """The word with its Latin letters read in the script `home`, or "" when one of them has no place there."""
    table = TO_SCRIPT.get(home, {})
    native = [table.get(char, "") if _SCRIPTS[char] == _LATIN else char for char in word]
    return "".join(native) if all(native) else ""
