"""Somebody from outside is asked to hear one appeal (leads and admins)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.web.console.desk import Desk, Form

__all__ = ["HANDLERS"]


@post("/appeals/{appeal_id:str}/invite", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def invite(desk: NamedDependency[Desk], appeal_id: FromPath[str]) -> Response[Any]:
    """The link stands on the appeal's page from now on."""
    desk.ombud.outside.invite(appeal_id, desk.user)
    return desk.go(f"/console/appeals/{appeal_id}#outside", said="outsider-invited")


@post("/appeals/{appeal_id:str}/revoke", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def revoke(desk: NamedDependency[Desk], appeal_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """The link opens nothing any more."""
    desk.ombud.outside.revoke(form.get("invitation", ""), desk.user)
    return desk.go(f"/console/appeals/{appeal_id}#outside", said="outsider-revoked")


HANDLERS = (invite, revoke)
