"""Events as platforms send them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ombud.intake import read
from ombud.model import Arrival, BadInput, Schema

NO_ATTRIBUTES = Schema()
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def wire() -> Callable[..., dict[str, Any]]:
    """A small valid event; keyword arguments replace its parts."""

    def make(**parts: Any) -> dict[str, Any]:
        base = {"id": "evt-1", "type": "item.created", "item": {"id": "post-1", "kind": "post"}}
        return base | parts

    return make


@pytest.fixture
def accept() -> Callable[..., Arrival]:
    """Read an event given as plain data."""

    def accepted(event: Any, schema: Schema = NO_ATTRIBUTES, source: str = "api") -> Arrival:
        return read(json.dumps(event).encode(), schema=schema, now=NOW, source=source)

    return accepted


@pytest.fixture
def refuse() -> Callable[..., BadInput]:
    """The error that an event is refused with; bytes are sent as they are."""

    def refused(event: Any, schema: Schema = NO_ATTRIBUTES) -> BadInput:
        payload = event if isinstance(event, bytes) else json.dumps(event).encode()
        with pytest.raises(BadInput) as caught:
            read(payload, schema=schema, now=NOW)
        return caught.value

    return refused
