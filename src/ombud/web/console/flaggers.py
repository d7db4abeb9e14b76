"""Trusted flaggers: who has the status here (admins only)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, Flagger, NotFound, OmbudError
from ombud.process.flaggers import FLAGGER
from ombud.web.console.desk import Desk, Form
from ombud.web.errors import status_of

__all__ = ["HANDLERS"]

_MOVES = frozenset({"suspend", "reinstate", "remove"})


@get("/flaggers", sync_to_thread=True)
def flaggers_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """The register, and the form for one more."""
    return _show(desk, {})


@post("/flaggers", status_code=HTTPStatus.OK, sync_to_thread=True)
def appoint(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """One more. Its key stands on the answer to this request and nowhere else, so there is no redirect here."""
    try:
        flagger, key = desk.ombud.flaggers.appoint(form.get("name", ""), form.get("awarded_by", ""), desk.user)
    except (BadInput, Conflict) as error:
        return _show(desk, form, error)
    return _show(desk, {}, made=flagger, key=key)


@post("/flaggers/{flagger_id:str}/{move:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change(
    desk: NamedDependency[Desk], flagger_id: FromPath[str], move: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    """Suspend, reinstate or remove one."""
    if move not in _MOVES:
        raise NotFound("no_such_page", "There is nothing at this address.")
    try:
        desk.ombud.flaggers.move(flagger_id, move, form.get("reasons", ""), desk.user)
    except (BadInput, Conflict) as error:
        return _show(desk, form, error)
    return desk.go("/console/flaggers", said=f"flagger-{move}")


def _show(
    desk: Desk, form: Form, error: OmbudError | None = None, made: Flagger | None = None, key: str = ""
) -> Response[Any]:
    return desk.page(
        "flaggers.html",
        status_of(error) if error else HTTPStatus.OK,
        rows=desk.ombud.flaggers.register(),
        moves=FLAGGER.moves,
        made=made,
        key=key,
        form=form,
        error=error,
    )


HANDLERS = (flaggers_page, appoint, change)
