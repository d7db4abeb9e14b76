"""The start page: what this is, for somebody who followed a link and has never heard of it."""

from typing import Any

from litestar import Request, Response, get

from ombud.web.templating import page

__all__ = ["start"]


@get("/", sync_to_thread=False)
def start(request: Request[Any, Any, Any]) -> Response[str]:
    """``/``"""
    return page(request, "public/start.html")
