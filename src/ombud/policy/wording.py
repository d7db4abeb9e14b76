"""Two texts, word by word: what stayed, what went, what came."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

__all__ = ["Run", "wording"]

_WORD = re.compile(r"(\S+)(\s*)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_WRAP = re.compile(r"(?<![\n])\n(?![\s*+>#-]|[0-9]+[.)] |$)")
_MOST = 2_000_000
"""Pairs of words that are compared one by one. Beyond it texts are compared line by line, and then as a whole: the
time stays bounded whatever two authors paste."""


class Run(msgspec.Struct, frozen=True):
    """Words in a row of one `kind`: ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


def wording(old: str, new: str, *, laid_out: bool = False) -> tuple[Run, ...]:
    """`new` with what `old` said otherwise: joined, the runs that are not ``removed`` are `new`, as people read it.

    How lines are broken makes no difference and is left out, but for list items; an empty line between paragraphs does.
    With `laid_out` the lines of `new` are kept, as those of code are. A single word that stayed between two changes is
    told as changed too: people read phrases.
    """
    for cut in (_words if laid_out else _flowing, _lines):
        before, after = cut(old), cut(new)
        if len(before) * len(after) <= _MOST:
            return tuple(_joined(_readable(_compared(before, after))))
    return tuple(_joined([("removed", _words(old)), ("added", _words(new))]))


class _Piece(msgspec.Struct, frozen=True):
    """A word or line: `key` is what is compared, `text` what is shown, with the white space after it."""

    key: str
    text: str


_Stretch = tuple[str, Sequence[_Piece]]


def _flowing(text: str) -> list[_Piece]:
    return _words(_WRAP.sub(" ", text))


def _words(text: str) -> list[_Piece]:
    lead = text[: len(text) - len(text.lstrip())]
    pieces = [
        _Piece(word + ("\n\n" if _PARAGRAPH.search(space) else ""), word + space) for word, space in _WORD.findall(text)
    ]
    return [_Piece("", lead), *pieces] if lead else pieces


def _lines(text: str) -> list[_Piece]:
    return [_Piece(line.strip(), line) for line in text.splitlines(keepends=True)]


def _compared(before: list[_Piece], after: list[_Piece]) -> Iterator[_Stretch]:
    matcher = SequenceMatcher(None, [piece.key for piece in before], [piece.key for piece in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield "same", after[j1:j2]
        else:
            yield "removed", before[i1:i2]
            yield "added", after[j1:j2]


def _readable(stretches: Iterator[_Stretch]) -> list[_Stretch]:
    """A lone word that stayed between two replaced phrases joins them."""
    out: list[_Stretch] = []
    found = list(stretches)
    for place, (kind, pieces) in enumerate(found):
        lone = kind == "same" and len(pieces) == 1 and 1 < place < len(found) - 2
        if lone and _replaced(found[place - 2 : place]) and _replaced(found[place + 1 : place + 3]):
            out += [("removed", pieces), ("added", pieces)]
        else:
            out.append((kind, pieces))
    return out


def _replaced(pair: list[_Stretch]) -> bool:
    return all(pieces for _, pieces in pair)


def _joined(stretches: list[_Stretch]) -> Iterator[Run]:
    """Neighbours of one kind as one run, what was removed before what came in its place."""
    removed, added = "", ""
    for kind, pieces in [*stretches, ("same", ())]:
        text = "".join(piece.text for piece in pieces)
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        else:
            if removed:
                yield Run("removed", removed)
            if added:
                yield Run("added", added)
            removed, added = "", ""
            if text:
                yield Run("same", text)
