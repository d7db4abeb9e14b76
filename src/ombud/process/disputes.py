"""Disputes before certified out-of-court bodies (DSA Art. 21): what they decided, and whether we did it."""

from ombud.process.machine import Machine

__all__ = ["DISPUTE"]

DISPUTE = Machine(
    kind="dispute",
    arrows={
        ("", "open"): "opened",
        ("opened", "withdraw"): "closed",
        ("opened", "confirm"): "confirmed",
        ("opened", "reverse"): "reversed",
        ("reversed", "implement"): "implemented",
        ("reversed", "decline"): "declined",
    },
    titles={
        "opened": "before the body",
        "closed": "ended without a decision",
        "confirmed": "the body agrees with the decision",
        "reversed": "the body disagrees, wholly or in part",
        "implemented": "what the body decided was done",
        "declined": "what the body decided was not done, for the reasons given",
    },
)
