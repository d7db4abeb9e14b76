"""Look-alike letters back to the script that the word is written in."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ombud.intake.lookalikes import looks, script_of

__all__ = ["unmix"]

_LATIN = "latin"
_CACHED = 1 << 15
_RARE = ("canadian", "carian", "coptic", "deseret", "elbasan", "lisu", "lycian", "miao", "old", "osage", "tifinagh",
         "warang")  # fmt: skip
_WHOLE = {"cyrillic": 1, "greek": 2, "armenian": 2, "cherokee": 2, **dict.fromkeys(_RARE, 3)}
"""Scripts built like Latin, and how many letters a word wholly in one needs to be taken for Latin at all: α, Γ and ρ
alone are symbols, also in English. Words wholly in scripts that are not here stay."""


class _Scripts(dict[str, str]):
    """Each letter's script; "" for what is no letter."""

    def __missing__(self, char: str) -> str:
        if len(self) >= _CACHED:  # hostile text walks through all of Unicode: do not keep all of it
            self.clear()
        script = self[char] = script_of(char)
        return script


_SCRIPTS = _Scripts()


def unmix(text: str, raw: str, at: Sequence[int]) -> str:
    """The folded text with look-alike letters replaced, one for one.

    A word that mixes scripts goes to Latin when all of it can be read so; if not, to the script that the text or most
    of the word is in, when all other letters have a place there; else it stays. A word wholly of look-alikes goes to
    Latin only in a text that is mostly Latin, so that real Russian and Greek words stay. `raw` and `at` give the letter
    as written: a capital may look alike where the small one does not.
    """
    if text.isascii() or looks().every.isdisjoint(text):
        return text
    counts = Counter(map(_SCRIPTS.__getitem__, text))
    del counts[""]
    if len(counts) < 2 and _LATIN not in counts:
        return text
    mostly = _mostly(counts)
    letters = list(text)
    for match in looks().words.finditer(text):
        word = match[0]
        if not word.isascii():
            start, end = match.span()
            letters[start:end] = _read(word, [raw[place] for place in at[start:end]], mostly)
    return "".join(letters)


def _mostly(counts: Counter[str]) -> str:
    """The script with more than two thirds of the letters of all scripts built like Latin; "" when there is none."""
    alike = {script: count for script, count in counts.items() if script in _WHOLE or script == _LATIN}
    return next((script for script, count in alike.items() if count * 3 > sum(alike.values()) * 2), "")


def _read(word: str, written: Sequence[str], mostly: str) -> Iterable[str]:
    """The word in the script it is meant in; as it is when there is no telling."""
    scripts = Counter(script for script in map(_SCRIPTS.__getitem__, word) if script)
    homes = [script for script in scripts if script in _WHOLE]
    if _LATIN in scripts:
        latin = [_latin(char, original) for char, original in zip(word, written, strict=True)]
        if all(latin) and not (mostly in homes and _native(word, written, mostly)):
            return latin
    elif mostly == _LATIN and _long_enough(homes, scripts):
        latin = [
            _strong(char, original) or (char if not _SCRIPTS[char] else "")
            for char, original in zip(word, written, strict=True)
        ]
        if all(latin):
            return latin
    home = mostly if mostly in homes else next((one for one in homes if scripts[one] * 2 > scripts.total()), "")
    return (home and len(scripts) > 1 and _native(word, written, home)) or word


def _long_enough(homes: Sequence[str], scripts: Counter[str]) -> bool:
    """Whether all letters have a home, and are enough to tell look-alikes from a real word. Digits alone have none."""
    return len(homes) == len(scripts) > 0 and scripts.total() >= max(map(_WHOLE.__getitem__, homes))


def _strong(char: str, original: str) -> str:
    strong = looks().strong
    return strong.get(original) or strong.get(char, "")


def _latin(char: str, original: str) -> str:
    """What a character is when read as Latin: itself when it is Latin or no letter, "" when it cannot be."""
    script = _SCRIPTS[char]
    if script == _LATIN or char.isascii():
        return char
    weak = looks().weak.get(original if original.isupper() else char)
    return _strong(char, original) or weak or ("" if script else char)


def _native(word: str, written: Sequence[str], home: str) -> str:
    """The word with its other letters read in the script `home`, or "" when one of them has no place there."""
    own = looks().home.get(home, {})
    native = [
        char if _SCRIPTS[char] in ("", home) else own.get(char if char.isascii() else _strong(char, original), "")
        for char, original in zip(word, written, strict=True)
    ]
    return "".join(native) if all(native) else ""
