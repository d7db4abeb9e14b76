"""When another version came into force since a draft began: both changes, laid together."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, OmbudError
from ombud.policy import changes
from ombud.policy.merging import Clash
from ombud.web.console.desk import Desk, Form
from ombud.web.console.policy.place import draft_path, seen_in
from ombud.web.errors import status_of

__all__ = ["rebase", "rebase_page"]


@get("/policy/drafts/{draft_id:str}/rebase", sync_to_thread=True)
def rebase_page(desk: NamedDependency[Desk], draft_id: FromPath[str]) -> Response[Any]:
    """What the others changed, and where both changed the same."""
    return _show(desk, draft_id)


@post("/policy/drafts/{draft_id:str}/rebase", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def rebase(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """Take both changes; where they clash, what was chosen."""
    drafts = desk.ombud.drafts
    found = drafts.rebase(draft_id)
    if found.base.version == found.current.version:
        return desk.go(draft_path(draft_id))
    clashes = found.merged.clashes
    try:
        chosen = drafts.rebase(draft_id, {clash.key for n, clash in enumerate(clashes) if _theirs(form, n, clash)})
        drafts.take_rebase(draft_id, seen_in(form), desk.user, form.get("onto", ""), chosen.merged.files)
    except (BadInput, Conflict) as error:
        return _show(desk, draft_id, form, error)
    return desk.go(draft_path(draft_id), said="draft-rebased")


def _theirs(form: Form, number: int, clash: Clash) -> bool:
    choice = form.get(f"clash-{number}", "")
    if choice not in ("mine", "theirs"):
        raise BadInput(
            "no_choice", f"Choose which of the two to keep for {clash.id or clash.file}.", field=f"clash-{number}"
        )
    return choice == "theirs"


def _show(desk: Desk, draft_id: str, form: Form | None = None, error: OmbudError | None = None) -> Response[Any]:
    view, _ = desk.ombud.drafts.read(draft_id)
    found = desk.ombud.drafts.rebase(draft_id)
    return desk.page(
        "policy/rebase.html",
        status_of(error) if error else HTTPStatus.OK,
        view=view,
        found=found,
        needed=found.base.version != found.current.version,
        theirs=changes(found.base.files, found.current.files),
        language=found.current.language,
        draft=draft_path(draft_id),
        form=form or {},
        error=error,
    )
