"""A line of a file with a mark under the place that is meant, aligned in a terminal whatever the script."""

from unicodedata import bidirectional, category, east_asian_width

__all__ = ["cells", "point_at"]

_WIDEST = 120
"""Code points of a line that are shown; of a longer one, the part around the mark."""
_BEFORE = 40
_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"


def point_at(source: str, line: int, column: int, width: int) -> list[str]:
    """Two lines: the source behind its number, and carets under `width` code points from `column` (from 1) on.

    What cannot be printed is shown as U+FFFD. Right-to-left text is turned round by some terminals and not by others,
    so there a third line repeats what is meant.
    """
    gutter = f"  {line} | "
    blank = f"  {' ' * len(str(line))} | "
    shown, at = _window(_visible(source), column - 1)
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


def _window(text: str, at: int) -> tuple[str, int]:
    """The part of a long line around `at`, and where `at` is in it."""
    if len(text) <= _WIDEST:
        return text, at
    start = max(0, min(at - _BEFORE, len(text) - _WIDEST))
    end = start + _WIDEST
    head = "\N{HORIZONTAL ELLIPSIS}" if start else ""
    tail = "\N{HORIZONTAL ELLIPSIS}" if end < len(text) else ""
    return head + text[start:end] + tail, at - start + len(head)
