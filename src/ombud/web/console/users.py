"""Who works here, and with which role (admins only)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.model import BadInput, Conflict, Forbidden, NotFound, OmbudError, Role
from ombud.web.console.desk import Desk, Form
from ombud.web.errors import status_of

__all__ = ["add_user", "change_role", "change_skills", "disable_user", "reset_password", "users_page"]


@get("/users", sync_to_thread=True)
def users_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Everybody who can sign in, and the form for one more."""
    return _show(desk, {})


@post("/users", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def add_user(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """One more person. Their first password is told to them by whoever adds them; they change it themselves."""
    try:
        desk.ombud.accounts.add_user(form.get("name", ""), _role(form), form.get("password", ""))
    except (BadInput, Conflict) as error:
        return _show(desk, form, error)
    return desk.go("/console/users", said="user-added")


@post("/users/role", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change_role(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Another role for somebody else. Nobody changes their own: so there is always an admin left."""
    name = form.get("name", "")
    if name == desk.user.name:
        raise Forbidden("own_role", "Your own role can only be changed by another admin.")
    desk.ombud.accounts.set_role(name, _role(form))
    return desk.go("/console/users", said="role-changed")


@post("/users/skills", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def change_skills(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """What somebody reads and knows well, so that appeals find them."""
    try:
        desk.ombud.routing.set_skills(form.get("name", ""), form.get("languages", ""), form.get("knows", ""))
    except BadInput as error:
        return _show(desk, form, error)
    return desk.go("/console/users", said="skills-saved")


@post("/users/password", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def reset_password(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """A new password for somebody who has lost theirs."""
    name = form.get("name", "")
    user = next((user for user in desk.ombud.accounts.users() if user.name == name), None)
    if user is None:
        raise NotFound("no_such_user", "There is no user with this name.")
    desk.ombud.accounts.set_password(user.id, form.get("password", ""))
    return desk.go("/console/users", said="password-reset")


@post("/users/disable", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def disable_user(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """Out, at once and for good. Somebody else's account only: so there is always an admin left."""
    desk.ombud.accounts.disable_user(form.get("name", ""), by=desk.user)
    return desk.go("/console/users", said="user-disabled")


def _role(form: Form) -> Role:
    try:
        return Role(form.get("role", ""))
    except ValueError as error:
        raise BadInput("no_such_role", "Choose a role.", field="role") from error


def _show(desk: Desk, form: Form, error: OmbudError | None = None) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        skills = unit.board.skills()
    return desk.page(
        "users.html",
        status_of(error) if error else HTTPStatus.OK,
        users=sorted(
            desk.ombud.accounts.users(), key=lambda user: (user.disabled_at is not None, user.name.casefold())
        ),
        roles=list(Role),
        skills=skills,
        form=form,
        error=error,
    )
