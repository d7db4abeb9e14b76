"""What somebody wrote, as others can see it."""

import unicodedata

__all__ = ["visibly"]

_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_BLANK_LETTERS = "\u2800\u3164\u115f\u1160\uffa0"  # letters and symbols that are drawn as nothing


def visibly(text: str) -> str:
    """Without what nobody sees at either end; empty when nothing in it can be seen."""
    words = text.strip()
    return words if any(_is_visible(letter) for letter in words) else ""


def _is_visible(letter: str) -> bool:
    return letter not in _BLANK_LETTERS and unicodedata.category(letter) not in _INVISIBLE
