"""Notices on their way: from the decision to the person it is about, and the three grounds on which it may wait.

The constitution lets a notice be withheld on exactly three grounds, each of which the law itself makes. There is no
fourth, and none is chosen by whoever decides a case: two follow from the published rule, one from a dated order.
"""

from collections.abc import Iterable
from datetime import datetime

from ombud.model import Conflict, Ground, Match, ProcessState, Withholding
from ombud.process.machine import BEGINNING, Machine

__all__ = ["HIDES", "NOTICE", "ground_of", "may_release", "outcome_of", "waits_until"]

NOTICE = Machine(
    "notice",
    {
        (BEGINNING, "create"): "created",
        (BEGINNING, "withhold"): "withheld",
        ("withheld", "release"): "created",
        ("created", "send"): "sent",
        ("created", "read"): "read",
        ("sent", "deliver"): "delivered",
        ("sent", "fail"): "undeliverable",
        ("sent", "read"): "read",
        ("delivered", "read"): "read",
        ("undeliverable", "send"): "sent",
        ("undeliverable", "deliver"): "delivered",
        ("undeliverable", "read"): "read",
    },
    {
        "created": "written; nobody has been told yet",
        "withheld": "not told, on one of the three grounds that the law makes",
        "sent": "on its way to the platform or the mailbox",
        "delivered": "taken by the platform or the mail server",
        "undeliverable": "refused wherever it was sent; a person has to look",
        "read": "opened by whoever holds the private link",
    },
)
"""The subject is the id of the notice."""

HIDES = frozenset({Ground.LEGAL_GAG, Ground.CHILD_ABUSE})
"""Grounds that also keep a decision off every page of the person. Who spams in bulk is not told, but may look."""


def ground_of(matches: Iterable[Match]) -> Ground | None:
    """The ground that the rules give for not telling; None as soon as one rule that led to it gives none."""
    grounds = {match.untold for match in matches}
    if not grounds or None in grounds:
        return None
    return Ground.CHILD_ABUSE if Ground.CHILD_ABUSE in grounds else Ground.BULK_DECEPTION


def waits_until(withheld: Withholding) -> datetime | None:
    """When the clock lets a withheld notice go: at the end of a gag. The other grounds have no end of their own."""
    return withheld.until


def may_release(state: ProcessState | None, now: datetime, *, early: bool = False) -> None:
    """Raises Conflict where nothing is withheld (``not_withheld``) or its date has not come (``gag_not_over``).

    `early` is for somebody who answers for it: because the ground was wrong, or whoever gave it took it back.
    """
    if state is None or state.state != "withheld":
        raise Conflict("not_withheld", "This notice is not withheld.")
    if not early and (state.due is None or now < state.due):
        raise Conflict("gag_not_over", "The date on which this notice goes out has not come.")


def outcome_of(state: str, *, delivered: bool, more: bool) -> str | None:
    """The move that follows when a try to tell somebody has ended; None when it changes nothing.

    `more` says that another way to tell them is still being tried: one that arrives is enough, and it has failed only
    when all of them have.
    """
    if delivered:
        return "deliver" if state in ("sent", "undeliverable") else None
    return "fail" if state == "sent" and not more else None
