"""One step of an appeal: on the record, and on the board as long as it waits."""

from datetime import datetime

from ombud.model import Conflict, NotFound, Waiting
from ombud.ports import AppealView, Unit
from ombud.process import APPEAL, OPEN, next_due

__all__ = ["the_appeal", "the_waiting", "took"]


def the_appeal(unit: Unit, appeal_id: str) -> AppealView:
    """Raises NotFound (``no_such_appeal``)."""
    view = unit.appeals.get(appeal_id)
    if view is None:
        raise NotFound("no_such_appeal", "There is no such appeal.")
    return view


def the_waiting(unit: Unit, appeal_id: str) -> Waiting:
    """Raises NotFound, Conflict (``appeal_decided``)."""
    the_appeal(unit, appeal_id)
    waiting = unit.board.get(appeal_id)
    if waiting is None:
        raise _waits_no_more()
    return waiting


def _waits_no_more() -> Conflict:
    return Conflict("appeal_decided", "This appeal waits no more: somebody has heard it, or it is over.")


def took(
    unit: Unit,
    appeal_id: str,
    move: str,
    now: datetime,
    *,
    role: str,
    by: str | None = None,
    note: str = "",
    entry: str | None = None,
) -> None:
    """Put the step on the record, after the board says what it changed. Raises Conflict, Forbidden."""
    before = unit.processes.state("appeal", appeal_id)
    after = APPEAL.after(before.state if before else "", move)
    due = None
    if after in OPEN:
        waiting = unit.board.get(appeal_id)
        if waiting is None:
            raise _waits_no_more()
        due = next_due(waiting, now, overdue=after == "overdue")
    else:
        unit.board.remove([appeal_id])
    unit.processes.take([APPEAL.step(before, appeal_id, move, now, role=role, by=by, note=note, due=due, entry=entry)])
