"""What an appeal has made of the answer that a report was right, for whoever made the report."""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from ombud.model import Cited, Outcome, ProcessState, Report, restricts
from ombud.ports import AppealView, Unit

__all__ = ["Changed", "changed_by_appeals"]


class Changed(msgspec.Struct, frozen=True):
    """Somebody else heard an appeal `at` some time, and found it right, wholly or in part: that is its `outcome`.

    `milder` says that something else was done instead; `rules` are those under which something had been done, in the
    `policy` of then. The reasons are not here: they are written to who appealed, and for them alone.
    """

    outcome: Outcome
    milder: bool
    rules: tuple[Cited, ...]
    policy: str
    at: datetime


def changed_by_appeals(
    unit: Unit, reports: Collection[Report], states: Mapping[str, ProcessState]
) -> dict[str, Changed]:
    """By report, for those that were found right: what the last appeal that changed anything since made of it."""
    right = [one for one in reports if one.id in states and states[one.id].state == "acted_on"]
    heard = unit.appeals.of_items({one.item for one in right})
    found: dict[str, Changed] = {}
    for report in right:
        for view in heard.get(report.item, ()):
            changed = _changed(unit, view, report, states[report.id].since)
            if changed is not None:
                found[report.id] = changed
    return found


def _changed(unit: Unit, view: AppealView, report: Report, since: datetime) -> Changed | None:
    """None where the appeal was about something else, was no use, or is itself what the report was answered with."""
    outcome, under = view.outcome, view.against.statement
    if outcome is None or outcome.outcome is Outcome.UPHOLD or outcome.at < since:
        return None
    rests_on = unit.reports.decision_of(report.id) or ""
    both = unit.records.decisions([rests_on, outcome.decision])
    if len(both) < 2 or both[rests_on].decision.case != view.appeal.case:
        return None
    return Changed(
        outcome=outcome.outcome,
        milder=restricts(both[outcome.decision].decision.measure),
        rules=under.cited if under else (),
        policy=view.against.decision.policy,
        at=outcome.at,
    )
