"""Reports (DSA Art. 16): somebody tells us that an item breaks a rule or the law; and those whose word has priority."""

from datetime import datetime

import msgspec

__all__ = ["CaseReports", "Flagger", "Report", "ReportContact", "Standing"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told us, as they told it; never changed. Where it is, its process says.

    Exactly one of `clause` (of the policy) and `law` (the legal ground, in their words) is set. `url` is where they saw
    the item; for what was never sent to us it is the item's id, too. `content` is the SHA-256 of the words they
    reported, in hexadecimal digits.

    `reporter` is a pseudonym that a platform's own users keep across reports; None for whoever came without an account.
    `network` is a hash, under a secret that is thrown away after a day, of the network they came from. `flagger` names
    the trusted flagger (Art. 22) whose report it is. `platform` is the id of the key that it came with.

    `token_hash` is the SHA-256 of the unguessable token in their link.
    """

    id: str
    item: str
    url: str | None = None
    clause: str | None = None
    law: str | None = None
    explanation: str
    language: str
    content: str
    reporter: str | None = None
    network: str | None = None
    flagger: str | None = None
    platform: str | None = None
    token_hash: bytes
    filed_at: datetime


class ReportContact(msgspec.Struct, frozen=True):
    """Who reported and where an answer reaches them. Kept apart from the report, and deleted long before it."""

    report: str
    name: str
    email: str


class Flagger(msgspec.Struct, frozen=True):
    """A trusted flagger (DSA Art. 22): an organisation, and the authority that awarded it the status.

    `key_hash` is the SHA-256 of the secret with which it reports.
    """

    id: str
    name: str
    awarded_by: str
    key_hash: bytes
    added_at: datetime


class Standing(msgspec.Struct, frozen=True):
    """How a reporter's reports came out: how many there were, how many were answered, found right, found baseless."""

    filed: int = 0
    answered: int = 0
    right: int = 0
    unfounded: int = 0


class CaseReports(msgspec.Struct, frozen=True):
    """The reports in one case: how many, from how many networks, and whether a trusted flagger's is among them."""

    count: int
    networks: int
    flagged: bool
