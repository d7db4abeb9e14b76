"""The format of blocks and of the front matter: lines of ``key: value``. Not YAML: nothing to quote.

A value goes on over indented lines; two spaces and ``#`` begin a comment, as does ``#`` at the start of a line; keys
may repeat where several values are meant.
"""

import re
from collections.abc import Sequence

import msgspec

from ombud.policy.problems import Place, Report

__all__ = ["Entry", "Piece", "nested", "parse_block", "without_comment"]

_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*:(?:[ \t]+|$)")
_COMMENT = re.compile(r"(?:^|[ \t]{2,}|\t)#.*$")
_YAML_MARK = re.compile(r"[|>][-+]?[0-9]?")


class Piece(msgspec.Struct, frozen=True):
    """The part of a value that stands on one line."""

    line: int
    column: int
    text: str

    def place(self, file: str) -> Place:
        """Where all of it stands."""
        return Place(file, self.line, self.column, len(self.text))


class Entry(msgspec.Struct, frozen=True):
    """A key and its value, in pieces of one line each."""

    key: str
    file: str
    line: int
    column: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The value, its lines as they were written."""
        return "\n".join(piece.text for piece in self.pieces)

    @property
    def place(self) -> Place:
        """Where the key stands."""
        return Place(self.file, self.line, self.column, len(self.key))

    @property
    def value_place(self) -> Place:
        """Where the value begins, or the key when there is no value."""
        if not self.pieces:
            return self.place
        first = self.pieces[0]
        return Place(self.file, first.line, first.column, len(first.text))

    def place_of(self, start: int, end: int) -> Place:
        """Where code points ``start:end`` of `text` stand; only as much of it as is on one line."""
        at = 0
        for piece in self.pieces:
            if start <= at + len(piece.text):
                width = min(end - at, len(piece.text)) - (start - at)
                return Place(self.file, piece.line, piece.column + start - at, max(1, width))
            at += len(piece.text) + 1
        return self.value_place


def without_comment(line: str) -> str:
    """The line up to its comment, trailing space removed."""
    return _COMMENT.sub("", line).rstrip()


def parse_block(file: str, lines: Sequence[tuple[int, str]], report: Report) -> list[Entry]:
    """The entries of a block, given as (line number, line); what cannot be read is reported."""
    entries: list[tuple[str, int, list[Piece]]] = []
    for number, raw in lines:
        line = without_comment(raw)
        text = line.lstrip()
        indent = len(line) - len(text)
        if not text:
            continue
        if indent:
            if entries:
                entries[-1][2].append(Piece(number, indent + 1, text))
            else:
                report.error(
                    Place(file, number, indent + 1, len(text)),
                    "a block begins with a key, not indented",
                    "Remove the spaces before it.",
                    code="not_a_key",
                )
            continue
        found = _KEY.match(line)
        if not found:
            _not_a_key(Place(file, number, 1, len(line)), line, report)
            continue
        value = line[found.end() :]
        pieces = [Piece(number, found.end() + 1, value)] if value else []
        if _YAML_MARK.fullmatch(value):
            place = pieces.pop().place(file)
            report.error(
                place,
                f"`{value}` is not needed here",
                "A value goes on over indented lines by itself: remove the mark.",
                code="yaml_habit",
            )
        entries.append((found[1], number, pieces))
    return [Entry(key, file, number, 1, tuple(pieces)) for key, number, pieces in entries]


def _not_a_key(place: Place, line: str, report: Report) -> None:
    if line.startswith("- "):
        advice = "Lists have no hyphens here: repeat the key on every line, `violates: ...`, or write `[a, b]`."
        report.error(place, "a line does not begin with a hyphen", advice, code="yaml_habit")
        return
    key, equals, value = line.partition("=")
    if equals and _KEY.match(f"{key.strip()}:"):
        advice = f"Write `{key.strip()}: {value.strip()[:60]}`."
    elif _KEY.match(line.replace(":", ": ", 1)):
        advice = f"Put a space after the colon: `{line.replace(':', ': ', 1)[:60]}`."
    else:
        advice = "A value that goes on over several lines is indented by two spaces."
    report.error(place, "expected a line like `key: value`", advice, code="not_a_key", expected="`key: value`")


def nested(entry: Entry, report: Report) -> list[Entry]:
    """A value that is itself lines of ``key: value``, such as ``attributes``."""
    found: list[Entry] = []
    for piece in entry.pieces:
        key = _KEY.match(piece.text)
        if not key or not piece.text[key.end() :]:
            report.error(
                Place(entry.file, piece.line, piece.column, len(piece.text)),
                f"expected lines of `name: value` under `{entry.key}`",
                code="not_a_key",
            )
            continue
        value = Piece(piece.line, piece.column + key.end(), piece.text[key.end() :])
        found.append(Entry(key[1], entry.file, piece.line, piece.column, (value,)))
    return found
