"""What a regular expression says, as far as finding candidates needs it.

RE2 has accepted the pattern before it is read here, so this parser trusts its syntax. What it does not know it refuses
with `Unknown`, and the pattern is then looked for by RE2 alone: understanding less costs time, never a hit.
"""

import re
from typing import NamedTuple

from ombud.signals.matching.letters import Char, any_char, char_class, letter

__all__ = ["Alt", "Concat", "Look", "Node", "Parsed", "Repeat", "Unknown", "parse"]

_MAX_DEPTH = 50
_QUANTIFIER = re.compile(r"(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})\??")
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_GROUP = re.compile(r"\((?:\?P?<\w+>)?")
_POSIX = re.compile(r"\[:\^?\w+:\]")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})")
_PROPERTY = re.compile(r"[pP](?:\{[^}]*\}|.)")
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BOUNDS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Unknown(Exception):
    """The pattern uses what this parser does not know."""


class Look(NamedTuple):
    """An assertion, as the scanning engine writes it; empty for one that it has no word for: it is taken to hold."""

    expression: str


class Repeat(NamedTuple):
    """`most` is None when there is no bound."""

    node: "Node"
    least: int
    most: int | None


class Concat(NamedTuple):
    """One after another; `places` are their ranges in the source."""

    items: tuple["Node", ...]
    places: tuple[tuple[int, int], ...]


class Alt(NamedTuple):
    """One of several; `places` are their ranges in the source."""

    branches: tuple["Node", ...]
    places: tuple[tuple[int, int], ...]


Node = Char | Look | Repeat | Concat | Alt


class Parsed(NamedTuple):
    """`prefix` is the length of a leading ``(?i)``; `uniform` says that no flag changes after it."""

    root: Node
    prefix: int
    uniform: bool


def parse(source: str) -> Parsed:
    """The tree of a pattern that RE2 accepts. Raises Unknown."""
    leading = _FLAGS.match(source)
    prefix = leading.end() if leading and leading[3] == ")" else 0
    parser = _Parser(source)
    root = parser.alternatives()
    return Parsed(root, prefix, parser.changes == bool(prefix))


class _Parser:
    def __init__(self, source: str) -> None:
        self.changes = 0
        self._source = source
        self._at = 0
        self._flags = frozenset[str]()
        self._depth = 0

    def alternatives(self) -> Node:
        """Up to the closing parenthesis, or the end."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unknown("nested too deeply")
        branches, places = [], []
        while True:
            start = self._at
            branches.append(self._sequence())
            places.append((start, self._at))
            if not self._take("|"):
                break
        self._depth -= 1
        return branches[0] if len(branches) == 1 else Alt(tuple(branches), tuple(places))

    def _take(self, text: str) -> bool:
        if not self._source.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def _match(self, regex: re.Pattern[str]) -> re.Match[str] | None:
        found = regex.match(self._source, self._at)
        if found:
            self._at = found.end()
        return found

    def _sequence(self) -> Node:
        items: list[Node] = []
        places: list[tuple[int, int]] = []
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            start = self._at
            if self._match_flags():
                continue
            if self._take("\\Q"):
                self._quoted(items, places)
                continue
            atom = self._repeated(self._atom())
            items.append(atom)
            places.append((start, self._at))
        return items[0] if len(items) == 1 else Concat(tuple(items), tuple(places))

    def _match_flags(self) -> bool:
        """``(?i)``: from here to the end of the group."""
        found = _FLAGS.match(self._source, self._at)
        if not found or found[3] == ":":
            return False
        self._at = found.end()
        self._change(found)
        return True

    def _change(self, found: re.Match[str]) -> None:
        self._flags = (self._flags | set(found[1])) - set(found[2] or "")
        self.changes += bool(found[1] or found[2])

    def _quoted(self, items: list[Node], places: list[tuple[int, int]]) -> None:
        end = self._source.find("\\E", self._at)
        stop = len(self._source) if end < 0 else end
        if self._source[stop + 2 : stop + 3] in {"*", "+", "?", "{"}:
            raise Unknown("a repeat of the last quoted letter")
        for char in self._source[self._at : stop]:
            items.append(self._letter(char))
            places.append((self._at, stop))
        self._at = min(stop + 2, len(self._source))

    def _repeated(self, node: Node) -> Node:
        found = self._match(_QUANTIFIER)
        if not found:
            return node
        if isinstance(node, Look):
            raise Unknown("a repeated assertion")
        if found[1]:
            least, most = _BOUNDS[found[1]]
        else:
            least = int(found[2])
            most = least if not found[3] else int(found[4]) if found[4] else None
        if self._at < len(self._source) and _QUANTIFIER.match(self._source, self._at):
            raise Unknown("a repeat of a repeat")
        return Repeat(node, least, most)

    def _atom(self) -> Node:
        char = self._source[self._at]
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        self._at += 1
        if char == "\\":
            return self._escape()
        if char == ".":
            return any_char(newline="s" in self._flags)
        if char == "^":
            return Look("" if "m" in self._flags else "^")
        if char == "$":
            return Look("" if "m" in self._flags else r"\z")
        return self._letter(char)

    def _letter(self, char: str) -> Char:
        return letter(char, caseless="i" in self._flags)

    def _group(self) -> Node:
        outside = self._flags
        flags = self._match(_FLAGS)
        if flags:
            self._change(flags)
        else:
            self._match(_GROUP)
        inside = self.alternatives()
        if not self._take(")"):
            raise Unknown("an open group")
        self._flags = outside
        return inside

    def _class(self) -> Node:
        start = self._at
        self._at += 1
        self._take("^")
        self._take("]")
        while not self._take("]"):
            if not self._match(_POSIX):
                self._at += 2 if self._source[self._at : self._at + 1] == "\\" else 1
            if self._at >= len(self._source):
                raise Unknown("an open class")
        return char_class(self._source[start : self._at], caseless="i" in self._flags)

    def _escape(self) -> Node:
        found = self._match(_PROPERTY)
        if found:
            return char_class("\\" + found[0], caseless="i" in self._flags)
        found = self._match(_OCTAL)
        if found:
            return self._letter(chr(int(found[0], 8)))
        found = self._match(_HEX)
        if found:
            return self._letter(chr(int(found[1] or found[2], 16)))
        char = self._source[self._at]
        self._at += 1
        if char in "dDsSwW":
            return char_class("\\" + char, caseless="i" in self._flags)
        if char in _CONTROLS:
            return self._letter(_CONTROLS[char])
        looks = {"b": r"\b", "B": "", "A": "^", "z": r"\z"}
        if char in looks:
            return Look(looks[char])
        if char.isalnum():
            raise Unknown("\\" + char)
        return self._letter(char)
