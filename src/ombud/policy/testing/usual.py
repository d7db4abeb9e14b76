"""The event that an example is when it says nothing else: a post, by somebody who joined three years before."""

from datetime import datetime, timedelta
from typing import Any

from ombud.policy.engine.policy import Policy

__all__ = ["merge", "put", "usual_event"]

_MEMBER = timedelta(days=3 * 365 + 1)
_NEUTRAL: dict[str, Any] = {"bool": False, "int": 0, "double": 0.0, "string": ""}


def usual_event(policy: Policy, name: str, at: datetime) -> dict[str, Any]:
    """An event as a platform would send it, without text; what the policy requires is filled in, neutrally."""
    joined = (at - _MEMBER).isoformat()
    event: dict[str, Any] = {
        "id": name,
        "type": "item.created",
        "at": at.isoformat(),
        "item": {"id": name, "kind": "post"},
        "author": {"id": "example-author", "name": "example", "created_at": joined},
    }
    for attribute in policy.schema.attributes:
        if not attribute.optional:
            neutral = [] if attribute.type.startswith("list") else _NEUTRAL.get(attribute.type, joined)
            put(event, attribute.path, neutral)
    filled = {"lang": policy.language, "created_at": at.isoformat(), "url": "https://example.org/post"}
    for path in policy.schema.requires:
        record, _, field = path.partition(".")
        if field not in event[record]:
            put(event, path, filled.get(field, "example"))
    return event


def put(event: dict[str, Any], path: str, value: Any) -> None:
    """Set the field with this dotted path."""
    record, _, field = path.partition(".")
    event.setdefault(record, {})[field] = value


def merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it; null takes away (RFC 7396, JSON Merge Patch)."""
    out = dict(base)
    for key, value in changes.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(out.get(key), dict):
            out[key] = merge(out[key], value)
        else:
            out[key] = value
    return out
