"""Text that somebody wrote, for a terminal: what cannot be seen is written out, what would drive it has no effect."""

from collections.abc import Iterable

from rich.text import Text

from ombud.model import Span

__all__ = ["in_context", "visible"]

_AIR = 32  # code points shown on either side of a quotation
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable by the tables of Unicode, and yet nothing to be seen."""


def visible(text: str) -> str:
    """`text` on one line. Control characters, direction marks, joiners and blanks become their number: ``⟨U+202E⟩``."""
    return "".join(
        letter if letter.isprintable() and letter not in _BLANK else "⏎" if letter == "\n" else f"⟨U+{ord(letter):04X}⟩"
        for letter in text
    )


def in_context(text: str, spans: Iterable[Span], most: int = 3) -> list[Text]:
    """The first `most` of `spans` (ranges of `text`) with their context, each on its own line: ``a ▸word◂ of it``."""
    lines = []
    for start, end in list(spans)[:most]:
        before, after = max(0, start - _AIR), min(len(text), end + _AIR)
        lines.append(
            Text.assemble(
                ("… " if before else "", "dim"),
                (visible(text[before:start]), "dim"),
                ("▸", "bold yellow"),
                (visible(text[start:end]), "bold"),
                ("◂", "bold yellow"),
                (visible(text[end:after]), "dim"),
                (" …" if after < len(text) else "", "dim"),
                no_wrap=True,
                overflow="ignore",
            )
        )
    return lines
