"""Arrivals and a past for detectors to look at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ombud.intake import internal, normalise
from ombud.model import Arrival, Author, Event, Item
from ombud.ports import MatcherFactory
from ombud.signals import Windows, matcher_factory

START = datetime(2026, 11, 22, tzinfo=UTC)

Arrive = Callable[..., Arrival]


@pytest.fixture
def arrive() -> Arrive:
    """An arrival, `after` seconds from the start; every item has its own id unless one is given."""
    made = 0

    def arrived(
        text: str = "", after: float = 0, item: str | None = None, author: str | None = "u", kind: str = "item.created"
    ) -> Arrival:
        nonlocal made
        made += 1
        event = Event(
            f"e{made}", kind, START + timedelta(seconds=after), Item(item or f"p{made}", "post", text),
            Author(author) if author else None,
        )  # fmt: skip
        return internal(event)

    return arrived


@pytest.fixture
def windows() -> Windows:
    return Windows()


@pytest.fixture
def build() -> MatcherFactory:
    return matcher_factory(normalise)
