"""An order as it is written into a form or sent as JSON, read into one: the same words mean the same in both."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from ombud.model import BadInput, Order, OrderFrom, OrderKind

__all__ = ["FIELDS", "form_of", "order_from"]

FIELDS = (
    "kind", "sender", "authority", "country", "reference", "issued_on", "legal_basis", "reasons", "asked", "locations",
    "territory", "language", "redress", "contact", "persons", "objective", "necessity", "gag_until", "gag_basis",
)  # fmt: skip
"""What a form holds. `locations` and `persons` are one to a line, `territory` countries with spaces or commas."""

_UNSET = datetime(2000, 1, 1, tzinfo=UTC)
_COUNTRIES = re.compile(r"[\s,;]+")


def order_from(fields: Mapping[str, str]) -> Order:
    """The order, without an id or a time of its own yet. Raises BadInput for a kind, sender or date that is none."""
    country = fields.get("country", "").strip().upper()
    return Order(
        id="",
        kind=OrderKind(_one_of("kind", fields, tuple(OrderKind))),
        sender=OrderFrom(_one_of("sender", fields, tuple(OrderFrom))),
        country=country or None,
        territory=tuple(dict.fromkeys(filter(None, _COUNTRIES.split(fields.get("territory", "").upper())))),
        locations=_lines(fields.get("locations", "")),
        persons=_lines(fields.get("persons", "")),
        language=fields.get("language", "").strip().lower(),
        issued_on=_day("issued_on", fields),
        gag_until=_day("gag_until", fields),
        received_at=_UNSET,
        authority=fields.get("authority", ""),
        reference=fields.get("reference", ""),
        legal_basis=fields.get("legal_basis", ""),
        reasons=fields.get("reasons", ""),
        asked=fields.get("asked", ""),
        redress=fields.get("redress", ""),
        contact=fields.get("contact", ""),
        objective=fields.get("objective", ""),
        necessity=fields.get("necessity", ""),
        gag_basis=fields.get("gag_basis", ""),
    )


def form_of(order: Order) -> dict[str, str]:
    """What `order_from` reads as this order: a form that is sent back is filled in already."""
    lists = {
        "territory": " ".join(order.territory),
        "locations": _typed(order.locations),
        "persons": _typed(order.persons),
    }
    days = {name: at.date().isoformat() if (at := getattr(order, name)) else "" for name in ("issued_on", "gag_until")}
    words = {name: str(getattr(order, name) or "") for name in FIELDS if name not in lists and name not in days}
    return words | lists | days


def _typed(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _one_of(name: str, fields: Mapping[str, str], known: tuple[str, ...]) -> str:
    value = fields.get(name, "")
    if value not in known:
        raise BadInput("order_choice", f"Choose the {name}: {', '.join(known)}.", field=name)
    return value


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _day(name: str, fields: Mapping[str, str]) -> datetime | None:
    """The start of a day, in UTC."""
    text = fields.get(name, "").strip()
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text[:10]), time(), UTC)
    except ValueError as error:
        raise BadInput("invalid_date", f"{text[:40]!r} is no date.", field=name, advice="Write 2027-03-01.") from error
