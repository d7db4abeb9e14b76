"""What is wrong with a regular expression that compiles, and what to write instead of one that does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

from ombud.model import Text
from ombud.policy.checking.analysis.tokens import Piece, pieces
from ombud.ports import Matcher

__all__ = ["hits_everything", "pattern_advice", "unreachable_letter", "unread_spellings"]

_ENOUGH = 8

_REFUSED = (
    (re.compile(r"\(\?<?!"), "RE2 has no look-around. Write a test of its own: `matches(...) && !matches(...)`."),
    (re.compile(r"\(\?<?="), "RE2 has no look-around. Write two tests with `&&`, or one longer pattern."),
    (re.compile(r"\\[1-9]|\(\?P="), "RE2 has no back-references. Write the alternatives out: `aa|bb|cc`."),
    (re.compile(r"\(\?>|[*+?}]\+"), "RE2 never goes back over the text, so it has no marks against that: remove them."),
)  # fmt: skip
_IGNORES_CASE = re.compile(r"\(\?[A-Za-z]*i")
_CAPITALS = re.compile(r"\[(?:[A-Z](?:-[A-Z])?)+\]")


def pattern_advice(regex: str) -> str | None:
    """What to write instead of what RE2 refuses because it cannot be run in linear time; None for other faults."""
    return next((advice for sign, advice in _REFUSED if sign.search(regex)), None)


def hits_everything(matcher: Matcher, patterns: Mapping[str, str]) -> set[str]:
    """Those of the patterns of `matcher` (regular expressions by key) that certainly hit whatever is written.

    What finds something in the empty text finds as much anywhere, unless it asks for a place, such as the beginning.
    """
    empty = matcher.find(Text("", "")).keys() & patterns.keys()
    return {key for key in empty if all(piece.kind not in ("bound", "inside") for piece in pieces(patterns[key]))}


def unreachable_letter(regex: str) -> str | None:
    """A capital letter, or a class of them, that the pattern asks for, and that no text has: they are read in small
    letters. None if there is none. Of a pattern that ignores case nothing is said.
    """
    if _IGNORES_CASE.search(regex):
        return None
    for piece in pieces(regex):
        capital = piece.kind == "text" and piece.text.isupper() and piece.text.casefold() != piece.text
        if capital or _CAPITALS.fullmatch(piece.text):
            return piece.text
    return None


def unread_spellings(regex: str, normalise: Callable[[str], Text]) -> Iterator[tuple[str, str]]:
    """Spellings that the pattern asks for and texts are not read in, each with what it becomes: ``l33t``, ``leet``.

    Only of what stands letter for letter between two ends or bounds can that be told: whether a digit stands for a
    letter depends on what is around it.
    """
    for spelling in dict.fromkeys(_spellings(regex)):
        read = normalise(spelling).normal
        if read != spelling.lower():
            yield spelling, read


def _spellings(regex: str) -> Iterator[str]:
    found = [*_bare(list(pieces(regex))), Piece("bar", "|")]
    spelling, apart, depth = "", True, 0
    for piece, after in zip(found, [*found[1:], found[-1]], strict=True):
        least = _least(after)
        depth += _nesting(piece)
        if piece.kind == "text" and least:
            spelling += piece.text * least
        elif piece.kind != "count" or not spelling:
            ends = piece.kind == "bound" or (piece.kind == "bar" and not depth)
            if spelling and apart and ends:
                yield spelling
            spelling, apart = "", ends


def _bare(found: list[Piece]) -> list[Piece]:
    """Without bounds at both ends, and without a bracket that is around everything."""
    while found and found[0].kind == "bound":
        found = found[1:]
    while found and found[-1].kind == "bound":
        found = found[:-1]
    depths = list(accumulate(map(_nesting, found)))
    around = depths[:1] == [1] and 0 in depths and depths.index(0) == len(depths) - 1
    return _bare(found[1:-1]) if around else found


def _nesting(piece: Piece) -> int:
    if piece.kind != "group" or (piece.text != ")" and piece.text.endswith(")")):
        return 0
    return -1 if piece.text == ")" else 1


def _least(piece: Piece) -> int:
    """How often what stands before it has to be there; of many times some are enough."""
    if piece.kind != "count":
        return 1
    number = re.match(r"\{([0-9]+)", piece.text)
    return min(int(number[1]), _ENOUGH) if number else int(piece.text[0] == "+")
