"""One function for each disguise. Each changes some words of a text and leaves it readable to a person."""

import re
from collections.abc import Callable, Mapping
from random import Random

__all__ = ["ATTACKS", "Attack", "attacked"]

Attack = Callable[[str, Random], str]
"""A word and a source of chance; the word in disguise."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_LEET = str.maketrans("aeiostl", "4310571")
_SIGNS = {"a": "@", "s": "$", "i": "!"}
_HOMOGLYPHS = str.maketrans("aceiopsxy", "асеіорѕху")
_HIDDEN = ("\u200b", "\u200c", "\u2060", "\u00ad", "\ufeff")
_SEPARATORS = (" ", ".", "-", "*", "_")
_GREEK = str.maketrans("aoviktne", "αονικτηε")
_FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_SQUARED = 0x1F170 - ord("a")
_CIRCLED = 0x24D0 - ord("a")
_FLAGS = 0x1F1E6 - ord("a")
_TAGS = (("<b>", "</b>"), ("**", "**"), ("<i>", "</i>"), ("__", "__"), ("[b]", "[/b]"), ("~~", "~~"))
_ACCENTED = str.maketrans("aeiouncy", "äéïöüñçÿ")


def _leet(word: str, chance: Random) -> str:
    if chance.random() < 0.5:
        return word[0] + word[1:].lower().translate(_LEET)
    return word[0] + "".join(_SIGNS.get(letter, letter) if chance.random() < 0.7 else letter for letter in word[1:])


def _homoglyph(word: str, chance: Random) -> str:
    return "".join(letter.translate(_HOMOGLYPHS) if chance.random() < 0.6 else letter for letter in word)


def _zero_width(word: str, chance: Random) -> str:
    hidden = chance.choice(_HIDDEN)
    return hidden.join(word)


def _spacing(word: str, chance: Random) -> str:
    return chance.choice(_SEPARATORS).join(word)


def _repetition(word: str, chance: Random) -> str:
    place = chance.randrange(len(word))
    return word[:place] + word[place] * chance.randint(3, 6) + word[place + 1 :]


def _mixed_scripts(word: str, chance: Random) -> str:
    table = chance.choice((_GREEK, _FULL_WIDTH, _HOMOGLYPHS))
    return "".join(letter.translate(table) if chance.random() < 0.7 else letter for letter in word)


def _markup(word: str, chance: Random) -> str:
    before, after = chance.choice(_TAGS)
    a, b = sorted(chance.sample(range(len(word) + 1), 2))
    if chance.random() < 0.2:
        return word[:a] + "".join(f"&#{ord(letter)};" for letter in word[a:b]) + word[b:]
    return word[:a] + before + word[a:b] + after + word[b:]


def _emoji(word: str, chance: Random) -> str:
    base = chance.choice((_SQUARED, _CIRCLED, _FLAGS))
    return "".join(chr(ord(letter) + base) if "a" <= letter <= "z" else letter for letter in word.lower())


def _accents(word: str, chance: Random) -> str:
    return "".join(letter.translate(_ACCENTED) if chance.random() < 0.7 else letter for letter in word)


def _typo(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place] + word[place:]


ATTACKS: Mapping[str, Attack] = {
    "leet": _leet,
    "homoglyph": _homoglyph,
    "zero-width": _zero_width,
    "spacing": _spacing,
    "repetition": _repetition,
    "mixed scripts": _mixed_scripts,
    "markup": _markup,
    "emoji spelling": _emoji,
    "accents": _accents,
    "typo": _typo,
}
"""By the name under which they are reported. The last one is no attack: people mistype."""


def attacked(text: str, attack: Attack, chance: Random, share: float = 0.5) -> str:
    """The text with about this share of its words of three and more letters in disguise, at least one of them."""
    words = list(_WORD.finditer(text))
    chosen = [word for word in words if chance.random() < share] or words[:1]
    pieces, end = [], 0
    for word in chosen:
        pieces += [text[end : word.start()], attack(word[0], chance)]
        end = word.end()
    return "".join(pieces) + text[end:]
