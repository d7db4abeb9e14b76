"""For whoever wants to report something: a form without an account, and what became of it behind their link."""

from functools import partial
from http import HTTPStatus
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from ombud.languages import known, preferred
from ombud.model import BadInput, ClauseText, Conflict, Forbidden, Measure, NotFound, OmbudError, ProcessStep, restricts
from ombud.pipeline import Origin, ReportView
from ombud.process import MAX_APPEAL
from ombud.process.misuse import PAUSED_AT_MOST
from ombud.process.report_letters import FIXED
from ombud.process.reports import MAX_EXPLANATION, MAX_LAW
from ombud.web.errors import headers_of, problem_of, status_of
from ombud.web.forms import read_form
from ombud.web.reporting import LAW, flagger_origin, told_by
from ombud.web.strangers import admit, admit_letters
from ombud.web.templating import page, wish
from ombud.wiring import Ombud

__all__ = ["report_router"]

Form = dict[str, str]

_NO_ANSWER = frozenset({"file", "join", "pause", "complain"})


class Page(msgspec.Struct, frozen=True):
    """What the reporter's page says beside the report.

    `clause` is the rule they named, as the policy in force has it; `answer` the step that answered last, by a machine
    when `automated`; `undone` says that what was done holds no more; `before` a person's answer that was objected to,
    once there is another.
    """

    view: ReportView
    clause: ClauseText | None
    answer: ProcessStep
    automated: bool
    undone: bool
    measure: Measure | None
    complaint: ProcessStep | None
    before: ProcessStep | None


@get("/", sync_to_thread=False)
def get_form(
    request: Request[Any, Any, Any],
    ombud: NamedDependency[Ombud],
    item: FromQuery[str] = "",
    clause: FromQuery[str] = "",
) -> Response[str]:
    """The form. A platform's button leads here with ``?item=``: an id, or an address."""
    return _form(request, ombud, {"item": item, "clause": clause}, None)


@post("/")
async def post_form(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[Any]:
    """Takes the report in and leads to its page; or the form again, with what was typed."""
    form = await read_form(request)
    try:
        address = admit(request, ombud, "report")
        admit_letters(request, ombud, form.get("email", ""))
    except Forbidden as error:
        return _form(request, ombud, form, error)
    return await _file(request, ombud, form, Origin(address=address, language=_language(request)))


@get("/as/{key:str}", sync_to_thread=True)
def get_flagger_form(
    key: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud], item: FromQuery[str] = ""
) -> Response[str]:
    """The form of a trusted flagger, whose key is in its address."""
    origin = flagger_origin(ombud, key, _language(request))
    return _form(request, ombud, {"item": item}, None, origin, key)


@post("/as/{key:str}")
async def post_flagger_form(
    key: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """The same, for a trusted flagger: no network is slowed down, and its reports come first."""
    form = await read_form(request)
    origin = await anyio.to_thread.run_sync(flagger_origin, ombud, key, _language(request))
    return await _file(request, ombud, form, origin, key)


@get("/{token:str}", sync_to_thread=True)
def get_report(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """The receipt, and what became of the report. The address is the only key."""
    return _receipt(request, ombud, token)


@post("/{token:str}")
async def post_complaint(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """That the answer is wrong: somebody else will look. Or the page again, with what was typed."""
    text = (await read_form(request)).get("text", "")
    try:
        await anyio.to_thread.run_sync(ombud.reports.complain, token, text)
    except (BadInput, Conflict) as error:
        return await anyio.to_thread.run_sync(_receipt, request, ombud, token, text, error)
    return Redirect(f"/report/{token}{wish(request)}#complaint", status_code=303)


@post("/{token:str}/pause")
async def post_objection(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """That it is wrong to set their reports aside: somebody else will look. Or the page again, with what was typed."""
    text = (await read_form(request)).get("text", "")
    try:
        await anyio.to_thread.run_sync(ombud.misuse.object, token, text)
    except (BadInput, Conflict) as error:
        return await anyio.to_thread.run_sync(partial(_receipt, request, ombud, token, text, error, about="pause"))
    return Redirect(f"/report/{token}{wish(request)}#pause", status_code=303)


def report_router() -> Router:
    """Everything under ``/report``."""
    return Router(
        "/report",
        route_handlers=[
            get_form,
            post_form,
            get_flagger_form,
            post_flagger_form,
            get_report,
            post_complaint,
            post_objection,
        ],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )


async def _file(
    request: Request[Any, Any, Any], ombud: Ombud, form: Form, origin: Origin, key: str = ""
) -> Response[Any]:
    try:
        filed = await anyio.to_thread.run_sync(ombud.reports.file, told_by(form), origin)
    except (BadInput, NotFound, Forbidden) as error:
        return _form(request, ombud, form, error, origin, key)
    return Redirect(f"/report/{filed.token}{wish(request)}", status_code=303)


def _language(request: Request[Any, Any, Any]) -> str:
    """The language that whoever reports reads, as far as they or their browser say: letters are written in it."""
    return known(request.query_params.get("lang")) or preferred(request.headers.get("accept-language", "")) or ""


def _form(
    request: Request[Any, Any, Any],
    ombud: Ombud,
    form: Form,
    error: OmbudError | None,
    origin: Origin | None = None,
    key: str = "",
) -> Response[str]:
    problem = problem_of(error) if error else None
    return page(
        request,
        "portal/report-form.html",
        status_code=status_of(error) if error else HTTPStatus.OK,
        headers=headers_of(problem) if problem else None,
        form=form,
        error=error,
        policy=ombud.policy,
        worded=ombud.notices.clauses,
        flagger=origin.flagger if origin else None,
        action=f"/report/as/{key}" if key else "/report",
        law=LAW,
        most=MAX_EXPLANATION,
        most_law=MAX_LAW,
    )


def _receipt(
    request: Request[Any, Any, Any],
    ombud: Ombud,
    token: str,
    text: str = "",
    error: OmbudError | None = None,
    *,
    about: str = "answer",
) -> Response[str]:
    """`about` is what `error` is about: an objection to the ``answer``, or to the ``pause``."""
    view = ombud.reports.by_token(token)
    if view is None:
        raise NotFound("no_such_report", "there is nothing at this address")
    return page(
        request,
        "portal/report.html",
        status_code=status_of(error) if error else HTTPStatus.OK,
        speak=(view.report.language,),
        token=token,
        page=_page(ombud, view),
        policy=ombud.policy,
        worded=ombud.notices.clauses,
        letter={"bodies": ombud.disputes.bodies()},
        text=text,
        error=error,
        about=about,
        fixed=FIXED,
        most_aside=PAUSED_AT_MOST,
        most=MAX_APPEAL,
    )


def _page(ombud: Ombud, view: ReportView) -> Page:
    answer = next((step for step in reversed(view.steps) if step.move not in _NO_ANSWER), view.steps[-1])
    done = view.decision.decision.measure if view.decision else None
    complaint = next((step for step in view.steps if step.move == "complain"), None)
    answers = [step for step in view.steps if step.move not in _NO_ANSWER]
    before = answers[-2] if complaint is not None and len(answers) > 1 else None
    return Page(
        view=view,
        clause=ombud.policy.clauses.get(view.report.clause or ""),
        answer=answer,
        automated=answer.role == "automation",
        undone=view.state.state == "acted_on" and not restricts(view.latest.decision.measure),
        measure=done if done is not None and restricts(done) else None,
        complaint=complaint,
        before=before if before is not None and before.role != "automation" else None,
    )
