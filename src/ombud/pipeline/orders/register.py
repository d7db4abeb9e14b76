"""The register of demands: what everybody may read of each, and what is held back until a stated date.

Who was asked about is nobody's business; who asked, for what and under which law is everybody's (charter, article 7).
Words are shown without personal data, places as how many there are on which site.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

import msgspec

from ombud.model import Order, OrderFrom, OrderKind, ProcessStep
from ombud.pipeline.orders.desk import OrderDesk, OrderView
from ombud.process.inquiries import is_inquiry, unnamed
from ombud.process.orders import ORDER, is_gagged, may_gag

__all__ = ["HeldBack", "Listed", "Register", "Registered", "Unchecked"]

_OURS = "here"
_UNREADABLE = "?"
_HOST = re.compile(r"[\w.-]{1,253}|[0-9a-f:.]{2,45}")


class Registered(msgspec.Struct, frozen=True):
    """One demand as everybody may read it.

    `places` counts the places it named by site; `claims` are the countries it said it holds in; `lacks` the points of
    the checklist that it did not meet; `answer` what it was answered. It had an effect on `posts` posts, in
    `territory`, `until` a moment (None: without an end); on `overturned` of them it has none any more, since somebody
    who heard an appeal found against it. It asked for the data of `people` people. Of the authors and these people,
    `told` have been told.
    """

    id: str
    kind: OrderKind
    sender: OrderFrom
    authority: str
    country: str | None
    reference: str
    legal_basis: str
    asked: str
    received_at: datetime
    state: str
    since: datetime
    places: Mapping[str, int]
    claims: tuple[str, ...]
    lacks: tuple[str, ...]
    answer: str
    posts: int
    overturned: int
    territory: tuple[str, ...]
    until: datetime | None
    people: int
    told: int
    acknowledged_at: datetime | None
    effective_at: datetime | None
    was_held_back_until: datetime | None


class HeldBack(msgspec.Struct, frozen=True):
    """A demand about which a law forbids to speak until `until`. That there is one is said, and under which law."""

    until: datetime
    legal_basis: str
    received_at: datetime


class Unchecked(msgspec.Struct, frozen=True):
    """A demand that came through the open form and that nobody of ours has read: anybody can write such a form."""

    received_at: datetime


Listed = Registered | HeldBack | Unchecked


class Register:
    """`redact` takes personal data out of words. `now` is a moment that can be believed: gags end by it."""

    def __init__(self, orders: OrderDesk, now: Callable[[], datetime], redact: Callable[[str], str]) -> None:
        self._orders = orders
        self._now = now
        self._redact = redact

    def page(self, limit: int = 50, offset: int = 0) -> list[Listed]:
        """The latest first, whatever became of them."""
        return [self._entry(view) for view in self._orders.page(ORDER.states, limit, offset, newest=True)]

    def counts(self) -> Mapping[str, int]:
        """How many are in each state, those that are held back included."""
        return self._orders.counts()

    def _entry(self, view: OrderView) -> Listed:
        order, effect = view.order, view.effect
        redact = partial(self._redacted, order, effect.accounts)
        if not any(step.by for step in view.steps):
            return Unchecked(order.received_at)
        if is_gagged(order, self._now()) and order.gag_until is not None:
            return HeldBack(order.gag_until, redact(order.gag_basis), order.received_at)
        answer = view.answer
        return Registered(
            id=order.id,
            kind=order.kind,
            sender=order.sender,
            authority=redact(order.authority),
            country=order.country,
            reference=redact(order.reference),
            legal_basis=redact(order.legal_basis),
            asked=redact(order.asked),
            received_at=order.received_at,
            state=view.state.state,
            since=view.state.since,
            places=dict(Counter(_site(place, redact) for place in order.locations)),
            claims=order.territory,
            lacks=tuple(point.name for point in view.points if not point.met),
            answer=redact(answer.note) if answer else "",
            posts=effect.posts,
            overturned=effect.overturned,
            territory=(order.country,) if effect.posts and order.country else (),  # no order reaches further
            until=view.until,
            people=len(order.persons) if is_inquiry(order) else 0,
            told=effect.told,
            acknowledged_at=_when(view.steps, "acknowledge"),
            effective_at=_when(view.steps, "give_effect"),
            was_held_back_until=order.gag_until if may_gag(order) else None,
        )

    def _redacted(self, order: Order, accounts: Sequence[str], words: str) -> str:
        """Without personal data, and without the names and the accounts of those it asks about."""
        return self._redact(unnamed(order, words, accounts))


def _site(place: str, redact: Callable[[str], str]) -> str:
    """The host of an address; ``here`` for the id of a post, ``?`` for what is no host: it could be anybody's data."""
    if "://" not in place:
        return _OURS
    try:
        host = urlsplit(place).hostname or ""
    except ValueError:  # a host in brackets that is none
        return _UNREADABLE
    return redact(host) if _HOST.fullmatch(host) else _UNREADABLE


def _when(steps: Sequence[ProcessStep], move: str) -> datetime | None:
    found: Iterator[datetime] = (step.at for step in reversed(steps) if step.move == move)
    return next(found, None)
