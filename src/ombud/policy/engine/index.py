"""Which rules can hold at all: a table over the atoms of all of them, instead of a loop.

A set of rules is one big integer, a bit for each. For every value that atoms ask about, what they make of it is worked
out beforehand: between two neighbouring limits of all the comparisons with ``author.age`` the same rules pass, so that
one bisection finds their set. An event then costs one step for each value that is asked about and one for each hit,
whatever the number of rules, and what is left are the rules of which every atom holds.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import or_
from typing import Any

import numpy as np

from ombud.policy.engine.atoms import Among, Atom, Bound, Holds, Present
from ombud.policy.engine.evaluation import Evaluation

__all__ = ["CHUNK", "Select", "positions", "select_of"]

CHUNK = 16384
"""Rules in one table: what it takes grows with their number times that of the different limits."""

_FEW = 20
"""Up to so many bits are read one by one; more, all at once."""

_MICROSECOND = timedelta(microseconds=1)
_LOST = (AttributeError, KeyError, TypeError)
"""What reading a value that is not there raises."""


Select = Callable[[Evaluation], tuple[int, int]]
"""Gives two sets of rules. Of the first every atom holds or, for those that are in the second too, could not be read,
because the event lacks the value."""


def select_of(rules: Sequence[Sequence[Atom]]) -> Select:
    """The table of up to `CHUNK` rules as a function. `rules` are the atoms of each; the first is the lowest bit.

    No rule may have two atoms of one kind about one value.
    """
    return _Table(rules).compiled()


class _Table:
    """Atoms by what they ask about, and for each answer the set of rules that it satisfies."""

    def __init__(self, rules: Sequence[Sequence[Atom]]) -> None:
        self._all = (1 << len(rules)) - 1
        self._bounds: dict[str, dict[tuple[bool, bool], dict[int | float, int]]] = defaultdict(dict)
        self._among: dict[str, dict[Any, int]] = defaultdict(dict)
        self._holds: dict[str, dict[Any, int]] = defaultdict(dict)
        self._present: dict[str, int] = defaultdict(int)
        self._hits: dict[str, int] = {}
        for position, atoms in enumerate(rules):
            for atom in atoms:
                self._add(atom, 1 << position)

    def _add(self, atom: Atom, bit: int) -> None:
        match atom:
            case Bound():
                _mark(self._bounds[atom.read].setdefault((atom.lower, atom.strict), {}), (atom.limit,), bit)
            case Among():
                _mark(self._among[atom.read], atom.values, bit)
            case Holds():
                _mark(self._holds[atom.read], atom.values, bit)
            case Present():
                self._present[atom.path] |= bit
            case _:
                _mark(self._hits, atom.keys, bit)

    def compiled(self) -> Select:
        """One function that goes through all of it, the cheapest first and the text last."""
        writer = _SelectWriter(self._all)
        for path, asked in self._present.items():
            writer.present(path, asked)
        for read in dict.fromkeys((*self._bounds, *self._among, *self._holds)):
            writer.value(read, self._bounds.get(read, {}), self._among.get(read), self._holds.get(read))
        if self._hits:
            writer.hits(self._hits)
        return writer.compiled()


def _mark(table: dict[Any, int], keys: Any, bit: int) -> None:
    for key in keys:
        table[key] = table.get(key, 0) | bit


class _SelectWriter:
    """Writes the function. `m` are the rules that are left, `d` those with an atom whose value is missing."""

    def __init__(self, everything: int) -> None:
        self._all = everything
        self._names: dict[str, Any] = {
            "bisect_left": bisect_left, "bisect_right": bisect_right, "between": _nanoseconds, "LOST": _LOST,
            "ALL": everything,
        }  # fmt: skip
        self._lines = ["def select(e):", " m = ALL", " d = 0"]

    def _name(self, value: Any) -> str:
        name = f"k{len(self._names)}"
        self._names[name] = value
        return name

    def _without(self, asked: int) -> str:
        """The set of rules that do not ask."""
        return self._name(self._all & ~asked)

    def present(self, path: str, asked: int) -> None:
        self._lines += [f" if not e.has({path!r}):", f"  m &= {self._without(asked)}"]

    def value(
        self,
        read: str,
        bounds: dict[tuple[bool, bool], dict[int | float, int]],
        among: dict[Any, int] | None,
        holds: dict[Any, int] | None,
    ) -> None:
        tables = [*bounds.values(), *(table for table in (among, holds) if table is not None)]
        asked = _union(rules for table in tables for rules in table.values())
        self._lines += [" try:", f"  v = {read}", " except LOST:", "  v = None", " if v is None:"]
        self._lines += [f"  d |= {self._name(asked)}"]
        if any(isinstance(limit, float) for table in bounds.values() for limit in table):
            self._lines += [" elif v != v:", f"  m &= {self._without(asked)}"]  # NaN is on no side of anything
        self._lines += [" else:"]
        for (lower, strict), limits in bounds.items():
            self._bound(limits, lower=lower, strict=strict)
        if among is not None:
            self._lines += [f"  m &= {self._open(among)}.get(v, {self._without(_union(among.values()))})"]
        if holds is not None:
            self._lines += [f"  h = {self._without(_union(holds.values()))}", "  for x in v:"]
            self._lines += [f"   h |= {self._name(holds)}.get(x, 0)", "  m &= h"]
        self._lines += ["  if not m: return 0, 0"]

    def _bound(self, limits: dict[int | float, int], *, lower: bool, strict: bool) -> None:
        """Below, between and above the limits: the rules whose limit is passed, and those that have none."""
        sides = sorted(limits)
        free = self._all & ~_union(limits.values())
        rules = [limits[side] for side in sides]
        passed = list(accumulate(rules if lower else reversed(rules), or_, initial=free))
        bisect = "bisect_right" if lower is not strict else "bisect_left"
        sets = self._name(passed if lower else passed[::-1])
        self._lines += [f"  m &= {sets}[{bisect}({self._name(sides)}, v)]"]

    def _open(self, table: dict[Any, int]) -> str:
        """The table, with the rules that do not ask added to every answer."""
        free = self._all & ~_union(table.values())
        return self._name({value: rules | free for value, rules in table.items()})

    def hits(self, hits: dict[str, int]) -> None:
        asked = _union(hits.values())
        self._lines += [f" if m & {self._name(asked)}:", f"  h = {self._without(asked)}", "  for x in e.hits:"]
        self._lines += [f"   h |= {self._name(hits)}.get(x, 0)", "  m &= h"]

    def compiled(self) -> Select:
        self._lines += [" return m, d"]
        exec(compile("\n".join(self._lines), "<index>", "exec"), self._names)  # noqa: S102  the text is ours
        select: Select = self._names["select"]
        return select


def _nanoseconds(earlier: datetime, later: datetime) -> int:
    """`Duration.between`, as the plain number that limits are compared with."""
    return (later - earlier) // _MICROSECOND * 1000


def _union(sets: Any) -> int:
    union = 0
    for rules in sets:
        union |= rules
    return union


def positions(rules: int) -> list[int]:
    """The places of the bits that are set, ascending."""
    if rules.bit_count() > _FEW:
        octets = np.frombuffer(rules.to_bytes((rules.bit_length() + 7) // 8, "little"), dtype=np.uint8)
        found: list[int] = np.unpackbits(octets, bitorder="little").view(np.bool_).nonzero()[0].tolist()
        return found
    places = []
    while rules:
        highest = rules.bit_length() - 1  # found at once; the lowest takes three operations on the whole integer
        places.append(highest)
        rules ^= 1 << highest
    places.reverse()
    return places
