"""What is written for machines between the letters: tags, entities, letters made of flags."""

import html
import re

import numpy as np
import numpy.typing as npt

__all__ = ["unmarked"]

Codes = npt.NDArray[np.uint32]

_MARKUP = re.compile(
    r"</?([a-z][a-z0-9]{0,9})(?:[ /][^<>\n]{0,300})?>"  # a tag
    r"|\[/?(?:b|i|u|s|url|img|quote|code|color|size|spoiler)(?:=[^\]\n]{0,200})?\]"  # one of a bulletin board
    r"|(&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});)"  # a character by its number or name
    r"|([\U0001F1E6-\U0001F1FF]{4,})"  # a word spelled with letters that make flags in twos
)
_BREAKING = frozenset(("br", "p", "div", "li", "ul", "ol", "hr", "td", "tr", "blockquote"))
_FIRST_FLAG = 0x1F1E6
_SPACE, _NOTHING = ord(" "), ord("'")


def unmarked(text: str, codes: Codes) -> Codes:
    """The code points of a text with tags made nothing, or spaces where a reader sees a gap, and with the letters that
    entities and flags stand for. As many as before, so that every place stays. Never past a line feed."""
    if "<" not in text and "[" not in text and "&" not in text and codes.max(initial=0) < _FIRST_FLAG:
        return codes
    codes = codes.copy()
    for match in _MARKUP.finditer(text):
        start, end = match.span()
        if match[2]:
            meant = html.unescape(match[2]).casefold()
            if len(meant) == 1:
                codes[start] = ord(meant)
                codes[start + 1 : end] = _NOTHING
        elif match[3]:
            codes[start:end] -= _FIRST_FLAG - ord("a")
        else:
            codes[start:end] = _SPACE if match[1] in _BREAKING else _NOTHING
    return codes
