"""Where something was removed: that, when, under which clause, by whom, and whether an appeal waits. Never what it said
or whose it was.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import msgspec

from ombud.decisions import is_ordered
from ombud.model import Cited, Ground, Measure
from ombud.pipeline.deciding.standing import pending_appeal, what_holds
from ombud.pipeline.measures.beneath import gag_of, in_force
from ombud.pipeline.telling.hidden import without_hidden
from ombud.ports import DecisionView, Store, Unit

__all__ = ["Tombstone", "TombstoneClause", "Tombstones"]

_GONE = frozenset({Measure.REMOVE, Measure.SUSPEND, Measure.GEO_RESTRICT})


class TombstoneClause(msgspec.Struct, frozen=True):
    """A clause that was applied, ``section/clause``, and its title as it was then."""

    clause: str
    title: str


class Tombstone(msgspec.Struct, frozen=True):
    """What anybody may know of something that is not shown.

    `by` is ``machine`` or ``person``; `day` the day of the decision (UTC), `until` the day on which it ends, if it
    does; `territory` the countries where it is not shown, empty for all; `policy` the version that was applied;
    `ordered` says that somebody outside demanded it, which is in the public register.
    """

    item: str
    measure: Measure
    day: date
    by: str
    clauses: tuple[TombstoneClause, ...]
    policy: str
    appeal_pending: bool
    until: date | None = None
    territory: tuple[str, ...] = ()
    ordered: bool = False


class Tombstones:
    """Reads what holds for an item. `now` is a moment that can be believed: gags end by it."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def of(self, item: str) -> Tombstone | None:
        """None where nothing is removed, where nobody has heard of the item, and where a law forbids to say so."""
        now = self._now()
        with self._store.read() as unit:
            newest = unit.records.latest([item]).get(item)
            holds = _known(unit, newest, now) if newest is not None else None
            if holds is None or holds.decision.measure not in _GONE:
                return None
            return _tombstone(holds, appealed=pending_appeal(unit, item) is not None)


def _known(unit: Unit, newest: DecisionView, now: datetime) -> DecisionView | None:
    """What anybody may know to hold: child abuse material never; where a gag hides what does, what could be read before
    and still goes on beneath it, so that nothing is told by a page that is gone."""
    holds = what_holds(unit, newest)
    if _is_abuse(holds):
        return None
    led = _orders_of(unit, holds.decision.item)
    shown = [
        view
        for view in without_hidden(unit, unit.records.of_item(holds.decision.item))
        if not _untold(unit, view, led, now)
    ]
    if any(view.decision.id == holds.decision.id for view in shown):
        return holds
    force = in_force(unit, newest, now)
    own = force.own.decision.measure if force.own is not None else None
    for view in reversed(shown):
        decision = view.decision
        if is_ordered(decision):
            goes_on = bool(led.get(decision.id, set()) & set(force.orders)) and not _over(decision.ends_at, now)
        else:
            goes_on = decision.measure is own
        if goes_on and decision.measure in _GONE and not _is_abuse(view):
            return what_holds(unit, view)
    return None


def _orders_of(unit: Unit, item: str) -> dict[str, set[str]]:
    """The orders that led to each decision about an item."""
    led: dict[str, set[str]] = {}
    for action in unit.orders.of_item(item):
        led.setdefault(action.decision, set()).add(action.order)
    return led


def _untold(unit: Unit, view: DecisionView, led: Mapping[str, set[str]], now: datetime) -> bool:
    """Whether a gag hides what an order did to an item of which nobody knows the author: there is no notice to hold
    back."""
    orders = led.get(view.decision.id)
    if not orders or unit.notices.of_decision(view.decision.id) is not None:
        return False
    return gag_of(unit, orders, now).until is not None


def _is_abuse(view: DecisionView) -> bool:
    """Child abuse material: a legal ground for good."""
    return any(match.untold is Ground.CHILD_ABUSE for match in view.decision.matches)


def _over(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now


def _tombstone(holds: DecisionView, *, appealed: bool) -> Tombstone:
    decision, cited = holds.decision, holds.statement.cited if holds.statement is not None else ()
    return Tombstone(
        item=decision.item,
        measure=decision.measure,
        day=decision.at.date(),
        by="person" if decision.actor.kind == "human" else "machine",
        clauses=tuple(_clause(one) for one in cited),
        policy=decision.policy,
        appeal_pending=appealed,
        until=decision.ends_at.date() if decision.ends_at is not None else None,
        territory=decision.countries,
        ordered=holds.statement is not None and holds.statement.detection == "order",
    )


def _clause(cited: Cited) -> TombstoneClause:
    return TombstoneClause(cited.clause, cited.title)
