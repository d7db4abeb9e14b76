"""Where something was removed: that, when, under which clause, by whom, and whether an appeal waits. Never what it said
or whose it was.
"""

from datetime import date

import msgspec

from ombud.model import Cited, Ground, Measure
from ombud.pipeline.deciding.standing import pending_appeal, what_holds
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
    """Reads what holds for an item."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, item: str) -> Tombstone | None:
        """None where nothing is removed, where nobody has heard of the item, and where a law forbids to say so."""
        with self._store.read() as unit:
            newest = unit.records.latest([item]).get(item)
            holds = what_holds(unit, newest) if newest is not None else None
            if holds is None or holds.decision.measure not in _GONE or _hidden(unit, holds):
                return None
            return _tombstone(holds, appealed=pending_appeal(unit, item) is not None)


def _hidden(unit: Unit, holds: DecisionView) -> bool:
    """Whether a legal ground keeps even this from being said: a gag until its date, child abuse material for good."""
    abuse = any(match.untold is Ground.CHILD_ABUSE for match in holds.decision.matches)
    return abuse or not without_hidden(unit, [holds])


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
