"""For the editor: what is wrong with the text as it is typed, and what may be written at all, as JSON."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery

from ombud.model import OmbudError
from ombud.policy.vocabulary import vocabulary
from ombud.web.console.desk import Desk, Form
from ombud.web.console.explain import taken_apart
from ombud.web.console.policy.place import MAX_FORM_BYTES, examined, explained, find
from ombud.web.errors import problem_of, problem_response

__all__ = ["check_text", "explain_example", "language"]

_JSON = "application/json"


@post(
    "/policy/drafts/{draft_id:str}/check",
    status_code=HTTPStatus.OK,
    sync_to_thread=True,
    request_max_body_size=MAX_FORM_BYTES,
)
def check_text(
    desk: NamedDependency[Desk],
    draft_id: FromPath[str],
    form: NamedDependency[Form],
    clause: FromQuery[str] = "",
    file: FromQuery[str] = "",
) -> Response[Any]:
    """``text`` in the place of the clause or file, looked over; nothing is saved. Problems are problem documents.

    The page's own editor asks for HTML: what stands beside its text box, in the words of the page.
    """
    try:
        _, files = desk.ombud.drafts.read(draft_id)
        checked = examined(desk.ombud.examiner, files, find(files, clause, file), form.get("text", ""))
    except OmbudError as error:
        return problem_response(problem_of(error))
    if _for_a_page(desk):
        return desk.page("policy/results.html", checked=checked, why=None)
    return Response(msgspec.json.encode(checked.plain()), media_type=_JSON)


@post(
    "/policy/drafts/{draft_id:str}/explain",
    status_code=HTTPStatus.OK,
    sync_to_thread=True,
    request_max_body_size=MAX_FORM_BYTES,
)
def explain_example(
    desk: NamedDependency[Desk],
    draft_id: FromPath[str],
    form: NamedDependency[Form],
    clause: FromQuery[str] = "",
    file: FromQuery[str] = "",
) -> Response[Any]:
    """Why the `example` (its ``file:line``) comes out as it does with ``text`` in the place of the clause or file.

    As `check_text`, and as JSON what ``ombud policy explain --json`` prints.
    """
    try:
        _, files = desk.ombud.drafts.read(draft_id)
        place = find(files, clause, file)
        found = explained(desk.ombud.examiner, files, place, form.get("text", ""), form.get("example", ""))
    except OmbudError as error:
        return problem_response(problem_of(error))
    if _for_a_page(desk):
        return desk.page("policy/why.html", **taken_apart(found))
    return Response(msgspec.json.encode(found), media_type=_JSON)


def _for_a_page(desk: Desk) -> bool:
    return desk.request.headers.get("accept", "").startswith(MediaType.HTML)


@get("/policy/language.json", sync_to_thread=True)
def language(desk: NamedDependency[Desk], draft: FromQuery[str] = "") -> Response[Any]:
    """Fields, signals, functions, lists and keys with their docs: of a draft, or of the version in force."""
    files = desk.ombud.drafts.read(draft)[1] if draft else desk.ombud.policy.files
    return Response(msgspec.json.encode(vocabulary(files, desk.ombud.signals.catalogue)), media_type=_JSON)
