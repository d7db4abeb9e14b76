"""Writing: a clause with its prose, rules and examples, or a file as a whole, in a plain text box.

The page works by itself. An editor module may take over the text box: it finds it by ``data-editor``, checks it at
``data-check`` and learns what can be written from ``data-language``.
"""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import BadInput, Conflict, NotFound, OmbudError
from ombud.pipeline import MAX_TITLE
from ombud.policy.beginnings import new_clause, new_list
from ombud.policy.outline import outline, with_passage
from ombud.ports import DraftView
from ombud.web.console.desk import Desk, Form
from ombud.web.console.explain import taken_apart
from ombud.web.console.policy.draft import show_draft
from ombud.web.console.policy.place import (
    MAX_FORM_BYTES,
    draft_path,
    edit_path,
    examined,
    explained,
    find,
    seen_in,
    with_text,
)  # fmt: skip
from ombud.web.errors import status_of

__all__ = ["add_clause", "add_list", "edit_page", "save"]


@get("/policy/drafts/{draft_id:str}/edit", sync_to_thread=True)
def edit_page(
    desk: NamedDependency[Desk], draft_id: FromPath[str], clause: FromQuery[str] = "", file: FromQuery[str] = ""
) -> Response[Any]:
    """The text as it is kept, looked over."""
    return _show(desk, draft_id, clause, file)


@post(
    "/policy/drafts/{draft_id:str}/edit",
    status_code=HTTPStatus.SEE_OTHER,
    sync_to_thread=True,
    request_max_body_size=MAX_FORM_BYTES,
)
def save(
    desk: NamedDependency[Desk],
    draft_id: FromPath[str],
    form: NamedDependency[Form],
    clause: FromQuery[str] = "",
    file: FromQuery[str] = "",
) -> Response[Any]:
    """Save, check without saving, take an example apart (``why file:line``), or remove, by the button pressed."""
    text, (wish, _, example) = form.get("text", ""), form.get("do", "save").partition(" ")
    if wish in ("check", "why"):
        return _show(desk, draft_id, clause, file, text=text, example=example)
    drafts = desk.ombud.drafts
    _, files = drafts.read(draft_id)
    place = find(files, clause, file)
    try:
        if wish == "remove":
            without = (
                with_passage(files, place, "") if clause else {name: files[name] for name in files if name != file}
            )
            drafts.save(draft_id, seen_in(form), desk.user, without)
            return desk.go(draft_path(draft_id), said="draft-removed")
        changed = with_text(files, place, text)
        drafts.save(draft_id, seen_in(form), desk.user, changed)
    except (BadInput, Conflict) as error:
        return _show(desk, draft_id, clause, file, text=text, error=error)
    if clause:  # the clause may have another name now
        clause = next((one.id for one in outline(changed) if one.line >= place.line and one.file == place.file
                       and one.kind == "clause"), "")  # fmt: skip
    if not clause and not file:
        return desk.go(draft_path(draft_id), said="draft-saved")
    return desk.go(edit_path(draft_id, clause, file), said="draft-saved")


@post("/policy/drafts/{draft_id:str}/clauses", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def add_clause(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """One more clause, in a section that is there or in a new one."""
    _, files = desk.ombud.drafts.read(draft_id)
    try:
        changed, clause = new_clause(files, _section(form), _title(form, "title"))
        desk.ombud.drafts.save(draft_id, seen_in(form), desk.user, changed)
    except (BadInput, Conflict) as error:
        return show_draft(desk, draft_id, form, error)
    return desk.go(edit_path(draft_id, clause), said="clause-added")


@post("/policy/drafts/{draft_id:str}/lists", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def add_list(desk: NamedDependency[Desk], draft_id: FromPath[str], form: NamedDependency[Form]) -> Response[Any]:
    """One more word list."""
    _, files = desk.ombud.drafts.read(draft_id)
    try:
        changed, path = new_list(files, _title(form, "title"))
        desk.ombud.drafts.save(draft_id, seen_in(form), desk.user, changed)
    except (BadInput, Conflict) as error:
        return show_draft(desk, draft_id, form, error)
    return desk.go(edit_path(draft_id, file=path), said="list-added")


def _section(form: Form) -> str:
    section = _title(form, "new-section", needed=False) or form.get("section", "")
    if not section:
        raise BadInput("no_section", "A clause stands in a section.", advice="Choose one, or name a new one.")
    return section


def _title(form: Form, field: str, *, needed: bool = True) -> str:
    title = " ".join(form.get(field, "").split())
    if (needed and not title) or len(title) > MAX_TITLE or not title.isprintable() or set(title) & set("{}#"):
        raise BadInput(
            "bad_title", f"A title is one line of 1 to {MAX_TITLE} characters, without braces or #.", field=field
        )
    return title


def _show(
    desk: Desk,
    draft_id: str,
    clause: str,
    file: str,
    *,
    text: str | None = None,
    example: str = "",
    error: OmbudError | None = None,
) -> Response[Any]:
    view, files = desk.ombud.drafts.read(draft_id)
    place = find(files, clause, file)
    now = place.text if text is None else text
    checked = why = None
    try:
        checked = examined(desk.ombud.examiner, files, place, now)
        why = explained(desk.ombud.examiner, files, place, now, example) if example else None
    except (BadInput, NotFound) as problem:
        error = error or problem
    return desk.page(
        "policy/edit.html",
        status_of(error) if error else HTTPStatus.OK,
        view=view,
        place=place,
        text=now.rstrip("\n") + "\n",
        unsaved=text is not None and text.rstrip("\n") != place.text.rstrip("\n"),
        theirs=place.text if isinstance(error, Conflict) and text != place.text else None,
        checked=checked,
        why=example,
        **(taken_apart(why) if why is not None else {}),
        here=edit_path(draft_id, clause, file),
        draft=draft_path(draft_id),
        others=_others(files, clause),
        frozen=view.state.over,
        voids=_voids(view),
        error=error,
    )


def _voids(view: DraftView) -> bool:
    """Whether saving takes back what somebody has been asked for, or has given."""
    return view.state in ("submitted", "approved")


def _others(files: dict[str, str], clause: str) -> tuple[str | None, str | None]:
    """The clauses before and after this one."""
    names = [one.id for one in outline(files) if one.kind == "clause"]
    if clause not in names:
        return None, None
    at = names.index(clause)
    return (names[at - 1] if at else None), (names[at + 1] if at + 1 < len(names) else None)
