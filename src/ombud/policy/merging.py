"""Two changes to one policy, laid together: what touches other things goes in, the rest is put to a person.

Clauses, and within a clause both changed its heading, prose, rules and examples, are changed independently.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

import msgspec

from ombud.policy.outline import cut
from ombud.policy.pieces import EDGE, INSIDE, Key, Pieces, pieces
from ombud.policy.wording import Run, wording

__all__ = ["Clash", "Merged", "merge_files"]

_Key = tuple[str, str, str]
_Texts = dict[_Key, str]
_Three = tuple[str | None, str | None, str | None]
_K = TypeVar("_K")


class Clash(msgspec.Struct, frozen=True):
    """What both changed, each in their own way; None where somebody took it away, or had not made it yet.

    `kind` is a passage's or a piece's: ``clause``, ``rule``, ``prose``, ...; ``file`` for a whole one.
    """

    file: str
    kind: str
    id: str
    base: str | None
    mine: str | None
    theirs: str | None

    @property
    def key(self) -> _Key:
        """Which passage it is about."""
        return (self.file, self.kind, self.id)

    @property
    def my_runs(self) -> tuple[Run, ...]:
        """Mine word by word against how it was before; against theirs, where it was not there before."""
        return self._runs(self.mine, self.theirs)

    @property
    def their_runs(self) -> tuple[Run, ...]:
        """Theirs, likewise."""
        return self._runs(self.theirs, self.mine)

    def _runs(self, side: str | None, other: str | None) -> tuple[Run, ...]:
        before = self.base if self.base is not None else other
        return wording(before or "", side or "", laid_out=True)


class Merged(msgspec.Struct, frozen=True):
    """`files` hold both changes."""

    files: dict[str, str]
    clashes: tuple[Clash, ...]


def merge_files(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str], yielding: Collection[_Key] = ()
) -> Merged:
    """`mine` and `theirs` both began with `base`; files of each. Clauses go in whole where one side changed
    them, else piece by piece; lists entry by entry.

    Where they clash, mine stays, unless the clash's key is among `yielding`.
    """
    files: dict[str, str] = {}
    clashes: list[Clash] = []
    for name in sorted({*base, *mine, *theirs}):
        was, my, their = base.get(name), mine.get(name), theirs.get(name)
        if name.endswith(".md") and was is not None and my is not None and their is not None:
            text, found = _document(name, was, my, their, yielding)
            clashes += found
        elif not name.endswith(".md") and my is not None and their is not None and my != was != their:
            text = _list(was or "", my, their)
        else:
            clashes += [Clash(name, "file", name, was, my, their)] if _both(was, my, their) else []
            chosen = their if (name, "file", name) in yielding else _choose(was, my, their)
            if chosen is None:
                continue
            text = chosen
        files[name] = text
    return Merged(files, tuple(clashes))


def _choose(base: str | None, mine: str | None, theirs: str | None) -> str | None:
    return theirs if mine == base else mine


def _both(base: str | None, mine: str | None, theirs: str | None) -> bool:
    return mine != base and theirs != base and mine != theirs


def _document(name: str, base: str, mine: str, theirs: str, yielding: Collection[_Key]) -> tuple[str, list[Clash]]:
    was, my, their = (_texts(name, text) for text in (base, mine, theirs))
    if was is None or my is None or their is None:  # a name stands twice: nothing can be told apart
        chosen = theirs if (name, "file", name) in yielding or mine == base else mine
        return chosen, [Clash(name, "file", name, base, mine, theirs)] if _both(base, mine, theirs) else []
    out: list[str] = []
    clashes: list[Clash] = []
    ends = {*list(my)[-1:], *list(their)[-1:]}
    for key in _order(my, their):
        text, found = _passage(key, (was.get(key), my.get(key), their.get(key)), yielding)
        clashes += found
        if text is not None:
            out.append(text if text.endswith("\n") or text == "" else text + "\n")
        if text and key in ends and not out[-1].endswith("\n\n"):  # at the end of its file it had no line behind it
            out.append("\n")
    whole = "".join(out)
    return (whole[:-1] if out[-1:] == ["\n"] else whole), clashes


def _passage(key: _Key, three: _Three, yielding: Collection[_Key]) -> tuple[str | None, list[Clash]]:
    base, mine, theirs = three
    if not _loosely_both(*three):
        return _choose_loosely(*three), []
    if key[1] == "clause" and base is not None and mine is not None and theirs is not None:
        found = _clause(key, (pieces(base), pieces(mine), pieces(theirs)), yielding)
        if found is not None:
            return found
    return theirs if key in yielding else mine, [Clash(*key, *three)]


# ── one clause, piece by piece ───────────────────────────────────────────────────────────────────────────────────────
def _clause(
    key: _Key, taken: tuple[Pieces | None, Pieces | None, Pieces | None], yielding: Collection[_Key]
) -> tuple[str, list[Clash]] | None:
    """None where it can only be taken whole: its pieces cannot be told apart, or would not be what they were."""
    base, mine, theirs = taken
    if base is None or mine is None or theirs is None:
        return None
    clashes = {one: Clash(key[0], one[0], _named(key[2], one), *three) for one, three in _torn(base, mine, theirs)}
    moved = len({frozenset(side.asides) for side in (base, mine, theirs)})
    if any(one[0] in ("open", "close") for one in clashes) or moved > (1 if ("prose", "") in clashes else 2):
        return None
    if not _reads(_laid(base, mine, theirs, ()), mine, theirs):
        return None
    yields = [one for one, clash in clashes.items() if clash.key in yielding]
    return _written(_laid(base, mine, theirs, yields), mine, theirs), list(clashes.values())


def _named(clause: str, one: Key) -> str:
    return f"{clause}: {one[1]}" if one[1] else clause


def _torn(base: Pieces, mine: Pieces, theirs: Pieces) -> Iterator[tuple[Key, _Three]]:
    for one in _order(mine.texts, theirs.texts):
        three = (base.texts.get(one), mine.texts.get(one), theirs.texts.get(one))
        if _both(*three):
            yield one, three


def _laid(base: Pieces, mine: Pieces, theirs: Pieces, yields: Collection[Key]) -> dict[Key, str]:
    chosen = {
        one: theirs.texts.get(one)
        if one in yields
        else _choose(base.texts.get(one), mine.texts.get(one), theirs.texts.get(one))
        for one in _order(mine.texts, theirs.texts)
    }
    return {one: text for one, text in chosen.items() if text is not None}


def _written(chosen: dict[Key, str], mine: Pieces, theirs: Pieces) -> str:
    """Between pieces that met before as many empty lines as before, between other blocks one."""
    gaps = {**mine.gaps, **theirs.gaps}
    out = []
    for one, following in pairwise([*chosen, EDGE]):
        between = gaps.get((one, following), "" if one[0] in INSIDE else "\n")
        out += [chosen[one], theirs.tail if following == EDGE else between]
    return "".join(out)


def _reads(chosen: dict[Key, str], mine: Pieces, theirs: Pieces) -> bool:
    """Whether what is written is read as the same blocks; prose may meet prose, and is then one."""
    again = pieces(_written(chosen, mine, theirs))
    return again is not None and _ordered(again.texts) == _ordered(chosen)


def _ordered(texts: dict[Key, str]) -> tuple[dict[Key, str], list[str]]:
    prose = [text.strip() for key, text in texts.items() if key[0] == "prose"]
    return {key: text for key, text in texts.items() if key[0] != "prose"}, "\n\n".join(prose).split()


# ── in general ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _loosely_both(base: str | None, mine: str | None, theirs: str | None) -> bool:
    """White space at the end of a passage is nobody's change: it moves when a neighbour comes or goes."""
    return _both(_bare(base), _bare(mine), _bare(theirs))


def _choose_loosely(base: str | None, mine: str | None, theirs: str | None) -> str | None:
    if _bare(mine) == _bare(base) == _bare(theirs):
        return _choose(base, mine, theirs)
    return theirs if _bare(mine) == _bare(base) else mine


def _bare(text: str | None) -> str | None:
    return None if text is None else text.rstrip()


def _texts(name: str, text: str) -> _Texts | None:
    passages = cut(name, text)
    found = {passage.key: passage.text for passage in passages}
    return found if len(found) == len(passages) else None


def _order(mine: Iterable[_K], theirs: Collection[_K]) -> Iterator[_K]:
    """Theirs, with what only I have behind what it follows in mine."""
    following: dict[_K | None, list[_K]] = {}
    before: _K | None = None
    for key in mine:
        if key in theirs:
            before = key
        else:
            following.setdefault(before, []).append(key)
    yield from following.get(None, ())
    for key in theirs:
        yield key
        yield from following.get(key, ())


def _list(base: str, mine: str, theirs: str) -> str:
    """Theirs without the lines that I took away, and with those that I added at the end."""
    was, my, their = (text.splitlines() for text in (base, mine, theirs))
    gone = set(was) - set(my)
    kept = [line for line in their if line not in gone]
    return _lines([*kept, *_new(my, {*was, *kept})])


def _new(lines: Iterable[str], known: set[str]) -> list[str]:
    return [line for line in dict.fromkeys(lines) if line not in known]


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
