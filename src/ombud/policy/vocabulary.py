"""Everything an author may write, with what it means: what an editor offers while somebody types."""

from collections.abc import Iterable, Mapping

import msgspec

from ombud.model import ATTRIBUTE_TYPES, ITEM_KINDS, PLATFORM_EVENTS, SignalSpec
from ombud.policy.cel.functions import STANDARD
from ombud.policy.checking.domain import DOMAIN
from ombud.policy.checking.environment import LINK_FIELDS, OPTIONAL, event_environment
from ombud.policy.document.counting import STRIKE_KEYS
from ombud.policy.document.header import read_header
from ombud.policy.document.law import LAW_KEYS
from ombud.policy.document.rules import CHOICES, RULE_KEYS
from ombud.policy.document.source import Source, read_source
from ombud.policy.problems import Report

__all__ = ["Vocabulary", "Word", "vocabulary"]


class Word(msgspec.Struct, frozen=True):
    """One thing to write: `type` is its CEL type or what kind of value it takes, `doc` a line for people.

    `example` is what it looks like in use; `optional` that it may be missing, and has to be tested with ``has()``;
    `values` what may stand behind a key, or be compared with a field.
    """

    name: str
    doc: str
    type: str = ""
    example: str = ""
    optional: bool = False
    values: tuple[str, ...] = ()


class Vocabulary(msgspec.Struct, frozen=True):
    """Each in the order in which it should be offered.

    `header_keys` are those of the front matter, `records` what an attribute's name begins with, `attribute_types` what
    it may be, `strike_keys` what stands under ``strikes``; `list_files` are the policy's files of words. `rules` are
    the ids that its rules have, `queues` and `labels` what they name: so that an id is new, and a queue is not new by a
    slip.
    """

    fields: tuple[Word, ...]
    signals: tuple[Word, ...]
    functions: tuple[Word, ...]
    lists: tuple[Word, ...]
    rule_keys: tuple[Word, ...]
    example_keys: tuple[Word, ...]
    law_keys: tuple[Word, ...]
    header_keys: tuple[Word, ...]
    records: tuple[Word, ...]
    attribute_types: tuple[Word, ...]
    strike_keys: tuple[Word, ...]
    list_files: tuple[str, ...]
    rules: tuple[str, ...]
    queues: tuple[str, ...]
    labels: tuple[str, ...]


def vocabulary(files: Mapping[str, str], catalogue: Mapping[str, SignalSpec]) -> Vocabulary:
    """What the rules of this policy may name. What is wrong with its front matter is left out."""
    report = Report(files)
    source = read_source(files, report)
    header = read_header(source, files, report)
    environment = event_environment(header.schema, catalogue, header.lists)
    fields = [
        Word(
            path,
            field.doc,
            str(field.type),
            optional=field.presence is not None and field.presence not in environment.present,
            values=_VALUES.get(path, ()),
        )
        for path, field in environment.fields.items()
    ]
    fields += [Word(f"link.{name}", _LINK, str(kind)) for name, kind in LINK_FIELDS.items()]
    return Vocabulary(
        fields=tuple(fields),
        signals=tuple(Word(f"signal.{one.name}", one.doc, one.type, optional=True) for one in _sorted(catalogue)),
        functions=tuple(_functions()),
        lists=tuple(Word(name, "", "list", values=(str(len(entries)),)) for name, entries in header.lists.items()),
        rule_keys=tuple(Word(key, _KEYS[key], values=_OFFERED.get(key, ())) for key in RULE_KEYS),
        example_keys=(
            Word("violates", "a post that breaks the clause: one of its rules must fire"),
            Word("allows", "a post that looks like it and is fine: none of its rules may fire"),
            *(Word(key, doc, example=example) for key, (doc, example) in _GIVEN.items()),
        ),
        law_keys=tuple(Word(key, _LAW[key]) for key in LAW_KEYS),
        header_keys=tuple(_header_keys()),
        records=tuple(Word(f"{name}.", doc) for name, doc in _RECORDS.items()),
        attribute_types=tuple(Word(name, _TYPES[name]) for name in ATTRIBUTE_TYPES),
        strike_keys=tuple(Word(key, _STRIKES[key]) for key in STRIKE_KEYS),
        list_files=tuple(sorted(name for name in files if name.endswith(".txt"))),
        rules=_named(source, "id"),
        queues=_named(source, "queue"),
        labels=_named(source, "label"),
    )


def _header_keys() -> Iterable[Word]:
    for key, (doc, example) in _HEADER.items():
        yield Word(key, doc, example=example, values=OPTIONAL if key == "requires" else ())


def _named(source: Source, key: str) -> tuple[str, ...]:
    """What the rules have behind this key, each once, by name."""
    blocks = (block for clause in source.clauses for block in clause.of_kind("rule"))
    return tuple(sorted({entry.text for block in blocks for entry in block.entries if entry.key == key and entry.text}))


def _sorted(catalogue: Mapping[str, SignalSpec]) -> list[SignalSpec]:
    return [catalogue[name] for name in sorted(catalogue)]


def _functions() -> Iterable[Word]:
    for name, example in DOMAIN.items():
        yield Word(name, _DOMAIN[name], "bool" if name not in ("count", "distinct") else "int", example)
    yield Word("has", "whether a field or signal that may be missing is there", "bool", "has(author.age)")
    for name, example in _MACROS.items():
        yield Word(name, "a test, or a value, for each element of a list", "", example)
    for name, (doc, example) in _STANDARD.items():
        yield Word(name, doc, str(STANDARD[name].overloads[0].result), example)


_VALUES = {"event.type": tuple(PLATFORM_EVENTS), "item.kind": tuple(ITEM_KINDS)}
_OFFERED = {
    **CHOICES, "for": ("1d", "3d", "7d", "14d", "30d", "90d"), "strikes": ("1", "2", "3"),
}  # fmt: skip
_GIVEN = {
    "author.age": ("how long before the post its author joined", "author.age: 2h"),
    "item.links": ("what the post links to beside its text", "item.links: https://a.example https://b.example"),
    "earlier": ("what came before, spread over a time", "earlier: 5 item.created in 10m"),
    "repeat": ("how often it is sent, one second apart; the last one is judged", "repeat: 6"),
}
_LAW = {
    "ground": "which law, and its article: people read it with every decision under the clause",
    "why": "what is illegal by it, in plain words",
}
_HEADER = {
    "policy": ("a short name: small letters, digits and hyphens", "policy: garden-forum"),
    "title": ("what people read at the top of it", "title: Rules of the garden forum"),
    "language": ("the language that it is written in", "language: pt-BR"),
    "requires": (
        "usual fields that your platform always sends: an event without them is refused, and no rule need ask has()",
        "requires: [author.created_at]",
    ),
    "attributes": ("what your platform sends beside the usual fields, one a line", "  author.karma: int?"),
    "lists": ("your word lists, one a line: a name, and its file", "  shorteners: lists/shorteners.txt"),
    "strikes": ("when a strike expires, and what so many of them propose to a person", "  threshold: 3 suspend for 7d"),
}
_STRIKES = {
    "expires": "after how long a strike counts no more, such as 90d",
    "threshold": "how many strikes propose what to a person, such as: 3 suspend for 7d",
}
_RECORDS = {
    "author": "something about who wrote it",
    "item": "something about what was written",
    "context": "something about where it stands",
}
_TYPES = {
    "bool": "true or false",
    "int": "a whole number",
    "double": "a number with a decimal point",
    "string": "a text",
    "timestamp": "a point in time",
    "list<bool>": "several of true and false",
    "list<int>": "several whole numbers",
    "list<double>": "several numbers with a decimal point",
    "list<string>": "several texts",
}
_LINK = "of one element of item.links"
_DOMAIN = {
    "mentions": "one of the words or phrases stands in the text, as whole words",
    "matches": "a regular expression fits (RE2 syntax)",
    "in_list": "an entry of the list stands in the text; or the domain, or one above it, is in the list",
    "exact": "reads letter by letter, without seeing through look-alikes",
    "count": "how many such events the author, or the item, had in that time, this one included",
    "distinct": "how many different values a field had over such events",
    "seen_before": "nearly the same text came before, within that time",
}
_MACROS = {
    "exists": 'item.links.exists(link, link.domain == "example.org")',
    "all": 'item.links.all(link, link.domain == "example.org")',
    "exists_one": 'item.links.exists_one(link, link.domain == "example.org")',
    "filter": 'item.links.filter(link, link.domain == "example.org")',
    "map": "item.links.map(link, link.domain)",
}
_STANDARD = {
    "size": ("how many elements, or letters", "size(item.links) > 2"),
    "contains": ("the text contains these letters", 'item.text.contains("x")'),
    "startsWith": ("the text begins so", 'item.text.startsWith("RT ")'),
    "endsWith": ("the text ends so", 'item.text.endsWith("?")'),
    "duration": ("a length of time: h, m, s", 'author.age < duration("72h")'),
    "timestamp": ("a point in time", 'event.at > timestamp("2026-01-01T00:00:00Z")'),
    "string": ("as a text", "string(size(item.links))"),
    "int": ("as a whole number", 'int("3")'),
    "double": ("as a number with a decimal point", 'double("0.5")'),
}
_KEYS = {
    "id": "a name that no other rule has",
    "when": "the condition",
    "then": "what happens to the post",
    "label": "the name of the label, for `then: label`",
    "for": "how long the measure holds: 30m, 12h, 7d, 2w; without it, it has no end",
    "where": "for `then: geo_restrict`: the countries where the post is not shown, such as [DE, FR]",
    "strikes": "how many strikes the author gets once a person has confirmed it",
    "queue": "where a person finds it",
    "severity": "what people look at first",
    "automation": "propose: a person confirms; decide: may act alone once it is proven precise",
    "min_precision": "for `decide`: how often it must have been right, such as 0.95",
    "mode": "shadow runs the rule without effect and counts what it would have done",
    "untold": "on which legal ground the author is not told; every time is counted in public",
    "detail": "withheld keeps the condition out of public view",
    "note": "a remark for your colleagues",
}
