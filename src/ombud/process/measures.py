"""What a decision does, from the day it begins to the day it ends: by itself, because somebody put it back, or because
another decision took its place.
"""

from datetime import datetime, timedelta

from ombud.model import BadInput, Conflict, Decision, Match, Measure, restricts
from ombud.process.machine import BEGINNING, Machine

__all__ = ["GIVES_BACK", "MEASURE", "ending", "given_back", "in_words", "longest", "may_acknowledge"]

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
        "lifted": "over: a person put back what was taken",
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


def longest(measure: Measure, matches: tuple[Match, ...]) -> int | None:
    """For how many seconds the rules let this measure hold: the longest that one of them says; None without an end."""
    said = [match.lasts for match in matches if match.then is measure]
    if not said or None in said:
        return None
    return max(lasts for lasts in said if lasts is not None)


def ending(measure: Measure, matches: tuple[Match, ...], chosen: int | None, at: datetime) -> datetime | None:
    """When a measure ends that begins now: after the seconds that a person has `chosen`, else as the rules say.

    A person may be milder than the published rule, never harder: raises BadInput (``longer_than_rule``). Also
    ``no_end_needed`` where nothing is taken that could be given back.
    """
    most = longest(measure, matches)
    if chosen is None:
        return None if most is None else at + timedelta(seconds=most)
    if not restricts(measure):
        raise BadInput("no_end_needed", "Nothing is done to the post, so nothing ends.", field="until")
    if chosen <= 0:
        raise BadInput("end_in_the_past", "This would end before it begins.", field="until")
    if most is not None and chosen > most:
        raise BadInput(
            "longer_than_rule",
            f"The rule says {in_words(most)}, and that is published.",
            advice="Choose that or less.",
            field="until",
        )
    return at + timedelta(seconds=chosen)


_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def in_words(seconds: int) -> str:
    """A length of time for people: ``7 days``, ``1 hour``, ``90 minutes``; weeks only from two of them on."""
    for name, unit in _UNITS:
        if seconds % unit == 0 and (name != "week" or seconds >= 2 * unit):
            count = seconds // unit
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    raise ValueError(seconds)  # every whole number is so many seconds


def may_acknowledge(decision: Decision) -> None:
    """Raises Conflict (``nothing_to_acknowledge``) for anything but a warning: only that asks to be read."""
    if decision.measure is not Measure.WARN:
        raise Conflict("nothing_to_acknowledge", "Only a warning asks to be acknowledged.")
