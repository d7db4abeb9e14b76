"""What is drawn like a Latin letter: Unicode's table of confusables (UTS #39), and what that table leaves out.

Unicode's table is made for comparing names. Read in a sentence, some of its pairs are far-fetched: they are `weak` here
and count only beside real Latin letters in the same word. What it lacks because it compares shapes more strictly than a
hurried reader does (small Cyrillic к, all small capitals) is added by hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from string import ascii_letters

import msgspec

__all__ = ["ALWAYS", "UNICODE_VERSION", "Looks", "looks", "script_of"]

UNICODE_VERSION = "15.0.0"
"""Of the table in ``data/confusables.json``, which tools/confusables.py makes."""

_TABLE = Path(__file__).parent / "data" / "confusables.json"
# Letters, decimal digits, letter-like numbers and signs. Not marks, punctuation or what mathematics calculates with.
_STANDING = frozenset(("Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "So"))
_DIGITS = "3457"


def _pairs(table: str) -> dict[str, str]:
    """``"xX аА"`` style: the first letter of each group is what the others stand for."""
    return {look: group[0] for group in table.split() for look in group[1:]}


_STRONG = _pairs(
    "aаА bВ cсСϲ dԁ eеЕ hһҺН iіІӏ jјЈ kкК lӀ mМ oоО pрР qԛԚ sѕЅ tТ wԝԜ xхХ yуУүҮ"
    " aαΑ bΒ eΕ hΗ iιΙ kκΚ mΜ nΝ oοΟ pρΡ tΤ uυ vν xχΧ yΥγ zΖ cϲϹ jϳͿ hհ oօՕ uսՍ gց nո jյ qզ lլ sՏ"
    " aᎪ bᏴ cᏟ dᎠ eᎬ gᏀ hᎻ iᏆ jᎫ kᏦ lᏞ mᎷ pᏢ rᏒ sᏚ tᎢ vᏙ wᎳ yᎩ zᏃ"
)
_WEAK = _pairs("bвьЬ hн mм tт rг nпП uцЦ wшщШЩ bβ eεξ nη sς oσ tτ wωψ wա dժ")

ALWAYS = {
    # Small capitals, and letters of phonetic, medieval and mathematical alphabets.
    **_pairs("aᴀɑ bʙ cᴄ dᴅ eᴇꬲ fꜰꬵꞙẝ gɢɡᶃ hʜ iɪ𝚤 jᴊ𝚥 kᴋ lʟ mᴍ nɴ oᴏᴑꬽ pᴘ rʀꭇꭈ sꜱ tᴛ uᴜꭎꭒꞟ vᴠ wᴡ xꭓ yʏꭚᶌỿ zᴢ"),
    **{chr(first + i): chr(97 + i) for first in (0x249C, 0x1F110) for i in range(26)},  # ⒜ 🄐 parenthesised
    **{chr(0x1F150 + i): chr(97 + i) for i in range(26)},  # 🅐 negative circled
    **{chr(0x1F170 + i): chr(97 + i) for i in range(26)},  # 🅰 negative squared
    "🆎": "ab",
    "🆑": "cl",
    "🆔": "id",
    **dict.fromkeys("‘’ʼ′", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("‐‒–—―−", "-"),
}
"""Letters of no living orthography, and punctuation that keyboards put in by themselves."""


class Looks(msgspec.Struct, frozen=True):
    """`strong` and `weak` map characters as written or folded to what they look like: a small Latin letter or a digit.

    Where i and l look the same it is ``1``, which is then read as leetspeak. `home` has, for each script, its own
    letter for a Latin one that looks the same. `every` holds all these characters, folded;
    `words` finds the words of a text, signs that look like letters included.
    """

    strong: Mapping[str, str]
    weak: Mapping[str, str]
    home: Mapping[str, Mapping[str, str]]
    every: frozenset[str]
    words: re.Pattern[str]


def script_of(char: str) -> str:
    """The first word of a letter's name, which is its script in small letters; "" for what is no letter."""
    return unicodedata.name(char, "").partition(" ")[0].lower() if char.isalpha() else ""


@lru_cache(maxsize=1)
def looks() -> Looks:
    """The whole table, read once: some milliseconds, and most installations in English do without it for a while."""
    strong = {**_STRONG, "ӏ": "l"}  # the palochka, an i to Unicode; a Latin l is none in a Russian word
    weak = dict(_WEAK)
    for char, letter in _unicode_table():
        if char not in weak and script_of(char) != "latin":
            (weak if letter in _DIGITS else strong).setdefault(char, letter)
    home: dict[str, dict[str, str]] = {"cyrillic": {"b": "в", "h": "н", "m": "м", "t": "т"}}
    for char, letter in _STRONG.items():
        if char.casefold() == char:
            home.setdefault(script_of(char), {}).setdefault(letter, char)
    every = frozenset(char.casefold() for char in (*strong, *weak))
    words = re.compile(rf"[\w{''.join(char for char in strong if unicodedata.category(char) == 'So')}]+")
    return Looks(strong, weak, home, every, words)


def _unicode_table() -> Iterable[tuple[str, str]]:
    table = msgspec.json.decode(_TABLE.read_bytes())
    stands_for = {
        "rn": "m",
        **{letter: letter.lower() for letter in ascii_letters},
        **{digit: digit for digit in _DIGITS},
    }
    for skeleton, chars in table["skeletons"].items():
        if skeleton in stands_for:
            for char in chars:
                if not char.isascii() and unicodedata.category(char) in _STANDING:
                    yield char, stands_for[skeleton] if skeleton != "l" else _stroke(char)


def _stroke(char: str) -> str:
    """Unicode has one skeleton for I, l and 1. A capital is an I, a small letter an l, and anything else unclear."""
    return "i" if char.isupper() else "l" if char.islower() else "1"
