"""What every answer carries, and what no request from another site may do."""

from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

from ombud.model import Forbidden

__all__ = ["STATELESS", "add_security_headers", "refuse_cross_site"]

STATELESS = {"stateless": True}
"""``opt`` of handlers that look at no cookie: a bearer key or a secret in the body is their only authority, so that a
foreign page that makes a browser call them gains nothing."""

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_NO_STORE = (b"cache-control", b"no-store")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def add_security_headers(message: Message, _scope: Scope) -> None:
    """Every response carries the policy; what does not say how long it may be kept is not kept at all."""
    if message["type"] != "http.response.start":
        return
    headers = list(message["headers"])
    if not any(name.lower() == b"cache-control" for name, _ in headers):
        headers.append(_NO_STORE)
    message["headers"] = [*headers, *_ALWAYS]


async def refuse_cross_site(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """A guard: unsafe requests that a browser makes for another site's page are refused (code ``cross_site``).

    Browsers say where a request comes from in ``Sec-Fetch-Site`` (W3C Fetch Metadata) and, over plain HTTP to anything
    but this machine, only in ``Origin`` (RFC 6454). A request with neither does not come from a browser of this
    decade, carries nobody's cookies by accident, and is let through.
    """
    if connection.scope.get("method") in _SAFE_METHODS or handler.opt.get("stateless"):
        return
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    else:
        origin = connection.headers.get("origin")
        if origin is None or urlsplit(origin).netloc == connection.headers.get("host", ""):
            return
    raise Forbidden(
        "cross_site",
        "the request came from a page of another site",
        advice="Open the page here again and send the form from it.",
    )
