"""Where a word ends, in every script."""

import unicodedata

__all__ = ["at_boundary"]

# Scripts written without spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han.
_UNSPACED = (
    (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x31FF), (0x3400, 0x9FFF),
    (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)  # fmt: skip


_MOST_KNOWN = 4096


class _Continues(dict[str, bool]):
    """Whether the character beside a word makes it a longer word: letters, digits and marks of spaced scripts."""

    def __missing__(self, char: str) -> bool:
        code = ord(char)
        unspaced = any(first <= code <= last for first, last in _UNSPACED)
        answer = not unspaced and (char.isalnum() or unicodedata.category(char).startswith("M"))
        if len(self) < _MOST_KNOWN:
            self[char] = answer
        return answer


_continues = _Continues()


def at_boundary(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` stands alone. An edge that is no letter or digit needs no boundary."""
    if start > 0 and _continues[text[start - 1]] and _continues[text[start]]:
        return False
    return end >= len(text) or not (_continues[text[end]] and _continues[text[end - 1]])
