"""The quick way in: a well-formed event in one call of the decoder.

What the decoder refuses, and what it takes but should not have, is read again in `careful`, which alone can say what is
wrong with it. What is accepted here would be accepted there, with the same result.
"""

from datetime import datetime
from typing import Any

import msgspec

from ombud.intake.careful import Accepted, check_order, context_of, not_in_future
from ombud.intake.fields import identifier, language, moment
from ombud.intake.limits import MAX_TEXT_BYTES
from ombud.intake.links import links_in, links_sent
from ombud.intake.plan import Plan
from ombud.intake.shape import Declared
from ombud.model import AT_FIELD, LINKS_FIELD, Author, BadInput, Event, Item

__all__ = ["read_quickly"]

_BACKSLASH = ord("\\")  # a number is looked for eight times as fast as bytes
_DEFAULTED = ((), (LINKS_FIELD,), (AT_FIELD,), (AT_FIELD, LINKS_FIELD))


def read_quickly(payload: bytes, plan: Plan, now: datetime, source: str) -> Accepted | None:
    """The event that is in a payload; None when `read_carefully` has to say."""
    shape = plan.shape
    # No text is longer than the payload it came in, and a NUL can come only escaped.
    if shape is None or len(payload) > MAX_TEXT_BYTES or (_BACKSLASH in payload and b"\\u0000" in payload):
        return None
    try:
        wire = shape.decode(payload)
        at = now if wire.at is None else not_in_future(moment(wire.at, "at"), now)
        item = _item(wire.item, shape.item)
        author = None if wire.author is None else _author(wire.author, shape.author)
        context = {} if wire.context is None else context_of(wire.context, plan)
        check_order(at, item, author)
    except (msgspec.DecodeError, UnicodeDecodeError, BadInput):
        return None
    if not (item.id.isprintable() and wire.id.isprintable() and (author is None or author.id.isprintable())):
        return None
    for name in shape.context:
        if name not in context:
            return None
    filled_in = _DEFAULTED[2 * (wire.at is None) + (wire.item.links is None)]
    return Event(wire.id, wire.type, at, item, author, context, source), filled_in


def _item(wire: Any, declared: Declared | None) -> Item:
    text = wire.text
    if text is None:
        text = ""
    return Item(
        wire.id,
        wire.kind,
        text,
        None if wire.lang is None else language(wire.lang, "item.lang"),
        links_in(text) if wire.links is None else links_sent(wire.links, "item.links"),
        () if wire.media is None else wire.media,
        None if wire.parent is None else identifier(wire.parent, "item.parent"),
        wire.url,
        None if wire.created_at is None else moment(wire.created_at, "item.created_at"),
        _attributes(wire, declared) if declared else {},
    )


def _author(wire: Any, declared: Declared | None) -> Author:
    return Author(
        wire.id,
        None if wire.created_at is None else moment(wire.created_at, "author.created_at"),
        wire.name,
        _attributes(wire, declared) if declared else {},
    )


def _attributes(wire: Any, declared: Declared) -> dict[str, Any]:
    attributes = declared.read(wire)
    if declared.optional:
        attributes = {name: value for name, value in attributes.items() if value is not None}
    for name in declared.times:
        if name in attributes:
            attributes[name] = moment(attributes[name], name)
    return attributes
