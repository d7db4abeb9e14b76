"""What a decision does, from the day it begins to the day it ends: by itself, because somebody put it back, or because
another decision took its place.
"""

from ombud.model import Conflict, Decision, Measure
from ombud.process.machine import BEGINNING, Machine

__all__ = ["GIVES_BACK", "MEASURE", "given_back", "may_acknowledge"]

MEASURE = Machine(
    "measure",
    {
        (BEGINNING, "begin"): "in_force",
        ("in_force", "acknowledge"): "acknowledged",
        ("in_force", "expire"): "expired",
        ("in_force", "lift"): "lifted",
        ("in_force", "replace"): "replaced",
        ("acknowledged", "expire"): "expired",
        ("acknowledged", "lift"): "lifted",
        ("acknowledged", "replace"): "replaced",
    },
    {
        "in_force": "in force",
        "acknowledged": "in force, and the person has said that they read it",
        "expired": "over: its time ran out, and what was taken is given back",
        "lifted": "over: what was taken was put back",
        "replaced": "over: another decision holds now",
    },
)
"""The subject is the id of the decision that restricts."""

GIVES_BACK = {
    Measure.LABEL: "labels",
    Measure.WARN: "warning",
    Measure.LIMIT: "reach",
    Measure.AGE_GATE: "age_gate",
    Measure.GEO_RESTRICT: "territory",
    Measure.HOLD: "visibility",
    Measure.REMOVE: "visibility",
    Measure.SUSPEND: "account",
}
"""What a measure takes or adds, and so what undoing it puts right."""


def given_back(undone: Decision) -> dict[str, object]:
    """What a platform has to put right when a decision is undone: that, and nothing else.

    ``decision`` and ``measure`` name what is undone; ``gives_back`` one of `GIVES_BACK`; ``labels`` are to be taken
    off, ``territory`` are the countries in which it is to be shown again.
    """
    what: dict[str, object] = {"decision": undone.id, "measure": str(undone.measure)}
    if undone.measure in GIVES_BACK:
        what["gives_back"] = GIVES_BACK[undone.measure]
    if undone.measure is Measure.LABEL:
        what["labels"] = list(undone.labels)
    if undone.countries:
        what["territory"] = list(undone.countries)
    return what


def may_acknowledge(decision: Decision) -> None:
    """Raises Conflict (``nothing_to_acknowledge``) for anything but a warning: only that asks to be read."""
    if decision.measure is not Measure.WARN:
        raise Conflict("nothing_to_acknowledge", "Only a warning asks to be acknowledged.")
