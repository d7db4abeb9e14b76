"""Somebody from outside who hears one appeal, where nobody else is left to hear it (charter, article 3)."""

from datetime import timedelta

from ombud.model import BadInput
from ombud.process.machine import Machine

__all__ = ["INVITED_FOR", "OUTSIDE", "PLEDGES", "check_pledge"]

OUTSIDE = Machine(
    kind="outside_review",
    arrows={
        ("", "invite"): "invited",
        ("invited", "accept"): "accepted",
        ("invited", "decline"): "declined",
        ("accepted", "decline"): "declined",
        ("accepted", "hear"): "heard",
        ("invited", "revoke"): "revoked",
        ("accepted", "revoke"): "revoked",
        ("invited", "expire"): "expired",
        ("accepted", "expire"): "expired",
    },
    titles={
        "invited": "asked, and has not answered",
        "accepted": "has said that nothing ties them to the case, and has it before them",
        "heard": "has heard the appeal",
        "declined": "did not want to, or should not",
        "revoked": "is not asked any more",
        "expired": "let the time go by",
    },
)

INVITED_FOR = timedelta(days=7)

PLEDGES = ("not_decided", "not_inviter", "no_ties")


def check_pledge(said: dict[str, bool]) -> None:
    """The statement on conflicts of interest: every part of it, or none. Raises BadInput (``pledge_incomplete``)."""
    if not all(said.get(one) for one in PLEDGES):
        raise BadInput(
            "pledge_incomplete",
            "Only somebody whom nothing ties to this case can hear it.",
            advice="If one of the sentences is not true, decline: somebody else is asked then.",
            field="pledge",
        )
