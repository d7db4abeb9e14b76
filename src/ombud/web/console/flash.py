"""What was done, told on the page that comes after it, once.

The word for it travels in a cookie, not in the address: a link cannot have the console say that something was done.
"""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from ombud.web.console.access import HOME

__all__ = ["carried", "carry", "drop"]

_SECONDS = 60


def carry(response: Response[Any], said: str, *, secure: bool) -> None:
    """Have the next page say it; `said` is a code that the templates have words for."""
    response.set_cookie(_cookie(said, secure=secure))


def carried(request: Request[Any, Any, Any], *, secure: bool) -> str:
    """What this page has to say; empty when there is nothing."""
    return request.cookies.get(_name(secure=secure), "")


def drop(response: Response[Any], *, secure: bool) -> None:
    """It is said."""
    response.set_cookie(_cookie("", secure=secure))


def _name(*, secure: bool) -> str:
    """Over https with the prefix that no neighbouring host can set (RFC 6265bis, 4.1.3.2)."""
    return "__Host-ombud-said" if secure else "ombud-said"


def _cookie(said: str, *, secure: bool) -> Cookie:
    return Cookie(
        key=_name(secure=secure),
        value=said,
        path="/" if secure else HOME,
        max_age=_SECONDS if said else 0,
        secure=secure,
        httponly=True,
        samesite="strict",
    )
