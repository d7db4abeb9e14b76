"""What the page says about an appeal that was filed: where it is, until when, and what was brought forward."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.model import Evidence, Lane
from ombud.ports import AppealView, Unit
from ombud.process import APPEAL, MAX_EVIDENCE
from ombud.web.templating import wish
from ombud.wiring import Ombud

__all__ = ["Plea", "links_in", "plea_of", "post_withdrawal"]


class Plea(msgspec.Struct, frozen=True):
    """`state` is the process's; `target` and `deadline` are what was promised, None for appeals from before that.

    `outside` says that somebody from outside heard it; `can_wait` are the reasons why it comes in its turn, where the
    person had said that it cannot wait.
    """

    state: str
    lane: Lane | None
    target: datetime | None
    deadline: datetime | None
    evidence: tuple[Evidence, ...]
    outside: bool
    can_wait: str

    @property
    def waits(self) -> bool:
        """Whether more can be brought forward."""
        return self.lane is not None

    @property
    def may_add(self) -> bool:
        """Whether there is room for more."""
        return self.waits and len(self.evidence) < MAX_EVIDENCE


def plea_of(unit: Unit, view: AppealView | None) -> Plea | None:
    """What there is to say about the appeal; None where there is none."""
    if view is None:
        return None
    waiting, terms = unit.board.get(view.appeal.id), unit.appeal_files.terms(view.appeal.id)
    heard_by = view.outcome.decided_by if view.outcome is not None else ""
    return Plea(
        state=view.state,
        lane=waiting.lane if waiting else None,
        target=waiting.target if waiting else terms.target if terms else None,
        deadline=terms.deadline if terms else None,
        evidence=tuple(unit.appeal_files.evidence(view.appeal.id)),
        outside=bool(heard_by) and unit.outsiders.get(heard_by) is not None,
        can_wait=_turned_down(unit, view.appeal.id) if terms and terms.urgency else "",
    )


def _turned_down(unit: Unit, appeal: str) -> str:
    """Whoever says that an appeal can wait after all writes why, for the person."""
    steps = unit.processes.steps(APPEAL.kind, appeal)
    return next((step.note for step in reversed(steps) if step.move == "not_expedite"), "")


def links_in(text: str) -> list[str]:
    """One address to a line, as somebody typed them."""
    return text.split()


@post("/withdraw")
async def post_withdrawal(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """Takes the appeal back, for good."""
    await anyio.to_thread.run_sync(ombud.appeals.withdraw, token)
    return Redirect(f"/notice/{token}{wish(request)}#appeal", status_code=303)
