"""One draft: what it changes, what the checks say, who did what with it, and what can be done next."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Conflict, DraftState, Forbidden, OmbudError, Role
from ombud.pipeline import MAX_REASON
from ombud.policy import changes
from ombud.policy.outline import Passage, outline
from ombud.ports import DraftView
from ombud.web.console.desk import Desk, Form
from ombud.web.console.policy.overview import names_of
from ombud.web.console.policy.place import draft_path, seen_in
from ombud.web.errors import status_of

__all__ = ["approve", "draft_page", "publish", "send_back", "show_draft", "submit", "withdraw"]


class Choices(msgspec.Struct, frozen=True):
    """What this person may do with this draft now. `wrote` says that they wrote in it, so somebody else approves."""

    edit: bool
    submit: bool
    approve: bool
    send_back: bool
    publish: bool
    withdraw: bool
    wrote: bool

    @classmethod
    def of(cls, desk: Desk, view: DraftView, *, behind: bool) -> "Choices":
        state, wrote = view.state, desk.user.id in view.writers
        return cls(
            edit=not state.over,
            submit=state in (DraftState.WRITING, DraftState.RETURNED) and not behind,
            approve=state is DraftState.SUBMITTED and not wrote,
            send_back=state in (DraftState.SUBMITTED, DraftState.APPROVED),
            publish=state is DraftState.APPROVED and not behind,
            withdraw=not state.over and (wrote or desk.user.role is Role.ADMIN),
            wrote=wrote,
        )


@get("/policy/drafts/{draft_id:str}", sync_to_thread=True)
def draft_page(desk: NamedDependency[Desk], draft_id: FromPath[str]) -> Response[Any]:
    """The draft as it is."""
    return show_draft(desk, draft_id)


@post("/policy/drafts/{draft_id:str}/submit", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def submit(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """For somebody else to approve."""
    drafts, seen = desk.ombud.drafts, seen_in(form)
    return _do(
        desk,
        draft_id,
        form,
        "draft-submitted",
        lambda: drafts.submit(draft_id, seen, desk.user, form.get("reason", "")),
    )


@post("/policy/drafts/{draft_id:str}/approve", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def approve(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """By somebody who wrote nothing in it."""
    drafts, seen = desk.ombud.drafts, seen_in(form)
    return _do(desk, draft_id, form, "draft-approved", lambda: drafts.approve(draft_id, seen, desk.user))


@post("/policy/drafts/{draft_id:str}/return", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def send_back(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """To its author, with a comment."""
    drafts, seen, comment = desk.ombud.drafts, seen_in(form), form.get("comment", "")
    return _do(desk, draft_id, form, "draft-returned", lambda: drafts.send_back(draft_id, seen, desk.user, comment))


@post("/policy/drafts/{draft_id:str}/withdraw", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def withdraw(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """For good."""
    drafts, seen = desk.ombud.drafts, seen_in(form)
    return _do(desk, draft_id, form, "draft-withdrawn", lambda: drafts.withdraw(draft_id, seen, desk.user))


@post("/policy/drafts/{draft_id:str}/publish", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def publish(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """From the next event on it is what runs."""
    drafts, seen = desk.ombud.drafts, seen_in(form)
    return _do(desk, draft_id, form, "policy-published", lambda: drafts.publish(draft_id, seen, desk.user))


def _do(desk: Desk, draft_id: str, form: Form, said: str, action: Callable[[], object]) -> Response[Any]:
    """The action and the page that says it is done; or the draft as it is now, and why it could not be done."""
    try:
        action()
    except (BadInput, Conflict, Forbidden) as error:
        return show_draft(desk, draft_id, form, error)
    return desk.go(draft_path(draft_id), said=said)


def show_draft(desk: Desk, draft_id: str, form: Form | None = None, error: OmbudError | None = None) -> Response[Any]:
    """The draft as it is; with an error, what could not be done, and what was filled in."""
    ombud = desk.ombud
    view, files = ombud.drafts.read(draft_id)
    base = ombud.drafts.base_of(view)
    behind = not view.state.over and ombud.drafts.behind(view)
    found = outline(files)
    return desk.page(
        "policy/draft.html",
        status_of(error) if error else HTTPStatus.OK,
        view=view,
        base=base,
        behind=behind,
        may=Choices.of(desk, view, behind=behind),
        changes=changes(base.files, files),
        examination=None if view.state.over else ombud.examiner.whole(files),
        sections=_sections(found),
        files=sorted(files),
        language=base.language,
        names=names_of(desk),
        max_reason=MAX_REASON,
        form=form or {},
        error=error,
    )


def _sections(found: list[Passage]) -> list[tuple[Passage, list[Passage]]]:
    """Sections with their clauses. A clause that stands in none has its own file's place and no title."""
    out: list[tuple[Passage, list[Passage]]] = []
    for _, some in groupby((one for one in found if one.kind in ("section", "clause")), key=lambda one: one.file):
        for one in some:
            if one.kind == "section":
                out.append((one, []))
            elif out and out[-1][0].file == one.file:
                out[-1][1].append(one)
            else:
                out.append((msgspec.structs.replace(one, kind="section", title="", id=""), [one]))
    return out
