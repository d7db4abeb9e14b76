"""The keys with which platforms call the API (admins only)."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import ApiKey, BadInput, OmbudError
from ombud.pipeline import SCOPES
from ombud.web.console.desk import Desk, Form
from ombud.web.errors import status_of

__all__ = ["add_key", "keys_page", "revoke_key"]

_USUAL = ("events:write", "decisions:read")
"""What a key may do unless somebody says otherwise: what a platform that sends posts needs, and no more."""


@get("/keys", sync_to_thread=True)
def keys_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """All keys, and the form for another."""
    return _show(desk, {})


@post("/keys", sync_to_thread=True, status_code=HTTPStatus.OK)
def add_key(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """A new key. Its secret stands on the answer to this request and nowhere else, so there is no redirect here."""
    scopes = tuple(scope for scope in SCOPES if form.get(f"scope:{scope}"))
    try:
        key, secret = desk.ombud.accounts.add_key(form.get("name", ""), scopes)
    except BadInput as error:
        return _show(desk, form, error=error)
    return _show(desk, {}, made=key, secret=secret)


@post("/keys/{key_id:str}/revoke", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def revoke_key(desk: NamedDependency[Desk], key_id: FromPath[str]) -> Response[Any]:
    """From now on the key opens nothing."""
    desk.ombud.accounts.revoke_key(key_id)
    return desk.go("/console/keys", said="key-revoked")


def _show(
    desk: Desk, form: Form, *, error: OmbudError | None = None, made: ApiKey | None = None, secret: str = ""
) -> Response[Any]:
    keys = desk.ombud.accounts.keys()
    return desk.page(
        "keys.html",
        status_of(error) if error else HTTPStatus.OK,
        keys=sorted(keys, key=lambda key: (key.revoked_at is not None, key.created_at)),
        scopes=SCOPES,
        usual=_USUAL,
        form=form,
        error=error,
        made=made,
        secret=secret,
    )
