"""The notice: what happened to a post, why, who decided, and the form to appeal."""

from http import HTTPStatus
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.model import BadInput, Conflict
from ombud.process import MAX_APPEAL
from ombud.web.forms import read_form
from ombud.web.portal.letter import Letter, letter
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_notice", "post_appeal"]


@get("/", sync_to_thread=True)
def get_notice(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """The notice. An unknown link is told nothing but that it leads nowhere."""
    return _page(request, token, letter(ombud, token))


@post("/")
async def post_appeal(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """Files the appeal and shows the notice again, with the appeal on it; or the form, with what was typed."""
    text = (await read_form(request)).get("text", "")
    try:
        await anyio.to_thread.run_sync(ombud.appeals.file, token, text)
    except (BadInput, Conflict) as error:
        view = await anyio.to_thread.run_sync(letter, ombud, token)
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, token, view, text=text, error=error.code, status=status)
    return Redirect(f"/notice/{token}#appeal", status_code=303)


def _page(
    request: Request[Any, Any, Any],
    token: str,
    view: Letter,
    *,
    text: str = "",
    error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    return page(
        request,
        "portal/notice.html",
        status_code=status,
        token=token,
        letter=view,
        text=text,
        error=error,
        most=MAX_APPEAL,
    )
