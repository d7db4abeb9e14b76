"""The kinds of personal data that are looked for, and what is found of them."""

from typing import NamedTuple

import msgspec

__all__ = ["CERTAIN", "KINDS", "LIKELY", "PERSONAL", "PLAIN", "Candidate", "Found"]

PERSONAL = {
    "phone": "telephone numbers",
    "email": "e-mail addresses",
    "payment_card": "numbers of payment cards",
    "iban": "international bank account numbers",
    "bank_account": "other bank account numbers, by the words around them",
    "national_id": "numbers by which a state or its insurance knows a person",
    "passport": "passport numbers, by the words around them",
    "driving_licence": "driving licence numbers, by the words around them",
    "birth_date": "dates of birth, by the words around them",
    "address": "street addresses",
    "coordinates": "exact places on the map",
    "licence_plate": "licence plates, by the words around them",
    "ip_address": "IP addresses, version 4 and 6",
    "mac_address": "hardware addresses of devices",
}
"""What says something about a person: name and what it is."""

KINDS = (*PERSONAL, "web_address")
"""All kinds. A web address by itself is nobody's data, yet it may lead to somebody where everybody can read it."""

CERTAIN, LIKELY, PLAIN = 3, 2, 1
"""Which of two overlapping candidates is kept: one checked and named, one that is either, a mere web address."""


class Found(msgspec.Struct, frozen=True, order=True):
    """One place: ``raw[start:end]``, code points. `detail` tells national ids apart (``us_ssn``)."""

    start: int
    end: int
    kind: str
    detail: str = ""


class Candidate(NamedTuple):
    """A place in the text as it reads, before overlaps are settled."""

    start: int
    end: int
    kind: str
    weight: int
    detail: str = ""
