"""Which values an event has in a field."""

from datetime import UTC, datetime

import pytest

from ombud.intake import internal
from ombud.model import Author, Event, Item, Link
from ombud.signals.history.fields import reader

SPAM = "Earn five hundred dollars a day from home, no skills needed, write to my assistant on the messenger now"
LINKS = (
    Link("https://a.example.com/x", "a.example.com", "example.com"),
    Link("https://b.example.com/y", "b.example.com", "example.com"),
)
FULL = Event(
    "e", "item.created", datetime(2026, 11, 22, tzinfo=UTC),
    Item("p", "post", SPAM, links=LINKS, media=("m1", "m2"), parent="t", attributes={"price": 5}),
    Author("u", name="Ann", attributes={"tags": ["x", "y"]}), {"channel": "pets"},
)  # fmt: skip
BARE = Event("e", "item.created", datetime(2026, 11, 22, tzinfo=UTC), Item("p", "post"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("item.kind", ("post",)),
        ("item.parent", ("t",)),
        ("item.price", ("5",)),
        ("item.media", ("m1", "m2")),
        ("item.links.registered_domain", ("example.com", "example.com")),
        ("item.links.domain", ("a.example.com", "b.example.com")),
        ("author.name", ("Ann",)),
        ("author.tags", ("x", "y")),
        ("context.channel", ("pets",)),
    ],
)
def test_a_field_is_read_and_what_is_missing_is_no_value(path: str, expected: tuple[str, ...]) -> None:
    assert reader(path)(internal(FULL)) == expected
    assert reader(path)(internal(BARE)) == (("post",) if path == "item.kind" else ())


def test_texts_are_told_apart_by_what_they_say() -> None:
    read = reader("item.text")

    def said(text: str) -> tuple[str, ...]:
        return read(internal(Event("e", "item.created", FULL.at, Item("p", "post", text))))

    assert said(SPAM) == said(f"{SPAM.upper()} 777") != said("Something else altogether, and long enough to be told")
    assert said("Thanks!") == ("thanks!",)
    assert said("") == ()
