"""Out-of-court bodies that people are pointed to, and what was taken to them (leads and admins)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.model import BadInput, Conflict, NotFound, OmbudError
from ombud.process import DISPUTE
from ombud.web.console.desk import Desk, Form
from ombud.web.console.queue import PageNumber
from ombud.web.errors import status_of

__all__ = ["HANDLERS"]

_PER_PAGE = 20


@get("/disputes", sync_to_thread=True)
def disputes_page(desk: NamedDependency[Desk], page: PageNumber = 1) -> Response[Any]:
    """The list, the record, and the forms."""
    return _show(desk, {}, number=page)


@post("/disputes", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def open_dispute(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """A decision was taken to a body."""
    try:
        desk.ombud.disputes.open(
            form.get("decision", "").strip(), form.get("body", ""), form.get("reference", ""), desk.user
        )
    except (BadInput, NotFound) as error:
        return _show(desk, form, error)
    return desk.go("/console/disputes", said="dispute-opened")


@post("/disputes/move", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def move_dispute(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """What came of it."""
    try:
        desk.ombud.disputes.move(form.get("dispute", ""), form.get("move", ""), form.get("note", ""), desk.user)
    except (BadInput, Conflict) as error:
        return _show(desk, form, error)
    return desk.go("/console/disputes", said="dispute-moved")


@post("/disputes/bodies", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def add_body(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """One more that people are pointed to."""
    try:
        desk.ombud.disputes.add_body(*(form.get(name, "") for name in ("name", "url", "languages", "subjects")))
    except BadInput as error:
        return _show(desk, form, error)
    return desk.go("/console/disputes", said="body-added")


@post("/disputes/bodies/remove", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def remove_body(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """One that people are not pointed to any more."""
    desk.ombud.disputes.remove_body(form.get("body", ""))
    return desk.go("/console/disputes", said="body-removed")


def _show(desk: Desk, form: Form, error: OmbudError | None = None, number: int = 1) -> Response[Any]:
    found = desk.ombud.disputes.page(_PER_PAGE + 1, (number - 1) * _PER_PAGE)
    return desk.page(
        "disputes.html",
        status_of(error) if error else HTTPStatus.OK,
        disputes=found[:_PER_PAGE],
        bodies=desk.ombud.disputes.bodies(),
        moves={state: DISPUTE.moves(state) for state in DISPUTE.states},
        titles=DISPUTE.titles,
        number=number,
        more=len(found) > _PER_PAGE,
        form=form,
        error=error,
    )


HANDLERS = (disputes_page, open_dispute, move_dispute, add_body, remove_body)
