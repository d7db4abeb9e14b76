"""A regular expression in RE2's notation -> its pieces. https://github.com/google/re2/wiki/Syntax"""

import re
from collections.abc import Iterator

import msgspec

__all__ = ["Piece", "pieces"]

_NOTATION = re.compile(
    r"""
      (?P<quote>\\Q.*?(?:\\E|\Z))
    | (?P<hex>\\x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2}))
    | (?P<bound>\\[bAz]|[\^$])
    | (?P<inside>\\B)
    | (?P<wild>\\[pP](?:\{[^}]*\}|.)|\\[0-9A-Za-z]|\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])
    | (?P<escape>\\.)
    | (?P<group>\(\?P?<[^>]*>|\(\?[A-Za-z-]*[:)]|[()])
    | (?P<bar>\|)
    | (?P<count>[*+?]\??|\{[0-9]+(?:,[0-9]*)?\}\??)
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LAST_CHARACTER = 0x10FFFF


class Piece(msgspec.Struct, frozen=True):
    """`kind`: ``text`` (what stands there letter for letter), ``wild`` (one of several characters), ``bound`` (a place:
    ``^ $ \\b``), ``inside`` (``\\B``), ``group`` (a bracket), ``bar``, or ``count`` (how often what stands before it).
    """

    kind: str
    text: str


def pieces(regex: str) -> Iterator[Piece]:
    """The pieces in their order; each character that stands for itself is one, quoted or not."""
    for match in _NOTATION.finditer(regex):
        kind, text = str(match.lastgroup), match[0]
        if kind == "quote":
            yield from (Piece("text", char) for char in text.removeprefix(r"\Q").removesuffix(r"\E"))
        elif kind == "hex":
            number = int(text[2:].strip("{}"), 16)
            yield Piece("text", chr(number)) if number <= _LAST_CHARACTER else Piece("wild", text)
        elif kind in ("escape", "plain"):
            yield Piece("text", text[-1])
        else:
            yield Piece(kind, text)
