"""A demand by a state, a court or a company to restrict something, or to hand over data about somebody."""

from datetime import datetime
from enum import StrEnum

import msgspec

__all__ = ["Order", "OrderAction", "OrderFrom", "OrderKind", "OrderWait"]


class OrderKind(StrEnum):
    """To act against content (DSA Art. 9), for information (Art. 10), or a demand that names no power to order."""

    ACT = "act"
    INFORMATION = "information"
    INFORMAL = "informal"


class OrderFrom(StrEnum):
    """Who demands: an authority of a state, a court, or a company or other private body."""

    STATE = "state"
    COURT = "court"
    COMPANY = "company"


class Order(msgspec.Struct, frozen=True):
    """What was asked, as it came in; append-only.

    `country` (ISO 3166-1) is whose authority it is, None for one that is nobody's. `territory` are the countries it
    claims to hold in; empty when it does not say. `locations` are exact: item ids or addresses. `contact` is where the
    authority hears from us and `persons` (Art. 10) whom it names: neither ever becomes public. `redress` is what it
    says about how it can be contested. `gag_until` is until when the law that `gag_basis` names forbids to tell the
    person. `n` counts from 1: an incomplete order that was completed is the same order, said again.
    """

    id: str
    kind: OrderKind
    sender: OrderFrom
    authority: str
    country: str | None
    reference: str
    legal_basis: str
    reasons: str
    asked: str
    locations: tuple[str, ...]
    territory: tuple[str, ...]
    language: str
    redress: str
    contact: str
    received_at: datetime
    n: int = 1
    issued_on: datetime | None = None
    persons: tuple[str, ...] = ()
    objective: str = ""
    necessity: str = ""
    gag_until: datetime | None = None
    gag_basis: str = ""


class OrderWait(msgspec.Struct, frozen=True):
    """One item that an order in effect is about, and that the decision `under` kept away everywhere when it came."""

    order: str
    item: str
    location: str
    under: str
    at: datetime


class OrderAction(msgspec.Struct, frozen=True):
    """One decision that an order led to: which item, from the places that the order named. Several can lead to one."""

    order: str
    decision: str
    item: str
    location: str
    at: datetime
