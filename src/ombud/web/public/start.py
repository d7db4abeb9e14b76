"""The start page: what this is, for somebody who followed a link and has never heard of it."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_start"]


@get("/", sync_to_thread=False)
def get_start(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/``"""
    return page(request, "public/start.html", policy=ombud.policy)
