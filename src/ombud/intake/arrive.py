"""An event on its way into the stages: its stored bytes, what they are known by, and its text in normal form."""

import hashlib
from datetime import datetime

import msgspec

from ombud.intake.normal import normalise
from ombud.model import Arrival, Event, StoredEvent, event_from

__all__ = ["AT", "LINKS", "arrive", "internal", "restore"]

AT = "at"
LINKS = "item.links"
_ENCODER = msgspec.json.Encoder(order="deterministic")


def arrive(event: Event, defaulted: tuple[str, ...] = ()) -> Arrival:
    """The event with its stored bytes, its digest and its text in normal form. Equal content gives equal bytes."""
    stored = StoredEvent(
        event.id, event.type, event.at, event.item, event.source, event.author, event.context, defaulted, _times(event)
    )
    return Arrival(event, _ENCODER.encode(stored), _digest(event, defaulted), normalise(event.item.text))


def internal(event: Event) -> Arrival:
    """An event that did not come in through `read`: Ombud wrote it itself, or had accepted it before."""
    return arrive(event)


def restore(body: bytes) -> Arrival:
    """The Arrival whose `body` these bytes are, for replay and for rebuilding history.

    Raises SystemFault (``event_damaged``) when they are not what was stored.
    """
    event, defaulted = event_from(body)
    return Arrival(event, body, _digest(event, defaulted), normalise(event.item.text))


def _digest(event: Event, defaulted: tuple[str, ...]) -> bytes:
    """SHA-256 over what was sent: not `source`, not what Ombud filled in, not what it worked out about a link.

    So a retry of the same payload is the same content, whatever the clock and the suffix list say by then.
    """
    item = event.item
    links = None if LINKS in defaulted else [link.url for link in item.links]
    if item.links:
        item = msgspec.structs.replace(item, links=())
    sent = (event.id, event.type, None if AT in defaulted else event.at, item, links, event.author, event.context)
    return hashlib.sha256(_ENCODER.encode(sent)).digest()


def _times(event: Event) -> tuple[tuple[str, str], ...]:
    parts = {"author": event.author.attributes if event.author is not None else {}, "context": event.context,
             "item": event.item.attributes}  # fmt: skip
    return tuple(
        (part, name) for part, values in parts.items() for name in sorted(values) if isinstance(values[name], datetime)
    )
