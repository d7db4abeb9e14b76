"""The notice: what happened to a post, why, who decided, and the form to appeal."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.languages import known
from ombud.model import BadInput, Conflict
from ombud.process import MAX_APPEAL
from ombud.web.errors import status_of
from ombud.web.forms import read_form
from ombud.web.portal.letter import Letter, letter
from ombud.web.portal.plea import links_in
from ombud.web.templating import page, wish
from ombud.wiring import Ombud

__all__ = ["get_notice", "post_appeal", "post_evidence"]

_APPEAL = {"": "text", "text": "text", "links": "first-links", "urgency": "urgency", "claim": "claim"}
_EVIDENCE = {"": "more", "text": "more", "links": "more-links"}
"""Where on the page the fields of the two forms are, by the name that an error gives them."""


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
    file = partial(
        ombud.appeals.file, token, form.get("text", ""), urgency=form.get("urgency", ""), claim=form.get("claim", ""),
        links=links_in(form.get("links", "")), reads=known(form.get("reads")),
    )  # fmt: skip
    return await _taken(request, ombud, token, file, form, _APPEAL)


@post("/evidence")
async def post_evidence(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """One more thing to be read before the appeal is answered; or the form, with what was typed."""
    form = await read_form(request)
    add = partial(ombud.appeals.add_evidence, token, form.get("text", ""), links_in(form.get("links", "")))
    return await _taken(request, ombud, token, add, form, _EVIDENCE)


async def _taken(
    request: Request[Any, Any, Any],
    ombud: Ombud,
    token: str,
    act: Callable[[], object],
    form: dict[str, str],
    places: Mapping[str, str],
) -> Response[Any]:
    try:
        await anyio.to_thread.run_sync(act)
    except (BadInput, Conflict) as error:
        view = await anyio.to_thread.run_sync(letter, ombud, token)
        at = places.get(error.field or "", places[""]) if isinstance(error, BadInput) else ""
        return _page(request, ombud, token, view, form=form, error=error.code, at=at, status=status_of(error))
    return Redirect(f"/notice/{token}{wish(request)}#appeal", status_code=303)


def _page(
    request: Request[Any, Any, Any],
    ombud: Ombud,
    token: str,
    view: Letter,
    *,
    form: Mapping[str, str] | None = None,
    error: str = "",
    at: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    """`at` is the id of the field that `error` is about; empty when it is about none."""
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
        error=error,
        at=at,
        most=MAX_APPEAL,
    )
