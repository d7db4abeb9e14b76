"""The careful way in: field by field, to an event or to an error that says which field is wrong and what is right."""

from datetime import datetime
from typing import Any

from ombud.intake.decode import decode
from ombud.intake.fields import Check, identifier, items_of, scalar, string, time, unknown, wrong_type
from ombud.intake.limits import CLOCK_SKEW, MAX_CONTEXT_KEYS
from ombud.intake.links import links_in, links_sent
from ombud.intake.plan import AUTHOR, ITEM, Plan
from ombud.model import (
    AT_FIELD,
    INTERNAL_EVENTS,
    ITEM_KINDS,
    LINKS_FIELD,
    PLATFORM_EVENTS,
    Author,
    BadInput,
    Event,
    Item,
    TooLarge,
)  # fmt: skip

__all__ = ["Accepted", "check_order", "context_of", "not_in_future", "read_carefully"]

_EVENT_FIELDS = ("id", "type", "at", "item", "author", "context")
_SCALARS = items_of(scalar)
_Wire = dict[str, Any]


Accepted = tuple[Event, tuple[str, ...]]
"""An event and the names of the fields that were filled in."""


def read_carefully(payload: bytes, plan: Plan, now: datetime, source: str) -> Accepted:
    """The event that is in a payload. Raises BadInput or TooLarge, with the dotted name of the field at fault."""
    wire = decode(payload)
    for key in wire:
        if key not in _EVENT_FIELDS:
            raise unknown("unknown_field", "a field of an event", key, _EVENT_FIELDS, key,
                          f"an event has {', '.join(_EVENT_FIELDS)}; what is yours belongs in context")  # fmt: skip
    event_id = identifier(_needed(wire, "id", "id"), "id")
    event_type = _event_type(_needed(wire, "type", "type"))
    at = _at(wire.get("at"), now)
    item, links_missing = _item(_needed(wire, "item", "item"), plan)
    author = _author(wire.get("author"), plan)
    context = context_of(wire.get("context"), plan)
    _check_required(plan, wire)
    check_order(at, item, author)
    defaulted = ((AT_FIELD,) if wire.get("at") is None else ()) + ((LINKS_FIELD,) if links_missing else ())
    return Event(event_id, event_type, at, item, author, context, source), defaulted


def _needed(values: _Wire, name: str, field: str) -> Any:
    value = values.get(name)
    if value is None:
        raise _missing(field)
    return value


def _missing(field: str, why: str = "") -> BadInput:
    return BadInput("missing_field", f"{field} is missing", advice=why or "every event has it", field=field)


def _event_type(value: Any) -> str:
    name: str = string(value, "type")
    if name in PLATFORM_EVENTS:
        return name
    if name in INTERNAL_EVENTS:
        raise BadInput("internal_event", f"{name!r} is written by Ombud alone", field="type",
                       advice="reviews and appeals are made in the console and the portal, not sent")  # fmt: skip
    raise unknown(
        "unknown_type", "an event type", name, PLATFORM_EVENTS, "type", f"one of {', '.join(PLATFORM_EVENTS)}"
    )


def _at(value: Any, now: datetime) -> datetime:
    return now if value is None else not_in_future(time(value, "at"), now)


def not_in_future(at: datetime, now: datetime) -> datetime:
    """The event's own time, which may be five minutes ahead of ours: else BadInput (``event_in_future``)."""
    if at > now and at > now + CLOCK_SKEW:
        raise BadInput("event_in_future", f"at is {at.isoformat()}, and here it is {now.isoformat()}", field="at",
                       advice="set the sender's clock; five minutes of difference are accepted")  # fmt: skip
    return at


def _item(value: Any, plan: Plan) -> tuple[Item, bool]:
    if type(value) is not dict:
        raise wrong_type(value, "item", "an object")
    sent = value.get("links")
    fields, attributes = _part("item", value, ITEM, plan.item)
    _needed(fields, "id", "item.id")
    kind = _needed(fields, "kind", "item.kind")
    if kind not in ITEM_KINDS:
        raise unknown(
            "unknown_kind", "a kind of item", kind, ITEM_KINDS, "item.kind", f"one of {', '.join(ITEM_KINDS)}"
        )
    if "media" in fields:
        fields["media"] = tuple(fields["media"])
    links = links_in(fields.get("text", "")) if sent is None else links_sent(sent, "item.links")
    return Item(**fields, links=links, attributes=attributes), sent is None


def _author(value: Any, plan: Plan) -> Author | None:
    if value is None:
        return None
    if type(value) is not dict:
        raise wrong_type(value, "author", "an object")
    fields, attributes = _part("author", value, AUTHOR, plan.author)
    if "id" not in fields:
        raise _missing("author.id", "every author has one")
    return Author(**fields, attributes=attributes)


def _part(part: str, values: _Wire, built_in: Any, declared: dict[str, Check]) -> tuple[_Wire, _Wire]:
    """The built-in fields and the declared attributes, which share one flat object on the wire."""
    fields: _Wire = {}
    attributes: _Wire = {}
    for name, value in values.items():
        if value is None:
            continue
        if (check := built_in.get(name)) is not None:
            fields[name] = check(value, f"{part}.{name}")
        elif (check := declared.get(name)) is not None:
            attributes[name] = check(value, f"{part}.{name}")
        elif name != "links" or part != "item":
            raise _undeclared(part, name, [*built_in, *declared])
    return fields, attributes


def _undeclared(part: str, name: str, known: list[str]) -> BadInput:
    declare = "declare it under `attributes` in the policy, or leave it out"
    error = unknown("undeclared_attribute", f"a field of {part}", name, known, f"{part}.{name[:64]}", declare)
    if error.advice != declare:
        error.advice += f" If not, {declare}"
    return error


def context_of(value: Any, plan: Plan) -> _Wire:
    """What a platform says about where it happened, as declared or else plain. Raises like `read_carefully`."""
    if value is None:
        return {}
    if type(value) is not dict:
        raise wrong_type(value, "context", "an object")
    if len(value) > MAX_CONTEXT_KEYS:
        raise TooLarge(
            "too_many_values", f"context has {len(value)} keys; the limit is {MAX_CONTEXT_KEYS}", field="context"
        )
    context: _Wire = {}
    for name, one in value.items():
        if one is None:
            continue
        field = f"context.{identifier(name, 'context')}"
        check = plan.context.get(name) or (_SCALARS if type(one) is list else scalar)
        context[name] = check(one, field)
    return context


def _check_required(plan: Plan, wire: _Wire) -> None:
    for part, name in plan.required:
        values = wire.get(part)
        if values is None or (name and values.get(name) is None):
            field = f"{part}.{name}" if name else part
            raise _missing(field, "the policy in force requires it: send it, or mark it optional there with `?`")


def check_order(at: datetime, item: Item, author: Author | None) -> None:
    """Things exist before something happens to them: BadInput (``created_after_event``)."""
    for_item = item.created_at
    if for_item is not None and for_item > at and for_item > at + CLOCK_SKEW:
        raise _after_event("item.created_at")
    for_author = None if author is None else author.created_at
    if for_author is not None and for_author > at and for_author > at + CLOCK_SKEW:
        raise _after_event("author.created_at")


def _after_event(field: str) -> BadInput:
    return BadInput("created_after_event", f"{field} is after the event's own time", field=field,
                    advice="at is when it happened, created_at when the item or account came to be")  # fmt: skip
