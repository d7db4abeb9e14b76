"""What a law keeps from the person concerned, and from everybody: for a time (a gag), or for good (child abuse).

Whatever merely carries a hidden decision on is hidden with it, and so is the end of what it did: otherwise the end
would tell of the beginning.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from ombud.model import Decision, Ground, Measure, Withholding
from ombud.ports import DecisionView, Unit
from ombud.process import HIDES

__all__ = ["Gag", "all_without_hidden", "gag_on", "known_since", "told_at", "without_hidden"]


class Gag(msgspec.Struct, frozen=True):
    """Until when a law forbids telling somebody, and the order that says so; `until` is None where none does."""

    until: datetime | None = None
    basis: str = ""


def without_hidden(unit: Unit, history: Sequence[DecisionView]) -> list[DecisionView]:
    """What the person concerned may see of their item's history, oldest first: not what a ground hides that holds."""
    return all_without_hidden(unit, [history])[0]


def all_without_hidden(unit: Unit, histories: Collection[Sequence[DecisionView]]) -> list[list[DecisionView]]:
    """The same for the histories of many items, in their order."""
    notices = unit.notices.of_decisions([one.decision.id for history in histories for one in history])
    withheld = unit.notices.withheld([notice.id for notice in notices.values()])
    states = unit.processes.states("notice", list(withheld))
    hidden = {
        why.decision for why in withheld.values() if why.ground in HIDES and states[why.notice].state == "withheld"
    }
    return [_shown(history, notices, hidden) for history in histories]


def _shown(history: Sequence[DecisionView], told: Collection[str], hidden: set[str]) -> list[DecisionView]:
    """What of a history is not hidden; `told` are the decisions that somebody was to be told of."""
    shown: list[DecisionView] = []
    for one in history:
        decision = one.decision
        if decision.id not in told and decision.replaces in hidden:  # a machine looked again, and it stands
            hidden.add(decision.id)
        if decision.id not in hidden:
            shown.append(one)
    return shown


def gag_on(unit: Unit, decision: Decision) -> Gag:
    """The gag under which nobody may be told of a decision that holds: only what an order led to has one."""
    why, state = _gags(unit, [decision]).get(decision.id, (None, ""))
    return Gag(why.until, why.basis) if why is not None and state == "withheld" else Gag()


def told_at(unit: Unit, decision: Decision) -> datetime:
    """From when on the person could know of a decision: from the first, or since its notice was let go."""
    return _released(unit, _gags(unit, [decision])).get(decision.id, decision.at)


def known_since(unit: Unit, decisions: Collection[Decision]) -> dict[str, datetime | None]:
    """The same for many, by decision; None where nobody may be told yet."""
    gags = _gags(unit, decisions)
    since: dict[str, datetime | None] = {one.id: one.at for one in decisions}
    since |= _released(unit, gags)
    return since | {name: None for name, (_, state) in gags.items() if state == "withheld"}


def _released(unit: Unit, gags: Mapping[str, tuple[Withholding, str]]) -> dict[str, datetime]:
    """When a notice was let go, last; by decision, for those of which it was."""
    taken = unit.processes.steps_of("notice", [why.notice for why, _ in gags.values()])
    return {
        name: max(times)
        for name, (why, _) in gags.items()
        if (times := [step.at for step in taken[why.notice] if step.move == "release"])
    }


def _gags(unit: Unit, decisions: Iterable[Decision]) -> dict[str, tuple[Withholding, str]]:
    """By decision, the gag that there is or was, and where the notice is now."""
    notices = unit.notices.of_decisions([one.id for one in decisions if one.measure is Measure.GEO_RESTRICT])
    withheld = unit.notices.withheld([notice.id for notice in notices.values()])
    gags = [why for why in withheld.values() if why.ground is Ground.LEGAL_GAG]
    states = unit.processes.states("notice", [why.notice for why in gags])
    return {why.decision: (why, states[why.notice].state) for why in gags}
