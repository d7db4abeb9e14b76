"""Which characters one place of a pattern takes, as bytes of UTF-8.

Two letters outside ASCII fold to letters in it: the long s and the Kelvin sign. A text that has one of them is scanned
a second time with ``s`` and ``k`` in their place, and so no set of characters needs to hold them: it holds ``s`` and
``k`` instead.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ombud.signals.matching.regex import Regex

__all__ = ["Char", "any_char", "char_class", "fold_strays", "letter"]

_LONG_S, _KELVIN = "\u017f", "\u212a"
_STRAYS = {_LONG_S: "s", _KELVIN: "k"}
_ASCII = bytes(range(128))
_KNOWN_ORBITS = (
    "åÅ\u212b", "ßẞ", "\u0345ιΙ\u1fbe", "\u0390\u1fd3", "\u03b0\u1fe3", "βΒϐ", "εΕϵ", "θΘϑϴ", "κΚϰ", "μΜ\u00b5", "πΠϖ",
    "ρΡϱ", "σΣς", "φΦϕ", "ωΩ\u2126", "вВ\u1c80", "дД\u1c81", "оО\u1c82", "сС\u1c83", "тТ\u1c84\u1c85", "ъЪ\u1c86",
    "ѣѢ\u1c87", "ꙋꙊ\u1c88", "ṡṠẛ", "ﬅﬆ", "ı",
)  # fmt: skip
_ORBIT_OF = {char: orbit for orbit in _KNOWN_ORBITS for char in orbit}
"""Letters that Unicode's simple case folding takes for the same, where lower and upper case do not tell."""


class Char(NamedTuple):
    """A set of characters: those in `ascii`, and those in `other`, each in UTF-8; None is everything beyond ASCII.

    `exact` says that it is neither more nor less than what the pattern takes; otherwise it is more.
    """

    ascii: bytes
    other: tuple[bytes, ...] | None
    exact: bool


@lru_cache(maxsize=4096)
def letter(char: str, *, caseless: bool) -> Char:
    """One character, or all that are the same but for their case."""
    if char.isascii():
        same = {char.lower(), char.upper()} if caseless else {char}
        return Char(bytes(sorted(map(ord, same))), (), exact=True)
    if char in _STRAYS:
        plain = letter(_STRAYS[char], caseless=caseless)
        return plain if caseless else plain._replace(exact=False)
    if not caseless:
        return Char(b"", (char.encode(),), exact=True)
    orbit = _orbit(char)
    return _beyond(b"") if orbit is None else Char(b"", tuple(sorted(one.encode() for one in orbit)), exact=True)


def _orbit(char: str) -> str | None:
    """The characters that differ from `char` in case alone; None where this Unicode version cannot tell."""
    known = _ORBIT_OF.get(char)
    if known is not None:
        return known
    orbit = {char}
    for _ in range(2):
        orbit |= {case for one in orbit for case in (one.lower(), one.upper(), one.title()) if len(case) == 1}
    unsure = len(orbit) == 1 and unicodedata.category(char) in {"Lu", "Ll", "Lt", "Cn"}
    return None if unsure else "".join(sorted(orbit))


def any_char(*, newline: bool) -> Char:
    """What ``.`` takes."""
    return _beyond(_ASCII if newline else _ASCII.replace(b"\n", b""))


@lru_cache(maxsize=4096)
def char_class(source: str, *, caseless: bool) -> Char:
    """What ``[...]``, ``\\w`` or ``\\pL`` takes; RE2 itself says which of ASCII."""
    regex = Regex(f"(?i:{source})" if caseless else source)
    inside = b"".join(_ASCII[start:end] for start, end in regex.spans(_ASCII))
    largest = Regex(f"^{source}").largest()
    if largest is not None and largest < b"\x80":  # what differs in case from ASCII is ASCII, or one of the strays
        return Char(inside, (), exact=True)
    return _beyond(inside)


def _beyond(inside: bytes) -> Char:
    return Char(bytes(sorted({*inside, *b"sk"})), None, exact=False)


def fold_strays(data: bytes) -> bytes | None:
    """The text with plain letters for the two strays; None when it has neither."""
    folded = data
    for stray, plain in _STRAYS.items():
        folded = folded.replace(stray.encode(), plain.encode())
    return None if folded == data else folded
