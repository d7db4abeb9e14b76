"""Items that were decided about before: what holds for them now, and what it means for what comes next."""

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from msgspec import structs

from ombud.decisions import AUTOMATION, Weighed, is_ordered, settle
from ombud.model import Arrival, ClauseText, Conflict, Measure, restricts
from ombud.pipeline.telling.hidden import all_without_hidden, known_since
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import check_appealable

__all__ = [
    "RESUMED",
    "all_that_hold",
    "appeal_ends",
    "appealable",
    "appeals_end",
    "asked_about",
    "clauses_after",
    "ends_an_order",
    "our_word",
    "pending_appeal",
    "same_text",
    "settle_after",
    "what_holds",
]


RESUMED = "measure.resumed"
"""The event with which what goes on beside a decision holds again: no machine has looked at anything."""


def same_text(one: DecisionView, other: DecisionView | Arrival) -> bool:
    """Whether two decisions, or a decision and an arrival, are about the same words."""
    return one.event.item.text == other.event.item.text


def what_holds(unit: Unit, newest: DecisionView) -> DecisionView:
    """The decision that `newest` only repeats: a machine looked again at the same words, or at what somebody's order
    restricts whatever its words, and let it stand."""
    return all_that_hold(unit, [newest])[newest.decision.item]


def all_that_hold(unit: Unit, newest: Collection[DecisionView]) -> dict[str, DecisionView]:
    """The same for many items, by item."""
    holds = {one.decision.item: one for one in newest}
    looking = holds
    while looking := {item: one for item, one in looking.items() if _repeats(one)}:
        earlier = unit.records.decisions({one.decision.replaces or "" for one in looking.values()})
        looking = {
            item: before
            for item, one in looking.items()
            if (before := earlier.get(one.decision.replaces or "")) is not None
            and (same_text(before, one) or is_ordered(one.decision))
        }
        holds |= looking
    return holds


def _repeats(view: DecisionView) -> bool:
    """A machine that gave back what was taken repeats nothing: its time had run out, or nobody heard the appeal.

    Nor does one that put on again what went on beside: beneath an order that has ended, say.
    """
    decision = view.decision
    given_back = decision.measure is Measure.RESTORE or view.event.type in ("measure.expired", RESUMED)
    return decision.actor.kind == "automation" and not given_back and decision.replaces is not None


def pending_appeal(unit: Unit, item: str) -> AppealView | None:
    """The appeal about an item that nobody has heard yet: there is one at most."""
    return next((one for one in unit.appeals.of_items([item]).get(item, ()) if one.waits), None)


def appealable(unit: Unit, item: str, now: datetime) -> DecisionView:
    """The decision on an item that can be appealed now: the one that holds, or the one that has run out since.

    What is over can still have been wrong, and count against somebody: six months are six months (DSA Art. 20(1)).
    The six months run from when the person could know of it. What a law forbids telling them yet is nothing here: the
    form would tell. What they were told before, and holds beneath it, is what they can appeal. Raises Conflict with
    the reason when there is none: ``nothing_to_appeal``, ``appeal_too_late``, ``appeal_pending``, ``appealed_before``.
    """
    open_ = _openings(unit, unit.records.latest([item]).values())[item]
    open_.until(now)
    return open_.view


def appeal_ends(unit: Unit, item: str, now: datetime) -> datetime | None:
    """Until when the item's author can appeal; None when they cannot."""
    return appeals_end(unit, unit.records.latest([item]).values(), now)[item]


def appeals_end(unit: Unit, newest: Collection[DecisionView], now: datetime) -> dict[str, datetime | None]:
    """The same for many items, by item, each given by the newest decision on it."""
    ends: dict[str, datetime | None] = {one.decision.item: None for one in newest}
    for item, open_ in _openings(unit, newest).items():
        with suppress(Conflict):  # there is nothing to appeal, or no more
            ends[item] = open_.until(now)
    return ends


class _Opening(NamedTuple):
    """What there is to appeal about an item: `view`, known to the person `since` then; and the appeals until now."""

    view: DecisionView
    since: datetime | None
    appeals: Sequence[AppealView]

    def until(self, now: datetime) -> datetime:
        """Until when it can be appealed. Raises Conflict as `appealable`."""
        decision = self.view.decision
        until = check_appealable(decision, now, since=self.since)
        if any(one.waits for one in self.appeals):
            raise Conflict("appeal_pending", "An appeal about this post is waiting to be heard.")
        if decision.appeal is not None or any(one.appeal.decision == decision.id for one in self.appeals):
            raise Conflict(
                "appealed_before",
                "This decision was appealed before, and can be appealed once.",
                advice="A court or a certified out-of-court body may still hear you.",
            )
        return until


def _openings(unit: Unit, newest: Collection[DecisionView]) -> dict[str, _Opening]:
    holds = _run_out(unit, all_that_hold(unit, newest))
    since = known_since(unit, [view.decision for view in holds.values()])
    hidden = [one for one in newest if since[holds[one.decision.item].decision.id] is None]
    if hidden:
        holds |= _known(unit, hidden)
        since = known_since(unit, [view.decision for view in holds.values()])
    appeals = unit.appeals.of_items(holds)
    return {item: _Opening(view, since[view.decision.id], appeals.get(item, ())) for item, view in holds.items()}


def _known(unit: Unit, newest: Collection[DecisionView]) -> dict[str, DecisionView]:
    """By item, what its author knows to hold for the words of now, where a gag hides what was decided since."""
    text = {one.decision.item: one for one in newest}
    shown = all_without_hidden(unit, list(unit.records.of_items(text).values()))
    last = [history[-1] for history in shown if history]
    return all_that_hold(unit, [one for one in last if same_text(one, text[one.decision.item])])


def _run_out(unit: Unit, holds: Mapping[str, DecisionView]) -> dict[str, DecisionView]:
    """The decisions whose time has run out, where that is why nothing is done any more; else those of `holds`.

    What an order that ran out has left in force holds: it is what there is to appeal.
    """
    ended = {
        item: one.decision.replaces
        for item, one in holds.items()
        if one.event.type == "measure.expired" and not restricts(one.decision.measure)
    }
    before = unit.records.decisions({one for one in ended.values() if one is not None})
    return {item: before.get(ended.get(item) or "", one) for item, one in holds.items()}


def settle_after(unit: Unit, before: DecisionView | None, arrival: Arrival, weighed: Weighed) -> Weighed:
    """`weighed`, in the light of what holds for the item."""
    if before is None:
        return weighed
    same = same_text(before, arrival)
    if same and ends_an_order(before):
        return _settle_after_order(unit, before, weighed)
    return settle(weighed, before.decision, same_text=same, served=_served(unit, before) if same else None)


def ends_an_order(view: DecisionView) -> bool:
    """Whether it is the lifting of an order: a person decided it, and judged the order, not the item."""
    return view.event.type == "order.lifted"


def our_word(unit: Unit, holds: DecisionView) -> DecisionView | None:
    """The last thing that we decided ourselves about an item before `holds`, which an order brought about or ended.

    What ended an order, or answered an appeal against one, has judged the order and not the item.
    """
    ordered: set[str] = set()
    ours = None
    for view in unit.records.of_item(holds.decision.item):
        decision = view.decision
        if is_ordered(decision):
            ordered.add(decision.id)
        elif not (
            ends_an_order(view)
            or (decision.replaces in ordered and (decision.case is None or decision.appeal is not None))
        ):
            ours = view
        if decision.id == holds.decision.id:
            break
    return None if ours is None else what_holds(unit, ours)


def asked_about(unit: Unit, newest: DecisionView) -> DecisionView:
    """What a reviewer of the item has to judge: `newest`, or what we had found in these words where an order came after
    it, which rests on no clause."""
    if not is_ordered(newest.decision) and not ends_an_order(newest):
        return newest
    ours = our_word(unit, newest)
    return ours if ours is not None and same_text(ours, newest) else newest


def _settle_after_order(unit: Unit, lifted: DecisionView, weighed: Weighed) -> Weighed:
    """The same words after an order: what a person had said of them stands, and nothing that was said of the order."""
    before, ours = lifted.decision, our_word(unit, lifted)
    if ours is not None and not same_text(ours, lifted):
        ours = None
    goes_on = ours is not None and restricts(ours.decision.measure) == restricts(before.measure)
    by_people = ours is not None and (ours.decision.actor.kind == "human" or ours.decision.appeal is not None)
    if goes_on and by_people:
        return settle(weighed, before, same_text=True)
    served = ours.decision.measure if ours is not None and not goes_on else None  # it ran out beneath the order
    return settle(weighed, structs.replace(before, actor=AUTOMATION), same_text=True, served=served)


def _served(unit: Unit, holds: DecisionView) -> Measure | None:
    """What a machine has given back; None where that is not what holds."""
    decision = holds.decision
    if decision.measure is not Measure.RESTORE or decision.actor.kind == "human" or decision.replaces is None:
        return None
    undone = unit.records.decision(decision.replaces)
    return undone.decision.measure if undone is not None else None


def clauses_after(before: DecisionView | None, clauses: Mapping[str, ClauseText]) -> Mapping[str, ClauseText]:
    """The clauses of the policy in force, and as they were cited before: a clause may have gone since then."""
    if before is None or before.statement is None:
        return clauses
    cited = {one.clause: ClauseText(one.clause, "", one.title, one.text, one.law) for one in before.statement.cited}
    return ChainMap(dict(clauses), cited)
