"""Parts of a text cut out or written otherwise, with the way back to where the rest stood."""

from collections.abc import Sequence

__all__ = ["Edit", "Places", "edited"]

Places = Sequence[int]
"""For each character of the text the index in the raw text that it came from."""

Edit = tuple[int, int, str]
"""A range of the text, and what is to stand there: all of that comes from where the range begins."""


def edited(text: str, at: Places, edits: Sequence[Edit]) -> tuple[str, Places]:
    """The text after these edits, whose ranges are in order and apart."""
    if not edits:
        return text, at
    kept: list[str] = []
    places: list[int] = []
    begin = 0
    for start, end, instead in edits:
        kept.append(text[begin:start])
        places += at[begin:start]
        if instead:
            kept.append(instead)
            places += [at[start]] * len(instead)
        begin = end
    kept.append(text[begin:])
    places += at[begin:]
    return "".join(kept), places
