"""A clause taken apart into what somebody can change by itself: heading, prose, each rule, each example."""

from collections.abc import Iterable, Iterator

import msgspec

from ombud.policy.document.blocks import Entry
from ombud.policy.document.examples import KINDS
from ombud.policy.document.source import Block, ClauseSource, read_source
from ombud.policy.problems import Report, split_lines

__all__ = ["EDGE", "INSIDE", "Key", "Pieces", "pieces"]

Key = tuple[str, str]
"""What makes it the same piece in another version: its kind and its name.

``heading`` and the ``prose`` below it have no name; prose that stands behind a block has its own text for one. A
``rule`` is named by its id, the one ``law`` has no name, an ``example`` is named by its kind and text; ``open`` and
``close`` are the fences of the first, second, ... block of examples, and ``remark`` comments between them.
"""

EDGE: Key = ("", "")
"""What stands before the first piece and behind the last."""
_SECTION = "# Section"
INSIDE = ("open", "example", "remark")
"""Behind these a block of examples goes on."""


class Pieces(msgspec.Struct, frozen=True):
    """The pieces in order, each without the empty lines behind it; `gaps` are those, between two pieces that met.

    The gap behind the last piece stands between it and `EDGE`.
    """

    texts: dict[Key, str]
    gaps: dict[tuple[Key, Key], str]

    @property
    def last(self) -> Key:
        """The piece at the end; every clause has at least its heading."""
        return list(self.texts)[-1]

    @property
    def tail(self) -> str:
        """The empty lines at the end."""
        return self.gaps[self.last, EDGE]

    @property
    def asides(self) -> set[Key]:
        """The prose that stands behind blocks."""
        return {key for key in self.texts if key[0] == "prose" and key[1]}


def pieces(text: str) -> Pieces | None:
    """A clause from its heading on; None where pieces cannot be told apart: a name stands twice, a fence is missing."""
    report = Report({})
    source = read_source({"clause.md": f"{_SECTION}\n{text}"}, report)
    unclear = any(one.code in ("unclosed_block", "block_outside_clause") for one in report.problems)
    if len(source.clauses) != 1 or unclear or source.clauses[0].place.line != 2:
        return None
    lines = [f"{line}\n" for line in split_lines(text)]
    texts: dict[Key, str] = {}
    gaps: dict[tuple[Key, Key], str] = {}
    before, gap = EDGE, ""
    for key, start, end in _cuts(source.clauses[0], lines):
        whole = "".join(lines[start:end])
        bare = whole.rstrip() + "\n"
        if not whole.strip():  # empty lines between two blocks
            gap += whole
            continue
        if key in texts or key == ("rule", ""):
            return None
        gaps[before, key] = gap
        texts[key] = bare
        before, gap = key, whole[len(bare) :]
    gaps[before, EDGE] = gap
    return Pieces(texts, gaps)


_Cut = tuple[Key, int, int]
"""A piece, its first line (from 0) and the one behind its last."""


def _cuts(clause: ClauseSource, lines: list[str]) -> Iterator[_Cut]:
    yield ("heading", ""), 0, 1
    at, count = 1, 0
    for block in clause.blocks:
        start, end = block.place.line - 2, block.last - 1
        yield _prose(lines, at, start)
        if block.kind == "rule":
            yield ("rule", next((entry.text for entry in block.entries if entry.key == "id"), "")), start, end
        elif block.kind == "law":
            yield ("law", ""), start, end
        else:
            count += 1
            yield from _examples(block, lines, str(count), start, end)
        at = end
    yield _prose(lines, at, len(lines))


def _prose(lines: list[str], start: int, end: int) -> _Cut:
    return ("prose", "" if start == 1 else "".join(lines[start:end]).strip()), start, end


def _examples(block: Block, lines: list[str], number: str, start: int, end: int) -> Iterator[_Cut]:
    yield ("open", number), start, start + 1
    at, known = start + 1, set[str]()
    for first, *more in _grouped(block.entries):
        begins, behind = first.line - 2, _last_line([first, *more][-1]) - 1
        yield _remark(lines, at, begins)
        name = f"{first.key}: {first.text}"
        if name in known:  # the same post at another time, or of somebody else
            name = "\n".join(f"{entry.key}: {entry.text}" for entry in (first, *more))
        known.add(name)
        yield ("example", name), begins, behind
        at = behind
    yield _remark(lines, at, end - 1)
    yield ("close", number), end - 1, end


def _remark(lines: list[str], start: int, end: int) -> _Cut:
    text = "".join(lines[start:end]).strip()
    earlier = sum(line.strip() == text for line in lines[:start])
    return ("remark", f"{text} {earlier}" if earlier else text), start, end


def _grouped(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Each example with the lines that say more about it."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if entry.key in KINDS or not groups:
            groups.append([])
        groups[-1].append(entry)
    return groups


def _last_line(entry: Entry) -> int:
    return entry.pieces[-1].line if entry.pieces else entry.line
