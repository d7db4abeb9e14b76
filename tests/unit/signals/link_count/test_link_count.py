"""How many links an item holds."""

import json
from datetime import UTC, datetime

from ombud.intake import read
from ombud.model import Arrival, Schema
from ombud.signals import Registry, Windows

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def posted(**item: object) -> Arrival:
    event = {"id": "e", "type": "item.created", "item": {"id": "p", "kind": "post"} | item}
    return read(json.dumps(event).encode(), schema=Schema(), now=NOW)


def test_links_in_the_text_are_counted_and_shown() -> None:
    arrival = posted(text="see https://a.example/x and https://b.example, or https://a.example/x")
    signal = Registry().measure("link_count", arrival, Windows())
    assert signal.value == 2
    assert [arrival.text.raw[start:end] for start, end in signal.spans] == ["https://a.example/x", "https://b.example"]


def test_links_that_were_sent_are_counted_without_a_place() -> None:
    signal = Registry().measure("link_count", posted(text="look", links=["https://a.example/"]), Windows())
    assert (signal.value, signal.spans) == (1, ())
