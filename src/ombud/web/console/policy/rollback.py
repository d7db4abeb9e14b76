"""Putting an earlier version back in force: one person may, with a reason, and it is on the record at once."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, NotFound, OmbudError
from ombud.pipeline import MAX_REASON
from ombud.policy import changes
from ombud.web.console.desk import Desk, Form
from ombud.web.errors import status_of

__all__ = ["roll_back", "rollback_page"]


@get("/policy/versions/{version:str}/rollback", sync_to_thread=True)
def rollback_page(desk: NamedDependency[Desk], version: FromPath[str]) -> Response[Any]:
    """What would change if it came back, and the form to do it."""
    return _show(desk, version)


@post("/policy/versions/{version:str}/rollback", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def roll_back(desk: NamedDependency[Desk], version: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """From the next event on it is what runs again."""
    try:
        desk.ombud.publisher.roll_back(version, form.get("reason", ""), desk.user, form.get("onto", ""))
    except (BadInput, Conflict) as error:
        return _show(desk, version, form, error)
    return desk.go("/console/policy", said="policy-rolled-back")


def _show(desk: Desk, version: str, form: Form | None = None, error: OmbudError | None = None) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        found = unit.policies.get(version)
        publications = [one for one in unit.policies.publications() if one.version == version]
    if found is None:
        raise NotFound("no_such_policy", "No version of the policy has that name.")
    return desk.page(
        "policy/rollback.html",
        status_of(error) if error else HTTPStatus.OK,
        version=found,
        publications=publications,
        onto=desk.ombud.policy.version,
        in_force=found.version == desk.ombud.policy.version,
        changes=changes(desk.ombud.policy.files, found.files),
        language=found.language,
        max_reason=MAX_REASON,
        form=form or {},
        error=error,
    )
