"""Misuse of reporting: who was warned, and whose reports are set aside for a time (leads and admins)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, Forbidden, OmbudError, Outcome
from ombud.process.misuse import LONGEST_PAUSE
from ombud.web.console.desk import Desk, Form
from ombud.web.errors import status_of

__all__ = ["HANDLERS"]

_HEARD = (Outcome.UPHOLD, Outcome.OVERTURN)


@get("/reporters", sync_to_thread=True)
def reporters_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Everybody who is warned or paused."""
    return _show(desk, {})


@post("/reporters/{reporter:str}/pause", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def pause(desk: NamedDependency[Desk], reporter: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Set their reports aside until a date."""
    days = form.get("days", "")
    try:
        desk.ombud.misuse.pause(
            reporter, desk.user, int(days) if days.isdecimal() and len(days) < 4 else 0, form.get("reasons", "")
        )
    except (BadInput, Conflict) as error:
        return _show(desk, form | {"reporter": reporter}, error)
    return desk.go("/console/reporters", said="reporter-paused")


@post("/reporters/{reporter:str}/lift", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def lift(desk: NamedDependency[Desk], reporter: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """End it before its time."""
    try:
        desk.ombud.misuse.lift(reporter, desk.user, form.get("reasons", ""))
    except (BadInput, Conflict) as error:
        return _show(desk, form | {"reporter": reporter}, error)
    return desk.go("/console/reporters", said="reporter-lifted")


@post("/reporters/{reporter:str}/hear", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def hear(desk: NamedDependency[Desk], reporter: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Answer their objection to it."""
    try:
        outcome = next((one for one in _HEARD if one == form.get("outcome")), None)
        desk.ombud.misuse.hear(reporter, desk.user, outcome, form.get("reasons", ""))
    except (BadInput, Conflict, Forbidden) as error:
        return _show(desk, form | {"reporter": reporter}, error)
    return desk.go("/console/reporters", said=f"reporter-{outcome}")


def _show(desk: Desk, form: Form, error: OmbudError | None = None) -> Response[Any]:
    return desk.page(
        "reporters.html",
        status_of(error) if error else HTTPStatus.OK,
        rows=desk.ombud.misuse.warned(),
        longest=LONGEST_PAUSE.days,
        form=form,
        error=error,
    )


HANDLERS = (reporters_page, pause, lift, hear)
