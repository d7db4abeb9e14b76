"""What comes in: an event that happened to an item, by an author, somewhere."""

from datetime import datetime
from typing import Any

import msgspec

__all__ = ["INTERNAL_EVENTS", "ITEM_KINDS", "PLATFORM_EVENTS", "Author", "Event", "Item", "Link"]

PLATFORM_EVENTS = ("item.created", "item.edited", "item.reported")
"""Event types a platform may send."""

INTERNAL_EVENTS = (
    "item.reviewed", "item.located", "decision.appealed", "appeal.decided", "order.given_effect", "order.lifted",
    "measure.expired", "measure.resumed", "strikes.reached", "strikes.fell",
)  # fmt: skip
"""Event types that only Ombud writes: what people did in the console and the portal, and what the clock brought."""

ITEM_KINDS = ("post", "comment", "message", "profile", "image", "video", "link", "account")


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link in an item. `domain` is the host in lower case (IDNA ASCII); `registered_domain` the part one can buy."""

    url: str
    domain: str
    registered_domain: str


class Item(msgspec.Struct, frozen=True, gc=False):
    """A thing that can be judged. `attributes` are the policy's declared ``item.*`` fields."""

    id: str
    kind: str
    text: str = ""
    lang: str | None = None
    links: tuple[Link, ...] = ()
    media: tuple[str, ...] = ()
    parent: str | None = None
    url: str | None = None
    created_at: datetime | None = None
    attributes: dict[str, Any] = {}


class Author(msgspec.Struct, frozen=True, gc=False):
    """Who posted it, as the platform names them. `attributes` are the policy's declared ``author.*`` fields."""

    id: str
    created_at: datetime | None = None
    name: str | None = None
    attributes: dict[str, Any] = {}


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that happened to an item. `at` is UTC, and the time that ages and windows are measured from."""

    id: str
    type: str
    at: datetime
    item: Item
    author: Author | None = None
    context: dict[str, Any] = {}
    source: str = "api"
