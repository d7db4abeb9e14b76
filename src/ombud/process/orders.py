"""Demands from outside: what makes an order valid, how far it reaches, and what may follow what.

DSA Arts. 9 and 10 say what an order must hold. One that lacks it binds nobody; it is registered, answered and counted
all the same, and so is a demand that names no law at all (charter, article 7).
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from ombud.model import COUNTRIES, BadInput, Conflict, Order, OrderFrom, OrderKind
from ombud.process.machine import Machine

__all__ = [
    "GAG_AT_MOST",
    "MAX_LOCATIONS",
    "ORDER",
    "Point",
    "check_effect",
    "check_order",
    "checklist",
    "is_gagged",
    "may_gag",
]

MAX_LOCATIONS = 100
MAX_LOCATION = 2048
MAX_NAME = 300  # code points, like all that follow
MAX_WORDS = 5000
GAG_AT_MOST = timedelta(days=366)
"""A law that forbids to tell somebody for longer has to forbid it again: what has no end in sight is no delay."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")

ORDER: Final = Machine(
    "order",
    {
        ("", "receive"): "received",
        ("received", "find_incomplete"): "incomplete",
        ("received", "acknowledge"): "acknowledged",
        ("received", "refuse"): "refused",
        ("received", "withdraw"): "withdrawn",
        ("incomplete", "complete"): "received",
        ("incomplete", "refuse"): "refused",
        ("incomplete", "withdraw"): "withdrawn",
        ("acknowledged", "give_effect"): "in_effect",
        ("acknowledged", "answer"): "answered",
        ("acknowledged", "refuse"): "refused",
        ("acknowledged", "withdraw"): "withdrawn",
        ("in_effect", "end"): "ended",
        ("in_effect", "lift"): "lifted",
    },
    {
        "received": "waiting to be checked",
        "incomplete": "sent back: something is missing",
        "acknowledged": "checked, and to be decided",
        "in_effect": "in effect",
        "answered": "answered",
        "refused": "refused, with reasons",
        "withdrawn": "withdrawn by who sent it",
        "ended": "over: its time has run out",
        "lifted": "lifted before its time",
    },
)
"""An order without a decision of ours has no effect: only `give_effect` changes what anybody sees."""


class Point(msgspec.Struct, frozen=True):
    """One point of the checklist: `name` is its stable name, `met` whether the order has it, `why` what was found."""

    name: str
    met: bool
    why: str


def check_order(order: Order) -> Order:
    """An order as it may be stored, trimmed.

    Raises BadInput for what no order can be: nobody sends it, it asks nothing, its places are too many, a country is
    none, a gag has no end.
    """
    order = msgspec.structs.replace(order, **{name: getattr(order, name).strip() for name in _LIMITS})
    for name, most in _LIMITS.items():
        if len(getattr(order, name)) > most:
            raise BadInput("order_too_long", f"{name} has more than {most} characters.", field=name)
    for name, missing in (
        ("authority", "Say who demands this."),
        ("asked", "Say in a sentence what is demanded."),
    ):
        if not getattr(order, name):
            raise BadInput("order_empty", missing, field=name)
    _check_lists(order)
    if order.gag_until is not None:
        if not order.gag_basis:
            raise BadInput(
                "gag_without_basis", "A delay of telling the person needs the law that asks for it.", field="gag_basis"
            )
        if order.gag_until > order.received_at + GAG_AT_MOST:
            raise BadInput(
                "gag_too_long",
                "Telling the person can be delayed by a year at most, and anew after that.",
                field="gag_until",
            )
    elif order.gag_basis:
        raise BadInput("gag_without_end", "A delay of telling the person needs a date on which it ends.",
                       field="gag_until")  # fmt: skip
    return order


_LIMITS: Final = {
    "authority": MAX_NAME, "reference": MAX_NAME, "legal_basis": 1000, "reasons": MAX_WORDS, "asked": MAX_WORDS,
    "redress": 1000, "contact": MAX_NAME, "objective": MAX_WORDS, "necessity": MAX_WORDS, "gag_basis": 1000,
}  # fmt: skip


def _check_lists(order: Order) -> None:
    for name in ("locations", "persons"):
        named = getattr(order, name)
        if len(named) > MAX_LOCATIONS:
            raise BadInput("order_too_many", f"At most {MAX_LOCATIONS} {name} in one order.", field=name)
        if any(not one.strip() or len(one) > MAX_LOCATION for one in named):
            raise BadInput("order_location", f"Each of the {name} has at most {MAX_LOCATION} characters.", field=name)
    for name, countries in (("country", [order.country] if order.country else []), ("territory", order.territory)):
        if wrong := next((one for one in countries if one not in COUNTRIES), None):
            raise BadInput("no_such_country", f"{wrong[:20]!r} is not a country.", field=name,
                           advice="Use two capital letters (ISO 3166-1): DE, FR, BR.")  # fmt: skip
    if order.language and not _LANGUAGE.fullmatch(order.language):
        raise BadInput("invalid_language", f"{order.language[:20]!r} is not a language.", field="language",
                       advice="Use two letters (ISO 639-1): en, de, pt.")  # fmt: skip


def checklist(order: Order, *, languages: Collection[str]) -> tuple[Point, ...]:
    """What DSA Art. 9(2) or 10(2) asks of an order, point by point. `languages` are those we said we understand.

    An informal demand is held to nothing: it binds nobody, and its list is empty.
    """
    return () if order.kind is OrderKind.INFORMAL else tuple(_points(order, languages))


def _points(order: Order, languages: Collection[str]) -> Iterator[Point]:
    yield _told("legal_basis", order.legal_basis, "the law it rests on", "9(2)(a)(i), 10(2)(a)(i)")
    yield _told("reasons", order.reasons, "why it is illegal, or why the data is needed", "9(2)(a)(ii), 10(2)(a)(iii)")
    power = order.sender is not OrderFrom.COMPANY and bool(order.country)
    yield Point("authority", power, "A court or authority of a country." if power else
                "A company cannot order; whose authority it is has to be said. [9(2)(a)(iii)]")  # fmt: skip
    yield Point("locations", bool(order.locations), f"{len(order.locations)} exact places." if order.locations else
                "No exact place is named: nobody searches on somebody's behalf. [9(2)(a)(iv)]")  # fmt: skip
    yield _told("redress", order.redress, "how it can be contested", "9(2)(a)(v), 10(2)(a)(iv)")
    yield _told("contact", order.contact, "whom to answer", "9(2)(a)(vi), 10(2)(a)(v)")
    if order.kind is OrderKind.ACT:
        yield _territory(order)
    else:
        yield _told("persons", "".join(order.persons), "whose data", "10(2)(a)(ii)")
        yield _told("necessity", order.objective and order.necessity, "what for, and why nothing less would do",
                    "10(2)(a)(iii)")  # fmt: skip
    known, declared = order.language in languages, ", ".join(sorted(languages))
    yield Point("language", known, f"In {order.language}." if known else
                f"Not in a language that was declared ({declared}). [9(2)(c), 10(2)(c)]")  # fmt: skip


def _told(name: str, value: str, what: str, law: str) -> Point:
    return Point(name, bool(value), f"It says {what}." if value else f"It does not say {what}. [{law}]")


def _territory(order: Order) -> Point:
    """An order holds where its authority does: for the whole world it holds nowhere (Art. 9(2)(b))."""
    if not order.territory:
        return Point("territory", False, "It does not say where it holds. Everywhere is nowhere. [9(2)(b)]")
    beyond = [one for one in order.territory if one != order.country]
    if beyond:
        return Point("territory", False, f"It reaches beyond its own country: {', '.join(beyond)}. [9(2)(b)]")
    return Point("territory", True, f"It holds in {order.country}.")


def check_effect(
    order: Order, points: Collection[Point], territory: Collection[str], until: datetime | None, now: datetime
) -> None:
    """Whether an order may be given effect so.

    Raises Conflict: ``order_not_valid`` (a point of the checklist is not met), ``order_beyond_territory`` (further than
    it says, or than its own country), ``order_informal`` (a demand that orders nothing is decided by our own policy).
    BadInput (``order_end_in_the_past``).
    """
    if order.kind is not OrderKind.ACT:
        raise Conflict(
            "order_informal",
            "This is no order to act against something.",
            advice="Refuse it, or judge the post by your own policy and say so.",
        )
    missing = [point.name for point in points if not point.met and point.name != "territory"]
    if missing:
        raise Conflict(
            "order_not_valid",
            f"This order lacks what the law asks of it: {', '.join(missing)}.",
            advice="Send it back as incomplete, or refuse it.",
        )
    own = order.country if order.country in (order.territory or (order.country,)) else None
    if not territory or own is None or set(territory) != {own}:
        raise Conflict(
            "order_beyond_territory",
            f"This order can have effect in {order.country or 'no country'} and nowhere else.",
            advice="Choose that country, or refuse it.",
        )
    if until is not None and until <= now:
        raise BadInput("order_end_in_the_past", "It would be over before it began.", field="until")


def may_gag(order: Order) -> bool:
    """Whether it can forbid anything at all: a company cannot, nor a demand that names no law to be bound by."""
    return order.kind is not OrderKind.INFORMAL and order.sender is not OrderFrom.COMPANY


def is_gagged(order: Order, now: datetime) -> bool:
    """Whether the law forbids, for now, to tell the person and the public (Art. 9(5), 10(5))."""
    return may_gag(order) and order.gag_until is not None and now < order.gag_until
