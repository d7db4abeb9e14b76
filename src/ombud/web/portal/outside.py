"""Somebody from outside hears one appeal: a page behind a link that opens that appeal and nothing else."""

from http import HTTPStatus
from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.model import BadInput, Conflict, Forbidden, OmbudError
from ombud.pipeline import OutsideView
from ombud.process import PLEDGES
from ombud.web.console.access import Gate
from ombud.web.console.appeals import lighter_than, outcome_in
from ombud.web.errors import status_of
from ombud.web.forms import read_form
from ombud.web.hostile import merged
from ombud.web.templating import page, wish
from ombud.wiring import Ombud

__all__ = ["outside_router"]

Form = dict[str, str]


@get("/", sync_to_thread=True)
def get_review(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """The statement on conflicts of interest; once it is made, the appeal."""
    return _show(request, token, ombud, {})


@post("/accept")
async def post_accept(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """Nothing ties them to the case."""
    form = await read_form(request)
    pledge = {name: form.get(name) == "yes" for name in PLEDGES}
    try:
        await anyio.to_thread.run_sync(_must_not_work_here, request, ombud)
        await anyio.to_thread.run_sync(ombud.outside.accept, token, pledge)
    except (BadInput, Conflict, Forbidden) as error:
        return await anyio.to_thread.run_sync(_show, request, token, ombud, form, error)
    return _back(request, token)


@post("/decline")
async def post_decline(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """Somebody else is asked then."""
    await anyio.to_thread.run_sync(ombud.outside.decline, token)
    return page(request, "portal/outside-declined.html")


@post("/")
async def post_answer(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """The answer, with its reasons."""
    form = await read_form(request)

    def hear() -> None:
        _must_not_work_here(request, ombud)
        outcome, lighter = outcome_in(form)
        user = ombud.outside.open(token).outsider.user
        ombud.appeals.hear_outside(user, outcome, form.get("reasons", ""), lighter, seen=form.get("seen"))

    try:
        await anyio.to_thread.run_sync(hear)
    except (BadInput, Conflict, Forbidden) as error:
        return await anyio.to_thread.run_sync(_show, request, token, ombud, form, error)
    return _back(request, token)


def outside_router() -> Router:
    """Everything under ``/review/{token}``: the link is the only key, and no page names another."""
    return Router(
        "/review/{token:str}",
        route_handlers=[get_review, post_accept, post_decline, post_answer],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )


def _must_not_work_here(request: Request[Any, Any, Any], ombud: Ombud) -> None:
    """A browser in which somebody of the console is signed in, and says so, is not an outsider's.

    It keeps nobody out who means to cheat: that is what the record of who was asked by whom, and the count, are for.
    """
    cookie = request.cookies.get(Gate(ombud).cookie_name, "")
    if cookie and ombud.accounts.user_of(cookie) is not None:
        raise Forbidden(
            "works_here",
            "Somebody who works here is signed in in this browser.",
            advice="An outsider hears this appeal, in a browser of their own.",
        )


def _show(
    request: Request[Any, Any, Any], token: str, ombud: Ombud, form: Form, error: OmbudError | None = None
) -> Response[str]:
    view = ombud.outside.open(token)
    against = view.appeal.against
    text = against.event.item.text
    return page(
        request,
        "portal/outside.html",
        status_code=status_of(error) if error else HTTPStatus.OK,
        token=token,
        view=view,
        appeal=view.appeal.appeal,
        decision=against.decision,
        statement=against.statement,
        worded=ombud.notices.clauses,
        text=text,
        spans=merged((span for match in against.decision.matches for span in match.spans), len(text)),
        edited=_edited(view),
        lighter=lighter_than(against.decision.measure),
        pledges=PLEDGES,
        form=form,
        error=error,
    )


def _edited(view: OutsideView) -> str | None:
    """How it reads now, where that is something else."""
    now = view.newest.event.item.text
    return now if now != view.appeal.against.event.item.text else None


def _back(request: Request[Any, Any, Any], token: str) -> Response[Any]:
    return Redirect(f"/review/{token}{wish(request)}", status_code=303)
