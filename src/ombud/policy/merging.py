"""Two changes to one policy, laid together: what touches other clauses goes in, the rest is put to a person."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from ombud.policy.outline import Passage, outline

__all__ = ["Clash", "Merged", "merge_files"]

_Key = tuple[str, str, str]
_Texts = dict[_Key, str]


class Clash(msgspec.Struct, frozen=True):
    """A passage that both changed, each in their own way; None where somebody took it away, or had not made it yet."""

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


class Merged(msgspec.Struct, frozen=True):
    """`files` hold both changes."""

    files: dict[str, str]
    clashes: tuple[Clash, ...]


def merge_files(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str], yielding: Collection[_Key] = ()
) -> Merged:
    """`mine` and `theirs` both began with `base`; files of each. Clauses go in whole, lists entry by entry.

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
    clashes = []
    for key in _order(my, their):
        one = (was.get(key), my.get(key), their.get(key))
        text = one[2] if key in yielding else _choose(*one)
        if _loosely_both(*one):
            clashes.append(Clash(name, key[1], key[2], *one))
        if text is not None:
            out.append(text if text.endswith("\n") or text == "" else text + "\n")
    return "".join(out), clashes


def _loosely_both(base: str | None, mine: str | None, theirs: str | None) -> bool:
    """White space at the end of a passage is nobody's change: it moves when a neighbour comes or goes."""
    return _both(*(text if text is None else text.rstrip() for text in (base, mine, theirs)))


def _texts(name: str, text: str) -> _Texts | None:
    passages: list[Passage] = outline({name: text})
    found = {passage.key: passage.text for passage in passages}
    return found if len(found) == len(passages) else None


def _order(mine: _Texts, theirs: _Texts) -> Iterator[_Key]:
    """Theirs, with what only I have behind what it follows in mine."""
    following: dict[_Key | None, list[_Key]] = {}
    before: _Key | None = None
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
