"""What the tests of plug-ins share: posts, and copies of the examples."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.intake import internal
from ombud.model import Arrival, Event, Item
from tests.support.plugins import Copies, Post


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """A folder for copies of the examples."""
    return Copies(tmp_path / "plugins")


@pytest.fixture
def post() -> Post:
    """An arrival with this text."""

    def made(text: str, lang: str | None = None) -> Arrival:
        item = Item("post-1", "post", text=text, lang=lang)
        return internal(Event("evt-1", "item.created", datetime(2026, 11, 22, tzinfo=UTC), item, source="test"))

    return made
