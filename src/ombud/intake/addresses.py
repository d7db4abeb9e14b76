"""Web and mail addresses inside a text: what is in them is not speech and stays as it is."""

import re

__all__ = ["Addresses"]

_ADDRESS = re.compile(r"://|www\.|@[\w-]+\.\w|\w\.[a-z]{2,24}/")


class Addresses:
    """Asked about places from left to right, it searches each stretch without spaces once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen_to = 0
        self._found = False

    def hold(self, start: int, end: int) -> bool:
        """Whether this place lies in a stretch that holds an address."""
        if start >= self._seen_to:
            left, right = self._text.rfind(" ", 0, start) + 1, self._text.find(" ", end)
            self._seen_to = right if right != -1 else len(self._text)
            self._found = _ADDRESS.search(self._text, left, self._seen_to) is not None
        return self._found
