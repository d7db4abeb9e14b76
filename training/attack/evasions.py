"""Disguises that nothing was learnt from: to measure what gets through.

Those of `disguises` are shown to the models while they learn. These are not, so that what they measure is what the
normal form undoes and what the models make of the rest.
"""

from collections.abc import Mapping
from random import Random

from training.attack.disguises import ATTACKS, Attack

__all__ = ["EVASIONS"]

_DIGITS = str.maketrans("aeiostlg", "43105716")
_DOWN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")
_MARKED = {
    "a": "áäãåą",
    "c": "çćč",
    "e": "éëêęě",
    "i": "íïîì",
    "n": "ñńň",
    "o": "óöõøő",
    "s": "śšş",
    "u": "úüůű",
    "y": "ýÿ",
}
_STROKED = str.maketrans("abdfhilotuz", "ⱥƀđƒħɨłøŧʉƶ")
_PILED = "\u0300\u0301\u0316\u0323\u0331\u0336\u0489"
_EMPTY = ("<!-- -->", "<b></b>", "<i></i>", "&#8203;", "&shy;", "&zwnj;", "<x>", "[b][/b]")
_SELECTORS = ("\ufe0f", "\u034f", "\U000e0101", "\U000e0061", "\u2063", "\u200e")
_SIGNS = (".", "-", "_", "*", "/", "|", "~", "·", "'", "\u00a0")
_KEYCAPS = {"i": "1\ufe0f\u20e3", "o": "0\ufe0f\u20e3", "e": "3\ufe0f\u20e3", "a": "4\ufe0f\u20e3"}
_TAGS = ("<b>", "<span class='a'>", "<font color=red>", "<i>")
_FLAGS = 0x1F1E6 - ord("a")
_PARENTHESISED = 0x249C - ord("a")


def _digits(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return word.lower().translate(_DIGITS)


def _split(word: str, chance: Random, by: str) -> str:
    place = chance.randrange(1, len(word))
    return f"{word[:place]}{by}{word[place:]}"


def _nothing(word: str, chance: Random) -> str:
    return _split(word, chance, chance.choice(_EMPTY))


def _entities(word: str, chance: Random) -> str:
    forms = ("&#{};", "&#x{:x};", "&#0{};", "&#{}")
    return "".join(chance.choice(forms).format(ord(letter)) if chance.random() < 0.5 else letter for letter in word)


def _tagged(word: str, chance: Random) -> str:
    tag = chance.choice(_TAGS)
    place = chance.randrange(1, len(word))
    return f"{word[:place]}{tag}{word[place:]}</{tag[1:].partition(' ')[0].rstrip('>')}>"


def _signs(word: str, chance: Random) -> str:
    return _split(word, chance, chance.choice(_SIGNS))


def _unlike(word: str, chance: Random) -> str:
    return "".join(f"{letter}{chance.choice(_SIGNS)}" for letter in word[:-1]) + word[-1]


def _selectors(word: str, chance: Random) -> str:
    return "".join(f"{letter}{chance.choice(_SELECTORS)}" for letter in word)


def _keycaps(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return "".join(_KEYCAPS.get(letter, letter) for letter in word)


def _single_flags(word: str, chance: Random) -> str:
    between = chance.choice((" ", "\u200b", "\u2060"))
    return between.join(chr(ord(letter) + _FLAGS) if "a" <= letter <= "z" else letter for letter in word.lower())


def _parenthesised(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return "".join(chr(ord(letter) + _PARENTHESISED) if "a" <= letter <= "z" else letter for letter in word.lower())


def _down(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return word.lower().translate(_DOWN)[::-1]


def _overridden(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return f"\u202e{word[::-1]}\u202c"


def _backwards(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return word[::-1]


def _piled(word: str, chance: Random) -> str:
    return "".join(letter + "".join(chance.choices(_PILED, k=chance.randint(1, 9))) for letter in word)


def _marked(word: str, chance: Random) -> str:
    return "".join(chance.choice(_MARKED.get(letter, letter)) for letter in word.lower())


def _stroked(word: str, chance: Random) -> str:  # noqa: ARG001 - the shape of an attack
    return word.lower().translate(_STROKED)


def _starred(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word))
    return f"{word[:place]}*{word[place + 1 :]}"


def _doubled(word: str, chance: Random) -> str:
    return _split(word, chance, word[0])


EVASIONS: Mapping[str, Attack] = {
    **{name: attack for name, attack in ATTACKS.items() if name != "typo"},
    "digits only": _digits,
    "nothing between": _nothing,
    "entities": _entities,
    "a tag begins inside": _tagged,
    "a sign inside": _signs,
    "unlike signs": _unlike,
    "selectors": _selectors,
    "keycaps": _keycaps,
    "single flags": _single_flags,
    "parenthesised": _parenthesised,
    "upside down": _down,
    "override": _overridden,
    "backwards": _backwards,
    "piled-up marks": _piled,
    "any accent": _marked,
    "stroked letters": _stroked,
    "a letter starred": _starred,
    "first letter again": _doubled,
}
"""By the name under which they are reported; `ATTACKS` are among them."""
