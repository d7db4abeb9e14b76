"""Demands from outside, at a lead's desk: checked, answered, given effect in one country, or refused with reasons."""

from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import BadInput, Conflict, OmbudError, Order
from ombud.process.orders import ORDER
from ombud.web.console.desk import Desk, Form
from ombud.web.console.queue import PageNumber
from ombud.web.demand import order_from
from ombud.web.errors import status_of

__all__ = ["HANDLERS"]

_PER_PAGE = 25
_OPEN = ("received", "incomplete", "acknowledged", "in_effect")
_OVER = tuple(state for state in ORDER.states if state not in _OPEN)
_WITH_REASONS = ("find_incomplete", "refuse", "answer", "withdraw")


@get("/orders", sync_to_thread=True)
def orders_page(desk: NamedDependency[Desk], over: FromQuery[bool] = False, page: PageNumber = 1) -> Response[Any]:
    """What waits or is in effect, the longest first; or what is over, the latest first."""
    views = desk.ombud.orders.page(_OVER if over else _OPEN, _PER_PAGE + 1, (page - 1) * _PER_PAGE, newest=over)
    return desk.page("orders.html", rows=views[:_PER_PAGE], number=page, more=len(views) > _PER_PAGE, over=over)


@get("/orders/new", sync_to_thread=False)
def new_order(desk: NamedDependency[Desk]) -> Response[Any]:
    """The form for a demand that came by letter, mail or telephone: it goes on the record like any other."""
    return desk.page("order-new.html", form={}, error=None)


@post("/orders/new", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def add_order(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Put it on the record."""
    try:
        order, _ = desk.ombud.orders.receive(order_from(form), by=desk.user)
    except BadInput as error:
        return desk.page("order-new.html", status_of(error), form=form, error=error)
    return desk.go(f"/console/orders/{order.id}", said="order-received")


@get("/orders/{order_id:str}", sync_to_thread=True)
def order_page(desk: NamedDependency[Desk], order_id: FromPath[str]) -> Response[Any]:
    """One order: its words, its checklist, what it led to, and what can be done now."""
    return _show(desk, order_id, {}, None)


@post("/orders/{order_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def take_step(desk: NamedDependency[Desk], order_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """The next step, as long as nobody was faster."""
    try:
        move = _take(desk, order_id, form)
    except (BadInput, Conflict) as error:
        return _show(desk, order_id, form, error)
    return desk.go(f"/console/orders/{order_id}", said=f"order-{move}")


HANDLERS = (orders_page, new_order, add_order, order_page, take_step)


def _take(desk: Desk, order_id: str, form: Form) -> str:
    orders, move, reasons = desk.ombud.orders, form.get("move", ""), form.get("reasons", "")
    seen = form.get("n", "")
    n = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    if move == "acknowledge" or move in _WITH_REASONS:
        orders.take(order_id, n, move, desk.user, reasons, _people(orders.view(order_id).order, form))
    elif move == "lift":
        orders.lift(order_id, n, desk.user, reasons)
    elif move == "give_effect":
        order = orders.view(order_id).order
        items = {form[f"item:{i}"].strip(): place for i, place in enumerate(order.locations)
                 if form.get(f"act:{i}") and form.get(f"item:{i}", "").strip()}  # fmt: skip
        orders.give_effect(order_id, n, desk.user, items, [order.country] if order.country else [],
                           _end(form.get("until", "")), reasons)  # fmt: skip
    else:
        raise BadInput("move_missing", "Choose what to do.", field="move")
    return move


def _people(order: Order, form: Form) -> dict[str, str] | None:
    """The accounts of those whom the order names, as the lead wrote them; None where the form did not ask."""
    if not any(f"person:{i}" in form for i in range(len(order.persons))):
        return None
    return {account: name for i, name in enumerate(order.persons) if (account := form.get(f"person:{i}", "").strip())}


def _end(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(text.strip()[:10]), time(), UTC)
    except ValueError as error:
        raise BadInput("invalid_date", f"{text[:40]!r} is no date.", field="until",
                       advice="Write 2027-03-01.") from error  # fmt: skip


def _show(desk: Desk, order_id: str, form: Form, error: OmbudError | None) -> Response[Any]:
    view = desk.ombud.orders.view(order_id)
    with desk.ombud.store.read() as unit:
        known = set(unit.records.latest(view.order.locations))
    return desk.page(
        "order.html",
        status_of(error) if error else HTTPStatus.OK,
        view=view,
        order=view.order,
        known=known,
        moves=ORDER.moves(view.state.state),
        titles=ORDER.titles,
        form=form,
        error=error,
    )
