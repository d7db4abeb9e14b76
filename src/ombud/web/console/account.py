"""One's own place: comfort, letters and password."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.model import BadInput, Forbidden, OmbudError
from ombud.web.console.access import Gate
from ombud.web.console.desk import Desk, Form
from ombud.web.console.preferences import Preferences, cookies_for
from ombud.web.errors import status_of

__all__ = ["account_page", "change_address", "change_comfort", "change_password"]


@get("/account", sync_to_thread=True)
def account_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Shortcuts, covered text, letters, password."""
    return _show(desk)


@post("/account/comfort", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change_comfort(
    desk: NamedDependency[Desk], gate: NamedDependency[Gate], form: NamedDependency[Form]
) -> Response[Any]:
    """What is not ticked is switched off, as in every form."""
    chosen = Preferences(shortcuts="shortcuts" in form, veil="veil" in form)
    response = desk.go("/console/account", said="comfort-saved")
    for cookie in cookies_for(chosen, secure=gate.secure):
        response.set_cookie(cookie)
    return response


@post("/account/address", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change_address(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Where they are told that appeals wait; an empty field takes it away."""
    email = form.get("email", "")
    try:
        desk.ombud.accounts.set_address(desk.user.id, email)
    except BadInput as error:
        return _show(desk, error, email)
    return desk.go("/console/account", said="address-saved" if email.strip() else "address-removed")


@post("/account/password", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change_password(
    desk: NamedDependency[Desk], gate: NamedDependency[Gate], form: NamedDependency[Form]
) -> Response[Any]:
    """A new password for whoever knows the old one. Every session that knew the old one ends; a new one begins."""
    accounts, new = desk.ombud.accounts, form.get("new", "")
    if new != form.get("again"):
        return _show(desk, BadInput("passwords_differ", "The two new passwords are not the same.", field="again"))
    try:
        accounts.sign_out(accounts.sign_in(desk.user.name, form.get("current", "")))
    except Forbidden:
        return _show(desk, BadInput("wrong_password", "That is not your present password.", field="current"))
    try:
        accounts.set_password(desk.user.id, new)
    except BadInput as error:
        return _show(desk, error)
    response = desk.go("/console/account", said="password-changed")
    response.set_cookie(gate.cookie(accounts.sign_in(desk.user.name, new)))
    return response


def _show(desk: Desk, error: OmbudError | None = None, email: str | None = None) -> Response[Any]:
    """`email` is what was typed, where it was refused."""
    return desk.page(
        "account.html",
        status_of(error) if error else HTTPStatus.OK,
        error=error,
        email=desk.ombud.accounts.address(desk.user.id) or "" if email is None else email,
        mails=desk.ombud.post is not None,
    )
