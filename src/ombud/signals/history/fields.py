"""The values that an event has in one field, as text: what ``distinct`` tells apart."""

from collections.abc import Callable
from typing import Any

from ombud.model import Arrival, Author, Item
from ombud.signals.near_duplicates import fingerprint

__all__ = ["Reader", "reader"]

Reader = Callable[[Arrival], tuple[str, ...]]

_LINKS = "item.links."


def reader(path: str) -> Reader:
    """Reads the field of a path. An event without the field has no value; a list has one for each element.

    ``item.text`` is told apart by its fingerprint, so that other numbers, signs or addresses make no other text; where
    it is too short for one, by its normal form.
    """
    if path == "item.text":
        return _text
    if path.startswith(_LINKS):
        part = path.removeprefix(_LINKS)
        return lambda arrival: tuple(getattr(link, part) for link in arrival.event.item.links)
    record, _, name = path.partition(".")
    return lambda arrival: _written(_value(arrival, record, name))


def _text(arrival: Arrival) -> tuple[str, ...]:
    if not arrival.text.normal:
        return ()
    print64 = fingerprint(arrival)
    return (f"#{print64}" if print64 else arrival.text.normal,)


def _value(arrival: Arrival, record: str, name: str) -> Any:
    event = arrival.event
    if record == "context":
        return event.context.get(name)
    owner: Item | Author | None = event.item if record == "item" else event.author
    if owner is None:
        return None
    return getattr(owner, name) if name in owner.__struct_fields__ else owner.attributes.get(name)


def _written(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
