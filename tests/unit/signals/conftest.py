"""Arrivals and a past for detectors to look at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ombud.intake import internal, normalise
from ombud.model import Arrival, Author, Event, Item
from ombud.ports import MatcherFactory
from ombud.scanning import database_builder
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


@pytest.fixture(params=["portable", "hyperscan"])
def build(request: pytest.FixtureRequest) -> MatcherFactory:
    """Every engine: what holds for one holds for the other."""
    return matcher_factory(normalise, None if request.param == "portable" else database_builder())
