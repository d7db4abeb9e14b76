"""An event as the bytes that are stored: JSON, and two notes on what JSON or the sender left out."""

from datetime import datetime
from typing import Any

import msgspec

from ombud.model.errors import SystemFault
from ombud.model.event import Author, Event, Item

__all__ = ["StoredEvent", "event_from"]


class StoredEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """`defaulted` names the fields that the platform did not send and Ombud filled in.

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
