"""What a condition may name: the fields of an event, the signals, the lists."""

from collections.abc import Iterable, Mapping

import msgspec

from ombud.model import Schema, SignalSpec
from ombud.policy.cel.types import (
    BOOL,
    DURATION,
    DYN,
    INT,
    LINK,
    STRING,
    TIMESTAMP,
    Type,
    list_of,
    parse_type,
)

__all__ = ["BUILT_IN", "LINK_FIELDS", "OPTIONAL", "Environment", "Field", "event_environment", "presence_of"]


class Field(msgspec.Struct, frozen=True):
    """A field by its dotted path.

    `read` is the Python that reads it, over ``e``, the evaluation. `presence` is the path that must be there for the
    field to have a value (``author.created_at`` for ``author.age``); None when it is always there. `direct` reads it
    without going through what is remembered about the event: quicker for a first look, and None, or an AttributeError,
    KeyError or TypeError, where there is nothing to read; None for a field that cannot be read so.
    """

    path: str
    type: Type
    read: str
    doc: str
    presence: str | None = None
    direct: str | None = None


LINK_FIELDS = {"url": STRING, "domain": STRING, "registered_domain": STRING}
"""The fields of an element of ``item.links``."""


def _always(path: str, kind: Type, read: str, doc: str) -> Field:
    return Field(path, kind, read, doc, direct=read)


def _optional(path: str, kind: Type, doc: str, presence: str | None = None, direct: str | None = None) -> Field:
    return Field(path, kind, f"e.given[{path!r}]", doc, presence or path, direct)


BUILT_IN = {
    field.path: field
    for field in (
        _always("event.id", STRING, "e.event.id", "the event's own id"),
        _always("event.type", STRING, "e.event.type", "item.created, item.edited or item.reported"),
        _always("event.at", TIMESTAMP, "e.at", "when it happened"),
        _always("event.source", STRING, "e.event.source", "which door it came in by"),
        _always("item.id", STRING, "e.item.id", "the item's id on the platform"),
        _always("item.kind", STRING, "e.item.kind", "post, comment, message, profile, image, video, link or account"),
        _always("item.text", STRING, "e.item.text", "what the person wrote"),
        _always("item.links", list_of(LINK), "e.item.links", "the links in the text and beside it"),
        _always("item.media", list_of(STRING), "e.item.media", "ids of attached media"),
        _optional("item.lang", STRING, "the language the platform says it is in, such as en", direct="e.item.lang"),
        _optional("item.parent", STRING, "the id of the item it answers", direct="e.item.parent"),
        _optional("item.url", STRING, "where it stands on the platform", direct="e.item.url"),
        _optional("item.created_at", TIMESTAMP, "when the item was first published"),
        _optional(
            "item.age",
            DURATION,
            "how old the item was at this event",
            "item.created_at",
            "between(e.item.created_at, e.event.at)",
        ),
        _optional("author.id", STRING, "the author's id on the platform", "author", "e.event.author.id"),
        _optional("author.name", STRING, "the name the author goes by", direct="e.event.author.name"),
        _optional("author.created_at", TIMESTAMP, "when the account was opened"),
        _optional(
            "author.age",
            DURATION,
            "how old the account was at this event",
            "author.created_at",
            "between(e.event.author.created_at, e.event.at)",
        ),
    )
}
"""The fields every event has, or may have (architecture of events: docs/events)."""

OPTIONAL = ("author", *(path for path, field in BUILT_IN.items() if field.presence is not None))
"""Built-in fields that an event may lack: what a policy can list under ``requires``."""


class Environment(msgspec.Struct, frozen=True):
    """`present` are the presence paths that every event has. `records` are names that only lead to fields.

    `open` are records whose undeclared fields may be read too: optional, and of a type that is only known at run time.
    `lists` hold the entries of the policy's word lists. `domain` switches the domain functions on; without it this is
    plain CEL.
    """

    fields: Mapping[str, Field]
    records: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    signals: Mapping[str, SignalSpec] = {}
    lists: Mapping[str, tuple[str, ...]] = {}
    domain: bool = False

    def field(self, path: str) -> Field | None:
        """The field of that path, if there is one."""
        found = self.fields.get(path)
        if found is not None:
            return found
        record, _, name = path.partition(".")
        if record in self.open and name and "." not in name:
            return _optional(path, DYN, "sent by the platform, undeclared")
        return None


def presence_of(paths: Iterable[str]) -> frozenset[str]:
    """What is certainly there when all of `paths` are: they themselves, and the records they belong to."""
    there: set[str] = set()
    for path in paths:
        field = BUILT_IN.get(path)
        there.add((field.presence or path) if field else path)
        there.add(path.partition(".")[0])
    return frozenset(there)


_AS_THEY_ARE = (BOOL, INT, STRING, list_of(STRING))
"""Types whose values in JSON are values of the language already."""


def _direct(path: str, kind: Type) -> str | None:
    """How a declared attribute is read straight from the event."""
    record, _, name = path.partition(".")
    if kind not in _AS_THEY_ARE:
        return None
    where = "e.event.context" if record == "context" else f"e.event.{record}.attributes"
    return f"{where}[{name!r}]"


def event_environment(
    schema: Schema, signals: Mapping[str, SignalSpec], lists: Mapping[str, tuple[str, ...]]
) -> Environment:
    """The environment of a policy: built-in fields, declared attributes, the installation's signals, its own lists."""
    fields = dict(BUILT_IN)
    certain = list(schema.requires)
    for attribute in schema.attributes:
        path, kind = attribute.path, parse_type(attribute.type)
        fields[path] = Field(
            path,
            kind,
            f"e.given[{path!r}]",
            "sent by the platform",
            path if attribute.optional else None,
            _direct(path, kind),
        )
        if not attribute.optional:
            certain.append(path)
    return Environment(
        fields=fields,
        records=frozenset(("event", "item", "author", "context", "signal")),
        present=presence_of(certain),
        open=frozenset(("context",)),
        signals=signals,
        lists=lists,
        domain=True,
    )
