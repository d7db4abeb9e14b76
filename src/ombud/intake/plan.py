"""What a schema asks of an event, laid out once for quick checking."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from ombud.intake.fields import (
    Check,
    boolean,
    double,
    identifier,
    integer,
    items_of,
    language,
    string,
    string_up_to,
    text,
    time,
)  # fmt: skip
from ombud.intake.limits import MAX_MEDIA, MAX_NAME, MAX_URL
from ombud.intake.shape import Shape, shape_of
from ombud.model import Schema, SystemFault

__all__ = ["AUTHOR", "ITEM", "Plan", "plan_of"]

ITEM: Mapping[str, Check] = {
    "id": identifier,
    "kind": string,
    "text": text,
    "lang": language,
    "media": items_of(string_up_to(MAX_URL), MAX_MEDIA),
    "parent": identifier,
    "url": string_up_to(MAX_URL),
    "created_at": time,
}
"""Built-in fields of an item but ``links``, which have a shape of their own."""

AUTHOR: Mapping[str, Check] = {"id": identifier, "created_at": time, "name": string_up_to(MAX_NAME)}

_SCALARS: Mapping[str, Check] = {
    "bool": boolean, "int": integer, "double": double, "string": string, "timestamp": time,
}  # fmt: skip


class Plan(msgspec.Struct, frozen=True):
    """Checks by field name for each part of an event, the dotted names that must be there, and the shape of it all."""

    item: dict[str, Check]
    author: dict[str, Check]
    context: dict[str, Check]
    required: tuple[tuple[str, str], ...]
    shape: Shape | None


@lru_cache(maxsize=16)
def plan_of(schema: Schema) -> Plan:
    """The plan of a schema. A schema is a value: the same one always gives the same plan."""
    parts: dict[str, dict[str, Check]] = {"item": {}, "author": {}, "context": {}}
    required = [(part, name) for part, _, name in (path.partition(".") for path in schema.requires)]
    for attribute in schema.attributes:
        part, _, name = attribute.path.partition(".")
        if part not in parts or not name:
            raise SystemFault("schema_invalid", f"{attribute.path!r} is not below author, item or context")
        parts[part][name] = _check(attribute.type)
        if not attribute.optional:
            required.append((part, name))
    return Plan(parts["item"], parts["author"], parts["context"], tuple(dict.fromkeys(required)), shape_of(schema))


def _check(declared: str) -> Check:
    if declared.startswith("list<"):
        return items_of(_SCALARS[declared[5:-1]])
    return _SCALARS[declared]
