"""A line of a file with a mark under the place that is meant, aligned in a terminal whatever the script."""

from unicodedata import bidirectional, category, east_asian_width

__all__ = ["COLUMNS", "cells", "point_at"]

COLUMNS = 100
"""As wide as what is shown is where no terminal says how wide it is."""

_NARROWEST = 20
_REACH = 4
"""How many times the room is looked at on each side of the mark: a line may be a million characters long."""
_TAB = 8
_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"


def point_at(source: str, line: int, column: int, width: int, columns: int = COLUMNS) -> list[str]:
    """Two lines: the source behind its number, and carets under `width` code points from `column` (from 1) on.

    Of a line that does not fit in so many `columns`, the part around the mark is shown: were it broken, the carets
    would stand under something else.
    What cannot be printed is shown as U+FFFD. Right-to-left text is turned round by some terminals and not by others,
    so there a third line repeats what is meant.
    """
    gutter = f"  {line} | "
    blank = f"  {' ' * len(str(line))} | "
    shown, at = _window(source, column - 1, max(_NARROWEST, columns - len(gutter)))
    # Tabs stay tabs under tabs, so that the caret lands where the terminal shows the character.
    indent = "".join("\t" if char == "\t" else " " * cells(char, before) for char, before in _pairs(shown[:at]))
    meant = shown[at : at + max(1, width)]
    lines = [gutter + shown, blank + indent + "^" * max(1, sum(cells(*pair) for pair in _pairs(meant)))]
    if any(bidirectional(char) in ("R", "AL") for char in shown):
        lines.append(f"{blank}here: {meant}")
    return lines


def cells(char: str, before: str = "") -> int:
    """How many cells of a terminal a character takes when it follows `before` (UAX #11; marks take none)."""
    if char == _EMOJI_STYLE:
        return 1 if before and not before.isascii() and east_asian_width(before) not in "WF" else 0
    skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    if category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff" or (skin_tone and before):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(zip(text, f" {text}", strict=False))


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in text)


def _window(line: str, at: int, room: int) -> tuple[str, int]:
    """The part of a line around `at` that fits into `room` cells, and where `at` is in it."""
    first, last = max(0, at - _REACH * room), at + _REACH * room
    text = _visible(line[first:last])
    at -= first
    wide = [_TAB if char == "\t" else cells(char, before) for char, before in _pairs(text)]
    if sum(wide) <= room and not first and last >= len(line):
        return text, at
    room -= 2  # for the ellipses
    start = end = min(at, len(text))
    left = room // 3
    while start and wide[start - 1] <= left:
        start -= 1
        left -= wide[start]
    left = room - sum(wide[start:end])
    while end < len(text) and wide[end] <= left:
        left -= wide[end]
        end += 1
    while start and wide[start - 1] <= left:
        start -= 1
        left -= wide[start]
    head = "\N{HORIZONTAL ELLIPSIS}" if first + start else ""
    tail = "\N{HORIZONTAL ELLIPSIS}" if first + end < len(line) else ""
    return head + text[start:end] + tail, at - start + len(head)
