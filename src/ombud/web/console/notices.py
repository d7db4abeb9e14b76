"""Whether people have been told: every notice by where it is on its way, those that did not arrive first."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ombud.model import BadInput, Notice, ProcessState, Withholding
from ombud.process import NOTICE
from ombud.web.console.desk import Desk
from ombud.web.console.queue import PageNumber

__all__ = ["NoticeRow", "notices_page"]

_PER_PAGE = 30
_ORDER = ("undeliverable", "created", "withheld", "sent", "delivered", "read")


class NoticeRow(msgspec.Struct, frozen=True):
    """One notice: where it is since when, about which item, and why it waits where it is withheld."""

    state: ProcessState
    notice: Notice
    item: str
    withheld: Withholding | None


@get("/notices", sync_to_thread=True)
def notices_page(desk: NamedDependency[Desk], show: FromQuery[str] = _ORDER[0], page: PageNumber = 1) -> Response[Any]:
    """Notices in one state, the latest first. No address of anybody: who needs that asks the platform."""
    if show not in NOTICE.states:
        raise BadInput("no_such_state", f"A notice is {', '.join(_ORDER)}.", field="show")
    with desk.ombud.store.read() as unit:
        counts = unit.processes.counts(NOTICE.kind)
        states = unit.processes.at(NOTICE.kind, [show], _PER_PAGE + 1, (page - 1) * _PER_PAGE, newest=True)
        named = [state.subject for state in states]
        notices, withheld = unit.notices.get(named), unit.notices.withheld(named)
        views = unit.records.decisions([one.decision for one in notices.values()])
    rows = [
        NoticeRow(state, notice, view.decision.item, withheld.get(state.subject))
        for state in states
        if (notice := notices.get(state.subject)) and (view := views.get(notice.decision))
    ]
    return desk.page(
        "notices.html",
        state=show,
        states=[(one, counts.get(one, 0)) for one in _ORDER],
        rows=rows[:_PER_PAGE],
        number=page,
        more=len(states) > _PER_PAGE,
        mails=desk.ombud.post is not None,
        listening=desk.ombud.courier is not None,
    )
