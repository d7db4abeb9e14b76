"""Somebody's word that they have read a warning."""

from typing import Any

import anyio.to_thread
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.web.forms import read_form
from ombud.web.templating import wish
from ombud.wiring import Ombud

__all__ = ["post_acknowledgement"]


@post("/acknowledgement")
async def post_acknowledgement(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """``/notice/{token}/acknowledgement``: they have read the warning. The page says so when it is shown again."""
    await read_form(request)
    await anyio.to_thread.run_sync(ombud.measures.acknowledge, token)
    return Redirect(f"/notice/{token}{wish(request)}#read", status_code=303)
