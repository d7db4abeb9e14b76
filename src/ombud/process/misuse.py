"""Misuse of reporting (DSA Art. 23(2) and (3)): a warning first, then a pause that ends by itself.

What counts is what people found: reports marked as manifestly unfounded, among all that were answered. Being wrong is
no misuse. The clock warns; that somebody's reports are set aside a person decides, with reasons, for a time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from ombud.model import BadInput, Conflict, ProcessStep, Standing
from ombud.process.machine import Machine

__all__ = [
    "FORGIVEN_AFTER",
    "LONGEST_PAUSE",
    "PAUSED_AT_MOST",
    "REPORTER",
    "SET_ASIDE",
    "WINDOW",
    "Pause",
    "check_pause",
    "is_misuse",
    "pause_of",
]

REPORTER: Final = Machine(
    "reporter",
    {
        ("", "warn"): "warned",
        ("warned", "pause"): "paused",
        ("warned", "forgive"): "in_good_standing",
        ("paused", "resume"): "warned",
        ("paused", "lift"): "warned",
        ("paused", "object"): "objected",
        ("objected", "overturn"): "warned",
        ("objected", "uphold"): "confirmed",
        ("objected", "lapse"): "warned",
        ("objected", "resume"): "warned",
        ("objected", "lift"): "warned",
        ("confirmed", "resume"): "warned",
        ("confirmed", "lift"): "warned",
        ("in_good_standing", "warn"): "warned",
    },
    {
        "warned": "warned: reports were manifestly unfounded",
        "paused": "reports are set aside until a date",
        "objected": "they object to that, and somebody else is to hear it",
        "confirmed": "somebody else heard it: it stays until its date",
        "in_good_standing": "forgiven, because nothing more came",
    },
)
"""No arrow leads to `paused` but from `warned`, and the clock leads out of it, and out of what follows on it: of an
objection that nobody hears in time, too (DSA Art. 20(1)(c))."""

SET_ASIDE: Final = frozenset({"paused", "objected", "confirmed"})
"""Where somebody's reports are set aside."""

WINDOW: Final = timedelta(days=90)
"""How far back reports count."""

FORGIVEN_AFTER: Final = timedelta(days=180)
LONGEST_PAUSE: Final = timedelta(days=90)
PAUSED_AT_MOST: Final = 20
"""Reports that are set aside for one reporter. What comes beyond that is refused, and said so."""

_FEWEST = 3  # manifestly unfounded ones
_SHARE = 0.5  # of those answered


def is_misuse(standing: Standing) -> bool:
    """Whether that many, and at least half, of the reports answered in the window were manifestly unfounded.

    Counts from the warning on, where there was one. Reports are counted absolutely and in proportion, as Art. 23(3)
    (a) and (b) ask; gravity and intent, (c) and (d), are for the person who decides about a pause.
    """
    return standing.unfounded >= _FEWEST and standing.unfounded >= _SHARE * standing.answered


class Pause(msgspec.Struct, frozen=True):
    """The last pause of somebody's reports, and what came of an objection to it: the steps of each, as far as there are
    any. `ends` is when it ends by itself; `over` says that it has ended, by whatever."""

    set_by: ProcessStep
    ends: datetime
    objection: ProcessStep | None = None
    answer: ProcessStep | None = None
    over: bool = False


def pause_of(steps: Sequence[ProcessStep]) -> Pause | None:
    """None for somebody who was never paused, or warned anew since. `steps` are a reporter's, in their order."""
    at = max((n for n, step in enumerate(steps) if step.move in ("pause", "warn")), default=None)
    ends = None if at is None else steps[at].due
    if at is None or ends is None or steps[at].move != "pause":
        return None
    by_move = {step.move: step for step in steps[at + 1 :]}
    heard = by_move.get("overturn") or by_move.get("uphold") or by_move.get("lapse")
    return Pause(steps[at], ends, by_move.get("object"), heard, steps[-1].state not in SET_ASIDE)


def check_pause(standing: Standing, now: datetime, until: datetime) -> None:
    """Raises Conflict (``no_misuse``) below the thresholds, BadInput (``bad_pause``) for a pause without a near end.

    `standing` counts what was answered after the warning.
    """
    if not is_misuse(standing):
        raise Conflict("no_misuse", "Since the warning, this reporter has not reported without any ground so often.")
    if not now < until <= now + LONGEST_PAUSE:
        raise BadInput("bad_pause", f"A pause ends within {LONGEST_PAUSE.days} days.", field="days")
