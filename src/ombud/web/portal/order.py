"""For authorities and whoever else demands something: a form without an account, and what became of it."""

from http import HTTPStatus
from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.model import BadInput, Conflict, Forbidden, OmbudError
from ombud.web.demand import FIELDS, form_of, order_from
from ombud.web.errors import headers_of, problem_of
from ombud.web.forms import read_form
from ombud.web.strangers import admit
from ombud.web.templating import page, wish
from ombud.wiring import Ombud

__all__ = ["order_router"]


@get("/", sync_to_thread=False)
def get_form(request: Request[Any, Any, Any]) -> Response[str]:
    """The form."""
    return _form(request, {}, None)


@post("/")
async def post_form(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[Any]:
    """Takes the order in and leads to its page; or the form again, with what was typed."""
    form = await read_form(request)
    try:
        admit(request, ombud, "order")
        _, token = await anyio.to_thread.run_sync(ombud.orders.receive, order_from(form))
    except (BadInput, Forbidden) as error:
        return _form(request, form, error)
    return Redirect(f"/order/{token}{wish(request)}", status_code=303)


@get("/{token:str}", sync_to_thread=True)
def get_order(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """What became of it. The address is the only key."""
    view = ombud.orders.by_token(token)
    return page(
        request, "portal/order.html", view=view, token=token, form=form_of(view.order), error=None, fields=FIELDS
    )


@post("/{token:str}")
async def post_again(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """An order that was sent back as incomplete, said again."""
    form = await read_form(request)
    try:
        await anyio.to_thread.run_sync(lambda: ombud.orders.complete(token, order_from(form)))
    except (BadInput, Conflict) as error:
        view = await anyio.to_thread.run_sync(ombud.orders.by_token, token)
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return page(request, "portal/order.html", status_code=status, view=view, token=token, form=form, error=error,
                    fields=FIELDS)  # fmt: skip
    return Redirect(f"/order/{token}{wish(request)}", status_code=303)


def order_router() -> Router:
    """Everything under ``/order``."""
    return Router(
        "/order",
        route_handlers=[get_form, post_form, get_order, post_again],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )


def _form(request: Request[Any, Any, Any], form: dict[str, str], error: OmbudError | None) -> Response[str]:
    problem = problem_of(error) if error else None
    return page(
        request,
        "portal/order-form.html",
        status_code=problem.status if problem else HTTPStatus.OK,
        headers=headers_of(problem) if problem else None,
        form=form,
        error=error,
    )
