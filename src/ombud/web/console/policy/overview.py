"""The policy's own page: what is in force, what is being written, what was in force before."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ombud.model import BadInput, OmbudError
from ombud.pipeline import MAX_TITLE
from ombud.web.console.desk import Desk, Form
from ombud.web.console.policy.place import draft_path
from ombud.web.console.queue import PageNumber
from ombud.web.errors import status_of

__all__ = ["names_of", "open_draft", "policy_page"]

_OVER_PER_PAGE = 10
_MOST_UNDER_WAY = 200


@get("/policy", sync_to_thread=True)
def policy_page(desk: NamedDependency[Desk], page: PageNumber = 1) -> Response[Any]:
    """Drafts under way first: they wait for somebody. Then those that are over, by pages, and all versions."""
    return _show(desk, page=page)


@post("/policy/drafts", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def open_draft(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """A new draft of the version in force."""
    try:
        draft = desk.ombud.drafts.open(desk.user, form.get("title", ""))
    except BadInput as error:
        return _show(desk, form, error)
    return desk.go(draft_path(draft.id), said="draft-opened")


def names_of(desk: Desk) -> dict[str, str]:
    """User id -> name. In the console people go by their names; outside, by their roles."""
    return {user.id: user.name for user in desk.ombud.accounts.users()}


def _show(desk: Desk, form: Form | None = None, error: OmbudError | None = None, page: int = 1) -> Response[Any]:
    with desk.ombud.store.read() as unit:
        publications = unit.policies.publications()
        drafts = unit.drafts.page(_MOST_UNDER_WAY)
        over = unit.drafts.page(_OVER_PER_PAGE + 1, (page - 1) * _OVER_PER_PAGE, over=True)
    return desk.page(
        "policy/overview.html",
        status_of(error) if error else HTTPStatus.OK,
        policy=desk.ombud.policy,
        publications=publications,
        drafts=drafts,
        over=over[:_OVER_PER_PAGE],
        number=page,
        more=len(over) > _OVER_PER_PAGE,
        names=names_of(desk),
        max_title=MAX_TITLE,
        folder=desk.ombud.config.policy is not None,
        form=form or {},
        error=error,
    )
