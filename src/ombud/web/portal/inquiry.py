"""Whose data was asked for reads here by whom, what for, and what was done."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["inquiry_router"]


@get("/", sync_to_thread=True)
def get_inquiry(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/inquiry/{token}``. The address is the only key; while a law forbids to tell, it leads nowhere."""
    view = ombud.asking.by_token(token)
    if view is None:
        raise NotFound("no_such_inquiry", "there is nothing at this address")
    if "prefetch" not in request.headers.get("sec-purpose", ""):  # a browser that guesses is nobody who reads
        ombud.asking.opened(token)
    return page(request, "portal/inquiry.html", speak=(view.speaks, view.order.language or None), view=view)


def inquiry_router() -> Router:
    """Everything under ``/inquiry/{token}``."""
    return Router(
        "/inquiry/{token:str}",
        route_handlers=[get_inquiry],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )
