"""What differs between two versions of a policy, said in its own terms: clauses, rules, examples, lists, front matter,
and in which languages people read other words.

Order, layout, comments and line breaks are no difference here, though they make another version.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

from ombud.policy.document.counting import terms_as_written
from ombud.policy.document.header import Header, read_header
from ombud.policy.document.lasting import written_length
from ombud.policy.document.law import law_of
from ombud.policy.document.rules import Rule, read_rules
from ombud.policy.document.source import ClauseSource, read_source
from ombud.policy.document.translations import translations_of
from ombud.policy.problems import Report
from ombud.policy.wording import Run, wording

__all__ = ["Altered", "Changes", "ClauseChange", "Kind", "ListChange", "RuleChange", "changes"]

Kind = str
"""``added``, ``removed`` or ``changed``."""

_EFFECT = frozenset(
    {"then", "label", "for", "where", "strikes", "automation", "min_precision", "mode", "detail", "untold", "clause"}
)
"""What is public about a rule whose condition is withheld: what it does, never when."""


class HasFiles(Protocol):
    """A compiled policy, or a published version."""

    @property
    def files(self) -> Mapping[str, str]: ...


class Altered(msgspec.Struct, frozen=True):
    """One thing that differs: `key` as it is written in a rule or the front matter; ``""`` where there is none."""

    key: str
    old: str
    new: str

    @property
    def runs(self) -> tuple[Run, ...]:
        """The two values word by word."""
        return wording(self.old, self.new)


class RuleChange(msgspec.Struct, frozen=True):
    """One rule. `old` is None when it is new, `new` when it is gone; `parts` is what differs.

    `withheld` says that its condition is not public, before or after; `hidden` that this is the public's view, from
    which something that changed has been left out.
    """

    id: str
    kind: Kind
    old: Rule | None
    new: Rule | None
    parts: tuple[Altered, ...]
    hidden: bool = False

    @property
    def withheld(self) -> bool:
        return any(rule is not None and rule.withheld for rule in (self.old, self.new))

    @property
    def clause(self) -> str:
        """The clause it stands under; the last one, when it is gone."""
        rule = self.new or self.old
        return rule.clause if rule is not None else ""

    def for_everybody(self) -> "RuleChange":
        """Without what may not be told: of a withheld rule, only what it does and that something changed."""
        if not self.withheld:
            return self
        told = tuple(part for part in self.parts if part.key in _EFFECT)
        return RuleChange(self.id, self.kind, _veiled(self.old), _veiled(self.new), told, len(told) < len(self.parts))


class ClauseChange(msgspec.Struct, frozen=True):
    """One clause. `title` and `section` as they read now, or read last.

    `renamed` is the title before, and `moved` the title of the section before, where they differ.
    `prose` is the text word by word, empty when it reads as before, and `law` what differs in its legal ground. `rules`
    are the changed rules under it, `examples_added` and `examples_removed` pairs of kind (``violates``, ``allows``) and
    text.
    """

    id: str
    kind: Kind
    title: str
    section: str
    renamed: str = ""
    moved: str = ""
    prose: tuple[Run, ...] = ()
    law: tuple[Altered, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    examples_added: tuple[tuple[str, str], ...] = ()
    examples_removed: tuple[tuple[str, str], ...] = ()

    @property
    def reworded(self) -> bool:
        """Whether people read other words than before."""
        return bool(self.prose or self.renamed or self.moved or self.law)


class ListChange(msgspec.Struct, frozen=True):
    """A word list, by its name in the front matter: the entries that came and went, in order."""

    name: str
    kind: Kind
    added: tuple[str, ...]
    removed: tuple[str, ...]


class Changes(msgspec.Struct, frozen=True):
    """Everything that differs. Clauses in the order of the new version, those that are gone last.

    `languages` are those in which readers are shown other words than before, by their codes.
    """

    header: tuple[Altered, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()
    lists: tuple[ListChange, ...] = ()
    languages: tuple[tuple[str, Kind], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.header or self.clauses or self.lists or self.languages)

    @property
    def rules(self) -> tuple[RuleChange, ...]:
        """The changed rules of all clauses."""
        return tuple(rule for clause in self.clauses for rule in clause.rules)

    def for_everybody(self) -> "Changes":
        """What the public may read: conditions that are withheld stay withheld, and so do the entries of lists."""
        return Changes(
            self.header,
            tuple(
                msgspec.structs.replace(one, rules=tuple(rule.for_everybody() for rule in one.rules))
                for one in self.clauses
            ),
            self.lists,
            self.languages,
        )


def changes(old: Mapping[str, str] | HasFiles, new: Mapping[str, str] | HasFiles) -> Changes:
    """What `new` says and does otherwise than `old`; each is a policy's files, or something that holds them.

    Both may be drafts with errors: what cannot be read is left out.
    """
    before, after = _Read(old), _Read(new)
    return Changes(
        header=tuple(_parts(before.front_matter(), after.front_matter())),
        clauses=tuple(_clauses(before, after)),
        lists=tuple(_lists(before.header, after.header)),
        languages=tuple(_languages(before.worded, after.worded)),
    )


class _Read:
    """A policy taken apart for comparing."""

    def __init__(self, given: Mapping[str, str] | HasFiles) -> None:
        files = given if isinstance(given, Mapping) else given.files
        report = Report(files)
        source = read_source(files, report)
        self.header: Header = read_header(source, files, report)
        self.clauses: dict[str, ClauseSource] = {clause.id: clause for clause in source.clauses if clause.real}
        self.rules: dict[str, Rule] = {rule.id: rule for rule in read_rules(source.clauses, report)}
        self.worded = {code: words for code, words in translations_of(files).items() if words}

    def front_matter(self) -> dict[str, str]:
        header = self.header
        attributes = {one.path: one.type + "?" * one.optional for one in header.schema.attributes}
        return {
            "policy": header.name,
            "title": header.title,
            "language": header.language,
            "requires": ", ".join(header.schema.requires),
            **attributes,
            **terms_as_written(header.strikes),
        }


def _parts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Altered]:
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield Altered(key, before, after)


def _clauses(before: _Read, after: _Read) -> Iterator[ClauseChange]:
    moved: dict[str, list[RuleChange]] = {}
    for rule_id in dict.fromkeys((*after.rules, *before.rules)):
        change = _rule(rule_id, before.rules.get(rule_id), after.rules.get(rule_id))
        if change is not None:
            moved.setdefault(change.clause, []).append(change)
    for clause_id in dict.fromkeys((*after.clauses, *before.clauses)):
        one = after.clauses.get(clause_id) or before.clauses[clause_id]
        found = _clause(one, before.clauses.get(clause_id), after.clauses.get(clause_id), moved.get(clause_id, []))
        if found.reworded or found.rules or found.examples_added or found.examples_removed or found.kind != "changed":
            yield found


def _clause(
    one: ClauseSource, old: ClauseSource | None, new: ClauseSource | None, rules: list[RuleChange]
) -> ClauseChange:
    before, after = _examples(old), _examples(new)
    prose = wording(old.text if old else "", new.text if new else "")
    return ClauseChange(
        id=one.id,
        kind=_kind(old, new),
        title=one.title,
        section=one.section,
        renamed=old.title if old and old.title != one.title else "",
        moved=old.section if old and old.section != one.section else "",
        prose=prose if any(run.kind != "same" for run in prose) else (),
        law=tuple(_parts(_law(old), _law(new))),
        rules=tuple(rules),
        examples_added=tuple(each for each in after if each not in before),
        examples_removed=tuple(each for each in before if each not in after),
    )


def _kind(old: object | None, new: object | None) -> Kind:
    return "added" if old is None else "removed" if new is None else "changed"


def _examples(clause: ClauseSource | None) -> dict[tuple[str, str], None]:
    blocks = clause.of_kind("examples") if clause is not None else []
    return {(entry.key, entry.text): None for block in blocks for entry in block.entries}


def _law(clause: ClauseSource | None) -> dict[str, str]:
    law = law_of(clause, Report({})) if clause is not None else None
    return {} if law is None else {"ground": law.ground, "why": law.why}


def _rule(rule_id: str, old: Rule | None, new: Rule | None) -> RuleChange | None:
    parts = tuple(_parts(_written(old), _written(new)))
    if not parts:
        return None
    return RuleChange(rule_id, _kind(old, new), old, new, parts)


def _written(rule: Rule | None) -> dict[str, str]:
    """A rule's values as they are written, defaults included; how the condition is broken into lines is left out."""
    if rule is None:
        return {}
    return {
        "clause": rule.clause,
        "when": " ".join(rule.when.split("\n")),
        "then": str(rule.then),
        "label": rule.label or "",
        "for": "" if rule.lasts is None else written_length(rule.lasts),
        "where": ", ".join(rule.where),
        "strikes": str(rule.strikes or ""),
        "queue": rule.queue or "",
        "severity": rule.severity,
        "automation": rule.automation,
        "min_precision": "" if rule.min_precision is None else f"{rule.min_precision:g}",
        "mode": "shadow" if rule.shadow else "live",
        "detail": "withheld" if rule.withheld else "public",
        "untold": str(rule.untold or ""),
        "note": rule.note,
    }


def _veiled(rule: Rule | None) -> Rule | None:
    """A rule without when it applies, and without what tells of it."""
    if rule is None:
        return None
    blank = msgspec.structs.replace(rule.condition, pieces=())
    return msgspec.structs.replace(
        rule, when="", condition=blank, severity="medium", queue=None, note="", withheld=True
    )


def _lists(before: Header, after: Header) -> Iterator[ListChange]:
    for name in dict.fromkeys((*after.lists, *before.lists)):
        old, new = before.lists.get(name), after.lists.get(name)
        kind = _kind(old, new)
        had, has = dict.fromkeys(old or ()), dict.fromkeys(new or ())
        added = tuple(entry for entry in has if entry not in had)
        removed = tuple(entry for entry in had if entry not in has)
        if added or removed or kind != "changed":
            yield ListChange(name, kind, added, removed)


def _languages(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[tuple[str, Kind]]:
    for code in sorted({*before, *after}):
        if before.get(code) != after.get(code):
            yield code, _kind(before.get(code), after.get(code))
