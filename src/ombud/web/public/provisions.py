"""A policy, taken apart for reading: each clause with its words, its rules and its examples."""

import threading
from itertools import groupby
from typing import TypeVar

import msgspec

from ombud.model import Law, PolicyVersion, StrikeTerms
from ombud.policy import Changes, changes
from ombud.policy.document.header import read_header
from ombud.policy.document.law import law_of
from ombud.policy.document.rules import Rule, read_rules
from ombud.policy.document.source import ClauseSource, read_source
from ombud.policy.problems import Report

__all__ = ["Provision", "Published", "Section", "sections", "strike_terms"]

_KEPT = 16
K = TypeVar("K")
V = TypeVar("V")


class Provision(msgspec.Struct, frozen=True):
    """One clause. `violates` and `allows` are the texts of its examples.

    `id` is ``section/name``; `anchor` is the name alone, as links in the prose of a policy use it, or empty where an
    earlier clause has the same. `law` is the legal ground on which the clause calls something illegal.
    """

    id: str
    anchor: str
    title: str
    text: str
    law: Law | None
    rules: list[Rule]
    violates: list[str]
    allows: list[str]

    @property
    def effects(self) -> list[Rule]:
        """One rule for each different thing that happens under the clause."""
        seen = {
            (rule.then, rule.automation, rule.min_precision, rule.shadow, rule.lasts, rule.where): rule
            for rule in reversed(self.rules)
        }
        return list(reversed(seen.values()))

    @property
    def strikes(self) -> int:
        """How many strikes a restriction under it counts: as many as the weightiest of its rules says."""
        return max((rule.strikes for rule in self.rules if not rule.shadow), default=0)

    @property
    def address(self) -> str:
        """The clause's own fragment, which statements link to."""
        return self.id.replace("/", ".")


class Section(msgspec.Struct, frozen=True):
    """Clauses under one heading."""

    title: str
    provisions: list[Provision]


class _ExampleItem(msgspec.Struct, frozen=True):
    text: str = ""


class _Example(msgspec.Struct, frozen=True):
    item: _ExampleItem = _ExampleItem()


_EXAMPLE = msgspec.json.Decoder(_Example)


def sections(version: PolicyVersion) -> list[Section]:
    """The version's clauses in the order they were written. What was published compiles, so nothing is left out."""
    report = Report(version.files)
    clauses = read_source(version.files, report).clauses
    rules = read_rules(clauses, report)
    taken: set[str] = set()
    return [
        Section(title, [_provision(clause, rules, taken) for clause in some])
        for title, some in groupby(clauses, key=lambda clause: clause.section)
    ]


def strike_terms(version: PolicyVersion) -> StrikeTerms | None:
    """What the version says about strikes; None when it has none."""
    report = Report(version.files)
    return read_header(read_source(version.files, report), version.files, report).strikes


def _provision(clause: ClauseSource, rules: list[Rule], taken: set[str]) -> Provision:
    name = clause.id.rpartition("/")[2]
    anchor = "" if name in taken else name
    taken.add(name)
    examples = [entry for block in clause.of_kind("examples") for entry in block.entries]
    return Provision(
        id=clause.id,
        anchor=anchor,
        title=clause.title,
        text=clause.text,
        law=law_of(clause, Report({})),
        rules=[rule for rule in rules if rule.clause == clause.id],
        violates=[_text(entry.text) for entry in examples if entry.key == "violates"],
        allows=[_text(entry.text) for entry in examples if entry.key == "allows"],
    )


def _text(example: str) -> str:
    """What an example says: some are whole events, of which people want to read the text."""
    if not example.startswith("{"):
        return example
    try:
        return _EXAMPLE.decode(example).item.text or example
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return example


class Published:
    """Versions that were read lately, and what differed between two; a version never changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, list[Section]] = {}
        self._differences: dict[tuple[str, str], Changes] = {}
        self._strikes: dict[str, StrikeTerms | None] = {}

    def read(self, version: PolicyVersion) -> list[Section]:
        """`sections`, remembered."""
        with self._lock:
            found = self._kept.get(version.version)
            if found is None:
                found = sections(version)
                _keep(self._kept, version.version, found)
            return found

    def strikes(self, version: PolicyVersion) -> StrikeTerms | None:
        """`strike_terms`, remembered."""
        with self._lock:
            if version.version not in self._strikes:
                _keep(self._strikes, version.version, strike_terms(version))
            return self._strikes[version.version]

    def difference(self, old: PolicyVersion, new: PolicyVersion) -> Changes:
        """What everybody may know of what differs, remembered."""
        key = old.version, new.version
        with self._lock:
            found = self._differences.get(key)
            if found is None:
                found = changes(old, new).for_everybody()
                _keep(self._differences, key, found)
            return found


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    while len(kept) >= _KEPT:
        kept.pop(next(iter(kept)))
    kept[key] = value
