"""The notice: what happened to a post, why, who decided, and the form to appeal."""

from functools import partial
from http import HTTPStatus
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.model import BadInput, Conflict
from ombud.process import MAX_APPEAL
from ombud.web.errors import status_of
from ombud.web.forms import read_form
from ombud.web.portal.letter import Letter, letter
from ombud.web.portal.plea import links_in
from ombud.web.templating import page, wish
from ombud.wiring import Ombud

__all__ = ["get_notice", "post_appeal", "post_evidence"]


@get("/", sync_to_thread=True)
def get_notice(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """The notice. An unknown link is told nothing but that it leads nowhere."""
    answer = _page(request, ombud, token, letter(ombud, token))
    if "prefetch" not in request.headers.get("sec-purpose", ""):  # a browser that guesses is nobody who reads
        ombud.notices.opened(token)
    return answer


@post("/")
async def post_appeal(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """Files the appeal and shows the notice again, with the appeal on it; or the form, with what was typed."""
    form = await read_form(request)
    text = form.get("text", "")
    file = partial(
        ombud.appeals.file, token, text, urgency=form.get("urgency", ""), claim=form.get("claim", ""),
        links=links_in(form.get("links", "")),
    )  # fmt: skip
    try:
        await anyio.to_thread.run_sync(file)
    except (BadInput, Conflict) as error:
        view = await anyio.to_thread.run_sync(letter, ombud, token)
        return _page(request, ombud, token, view, form=form, error=error, status=status_of(error))
    return Redirect(f"/notice/{token}{wish(request)}#appeal", status_code=303)


@post("/evidence")
async def post_evidence(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """One more thing to be read before the appeal is answered; or the notice again, with what was typed."""
    form = await read_form(request)
    links = links_in(form.get("links", ""))
    try:
        await anyio.to_thread.run_sync(ombud.appeals.add_evidence, token, form.get("text", ""), links)
    except (BadInput, Conflict) as error:
        view = await anyio.to_thread.run_sync(letter, ombud, token)
        return _page(request, ombud, token, view, form=form, lacking=error.code, status=status_of(error))
    return Redirect(f"/notice/{token}{wish(request)}#appeal", status_code=303)


def _page(
    request: Request[Any, Any, Any],
    ombud: Ombud,
    token: str,
    view: Letter,
    *,
    form: dict[str, str] | None = None,
    error: BadInput | Conflict | None = None,
    lacking: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    return page(
        request,
        "portal/notice.html",
        status_code=status,
        speak=view.speaks,
        policy=ombud.policy,
        worded=ombud.notices.clauses,
        token=token,
        letter=view,
        form=form or {},
        text=(form or {}).get("text", ""),
        error=error.code if error else "",
        field=error.field if error else None,
        lacking=lacking,
        most=MAX_APPEAL,
    )
