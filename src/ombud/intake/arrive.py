"""The stored form of an event: canonical bytes, their digest, and the way back.

The body is the event as JSON with sorted context, UTC times and every field written out, and two small notes:
`defaulted` names what the platform did not send and Ombud filled in, `times` the attributes that are points in time
(JSON has no type for them). Whoever needs only the Event can decode the body as one: the notes are extra keys.
"""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from ombud.intake.fields import time
from ombud.intake.normal import normalise
from ombud.model import Arrival, Author, BadInput, Event, Item, SystemFault

__all__ = ["AT", "LINKS", "arrive", "internal", "restore"]

AT = "at"
LINKS = "item.links"


class _Body(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    type: str
    at: datetime
    item: Item
    source: str
    author: Author | None = None
    context: dict[str, Any] = {}
    defaulted: tuple[str, ...] = ()
    times: tuple[tuple[str, str], ...] = ()


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(_Body)


def arrive(event: Event, defaulted: tuple[str, ...] = ()) -> Arrival:
    """The event with its stored bytes, its digest and its text in normal form.

    The digest covers what was sent: neither `source`, nor what is in `defaulted`, nor what is worked out from a link's
    address. So a retry of the same payload is the same content, whatever the clock and the suffix list say by then.
    """
    body = _Body(event.id, event.type, event.at, event.item, event.source, event.author, event.context, defaulted,
                 _times(event))  # fmt: skip
    return Arrival(event, _ENCODER.encode(body), _digest(event, defaulted), normalise(event.item.text))


def internal(event: Event) -> Arrival:
    """An event that did not come in through `read`: Ombud wrote it itself, or had accepted it before."""
    return arrive(event)


def restore(body: bytes) -> Arrival:
    """The Arrival whose `body` these bytes are, for replay and for rebuilding history.

    Raises SystemFault (``event_damaged``) when the bytes are not what `read` stored.
    """
    try:
        stored = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SystemFault("event_damaged", f"a stored event cannot be read: {error}") from error
    for part, name in stored.times:
        _restore_time(_values_of(stored, part), name)
    event = Event(
        stored.id, stored.type, stored.at, stored.item, stored.author, stored.context, stored.source
    )  # fmt: skip
    return Arrival(event, body, _digest(event, stored.defaulted), normalise(event.item.text))


def _digest(event: Event, defaulted: tuple[str, ...]) -> bytes:
    item = event.item
    links = None if LINKS in defaulted else [link.url for link in item.links]
    if item.links:
        item = msgspec.structs.replace(item, links=())
    sent = (event.id, event.type, None if AT in defaulted else event.at, item, links, event.author, event.context)
    return hashlib.sha256(_ENCODER.encode(sent)).digest()


def _times(event: Event) -> tuple[tuple[str, str], ...]:
    found = []
    for part in ("item", "author", "context"):
        for name, value in _values_of(event, part).items():
            if isinstance(value, datetime):
                found.append((part, name))
    return tuple(sorted(found))


def _values_of(event: "Event | _Body", part: str) -> dict[str, Any]:
    if part == "item":
        return event.item.attributes
    if part == "author":
        return event.author.attributes if event.author is not None else {}
    return event.context


def _restore_time(values: dict[str, Any], name: str) -> None:
    try:
        values[name] = time(values.get(name), name)
    except BadInput as error:
        raise SystemFault("event_damaged", f"a stored event cannot be read: {error.detail}") from error
