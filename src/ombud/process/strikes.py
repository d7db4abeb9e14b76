"""Strikes: what counts, until when, what undoes it, and what would follow. They decide nothing by themselves."""

from ombud.process.machine import BEGINNING, Machine

__all__ = ["STRIKE"]

STRIKE = Machine(
    "strike",
    {
        (BEGINNING, "count"): "counted",
        ("counted", "expire"): "expired",
        ("counted", "reverse"): "reversed",
    },
    {
        "counted": "counts",
        "expired": "over: its time ran out",
        "reversed": "as if it had never been: what it was for is undone",
    },
)
"""The subject is the id of the strike."""
