"""What a law keeps from the person concerned, and from everybody: for a time (a gag), or for good (child abuse).

Whatever merely carries a hidden decision on is hidden with it, and so is the end of what it did: otherwise the end
would tell of the beginning.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from ombud.model import Decision, Ground, Measure, Withholding
from ombud.ports import DecisionView, Unit
from ombud.process import HIDES

__all__ = ["Gag", "gag_on", "told_at", "without_hidden"]


class Gag(msgspec.Struct, frozen=True):
    """Until when a law forbids telling somebody, and the order that says so; `until` is None where none does."""

    until: datetime | None = None
    basis: str = ""


def without_hidden(unit: Unit, history: Sequence[DecisionView]) -> list[DecisionView]:
    """What the person concerned may see of their item's history, oldest first: not what a ground hides that holds."""
    notices = unit.notices.of_decisions([one.decision.id for one in history])
    named = [notice.id for notice in notices.values()]
    withheld, states = unit.notices.withheld(named), unit.processes.states("notice", named)
    hidden = {
        why.decision for why in withheld.values() if why.ground in HIDES and states[why.notice].state == "withheld"
    }
    shown: list[DecisionView] = []
    for one in history:
        decision = one.decision
        if decision.id not in notices and decision.replaces in hidden:  # a machine looked again, and it stands
            hidden.add(decision.id)
        if decision.id not in hidden:
            shown.append(one)
    return shown


def gag_on(unit: Unit, decision: Decision) -> Gag:
    """The gag under which nobody may be told of a decision that holds: only what an order led to has one."""
    why, state = _withheld(unit, decision)
    return Gag(why.until, why.basis) if why is not None and state == "withheld" else Gag()


def told_at(unit: Unit, decision: Decision) -> datetime:
    """From when on the person could know of a decision: from the first, or since its notice was let go."""
    why, _ = _withheld(unit, decision)
    steps = unit.processes.steps("notice", why.notice) if why is not None else ()
    return max((step.at for step in steps if step.move == "release"), default=decision.at)


def _withheld(unit: Unit, decision: Decision) -> tuple[Withholding | None, str]:
    """The gag that there is or was, and where the notice is now."""
    if decision.measure is not Measure.GEO_RESTRICT:
        return None, ""
    notice = unit.notices.of_decision(decision.id)
    why = unit.notices.withheld([notice.id]).get(notice.id) if notice is not None else None
    if notice is None or why is None or why.ground is not Ground.LEGAL_GAG:
        return None, ""
    state = unit.processes.state("notice", notice.id)
    return why, state.state if state is not None else ""
