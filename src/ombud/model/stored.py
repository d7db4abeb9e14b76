"""An event as the bytes that are stored: JSON, and two notes on what JSON or the sender left out."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from ombud.model.errors import BadInput, SystemFault
from ombud.model.event import Author, Event, Item

__all__ = ["AT_FIELD", "LINKS_FIELD", "StoredEvent", "content_digest", "event_from", "stored_bytes"]

AT_FIELD = "at"
LINKS_FIELD = "item.links"


class StoredEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """`defaulted` names the fields that the platform did not send and Ombud filled in (`AT_FIELD`, `LINKS_FIELD`).

    `times` are the attributes that are points in time, as (``item``, ``author`` or ``context``, name): JSON has no type
    for them, and inside an attribute nothing else says so.
    """

    id: str
    type: str
    at: datetime
    item: Item
    source: str
    author: Author | None = None
    context: dict[str, Any] = {}
    defaulted: tuple[str, ...] = ()
    times: tuple[tuple[str, str], ...] = ()

    def attributes(self, part: str) -> dict[str, Any]:
        """What the policy declared of one part, by name."""
        if part == "context":
            return self.context
        holder = self.item if part == "item" else self.author
        return holder.attributes if holder is not None else {}


_DECODER = msgspec.json.Decoder(StoredEvent)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def stored_bytes(event: Event, defaulted: tuple[str, ...] = ()) -> bytes:
    """The bytes that are stored of an event. Equal content gives equal bytes.

    Raises BadInput (``lone_surrogate``) for text that no UTF-8 can hold.
    """
    return _encode(
        StoredEvent(
            event.id, event.type, event.at, event.item, event.source, event.author, event.context, defaulted,
            _times(event),
        )
    )  # fmt: skip


def content_digest(event: Event, defaulted: tuple[str, ...] = ()) -> bytes:
    """SHA-256 over what was sent: not `source`, not what Ombud filled in, not what it worked out about a link.

    So a retry of the same payload is the same content, whatever the clock and the suffix list say by then. Raises
    BadInput like `stored_bytes`.
    """
    item = event.item
    links = None if LINKS_FIELD in defaulted else [link.url for link in item.links]
    if item.links:
        item = msgspec.structs.replace(item, links=())
    sent = (event.id, event.type, None if AT_FIELD in defaulted else event.at, item, links, event.author, event.context)
    return hashlib.sha256(_encode(sent)).digest()


def _encode(value: Any) -> bytes:
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError as error:
        raise BadInput("lone_surrogate", "a string holds half of a surrogate pair") from error


def _times(event: Event) -> tuple[tuple[str, str], ...]:
    """The attributes that are points in time, in the order of part and name."""
    author = event.author.attributes if event.author is not None else {}
    times: list[tuple[str, str]] = []
    for part, values in (("author", author), ("context", event.context), ("item", event.item.attributes)):
        if values and datetime in map(type, values.values()):
            times += [(part, name) for name in sorted(values) if type(values[name]) is datetime]
    return tuple(times)


def event_from(body: bytes) -> tuple[Event, tuple[str, ...]]:
    """The event that these stored bytes are, and the names of the fields that Ombud filled in.

    Raises SystemFault (``event_damaged``) when they are not what was stored.
    """
    try:
        stored = _DECODER.decode(body)
        for part, name in stored.times:
            values = stored.attributes(part)
            values[name] = msgspec.convert(values.get(name), datetime)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SystemFault("event_damaged", f"a stored event cannot be read: {error}") from error
    event = Event(stored.id, stored.type, stored.at, stored.item, stored.author, stored.context, stored.source)
    return event, stored.defaulted
