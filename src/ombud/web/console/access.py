"""Who may come in: the session cookie, the three roles, and where to go after signing in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Redirect

from ombud.model import Forbidden, Role
from ombud.wiring import Ombud

__all__ = ["HOME", "SIGN_IN", "Gate", "SignInNeeded", "local_path", "to_sign_in"]

HOME = "/console"
SIGN_IN = "/console/sign-in"
_HOURS_12 = 12 * 3600
_RANK = {role: rank for rank, role in enumerate(Role)}  # declared from the least to the most trusted

Connection = ASGIConnection[Any, Any, Any, Any]


class SignInNeeded(Exception):
    """Nobody is signed in; `back` is the local path to return to afterwards."""

    def __init__(self, back: str) -> None:
        super().__init__("sign in first")
        self.back = back


class Gate:
    """Guards for handlers, and the cookie they look at.

    Over https the cookie carries the ``__Host-`` prefix (RFC 6265bis, 4.1.3.2), which a browser accepts only when it is
    Secure, has no Domain and the path ``/``: no neighbouring host can plant one.
    """

    def __init__(self, ombud: Ombud) -> None:
        self._ombud = ombud
        self.secure = ombud.config.url.startswith("https://")
        self.cookie_name = "__Host-ombud" if self.secure else "ombud-session"

    def behind(self, role: Role) -> Callable[[Connection, BaseRouteHandler], None]:
        """A guard that lets pass who is signed in with this role or a higher one, as ``connection.user``.

        It raises SignInNeeded or Forbidden. (A plain function, because Litestar copies what hangs on a handler.)
        """

        def guard(connection: Connection, _: BaseRouteHandler) -> None:
            token = connection.cookies.get(self.cookie_name, "")
            user = self._ombud.accounts.user_of(token) if token else None
            if user is None:
                raise SignInNeeded(_asked_for(connection))
            connection.scope["user"] = user
            if _RANK[user.role] < _RANK[role]:
                raise Forbidden(
                    "role_missing",
                    f"This page is for the role “{role}”; yours is “{user.role}”.",
                    advice="An admin can change your role.",
                )

        return guard

    def cookie(self, token: str) -> Cookie:
        """The session cookie: twelve hours, not readable by scripts, not sent from other sites."""
        return Cookie(
            key=self.cookie_name,
            value=token,
            path="/" if self.secure else HOME,
            max_age=_HOURS_12 if token else 0,
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )


def local_path(wanted: str) -> str:
    """`wanted` when it is a path inside the console, else the console's first page: never an address elsewhere."""
    parts = urlsplit(wanted) if wanted.isprintable() and "\\" not in wanted and "[" not in wanted else urlsplit("")
    inside = parts.path == HOME or parts.path.startswith(HOME + "/")
    if parts.scheme or parts.netloc or not inside or ".." in parts.path or parts.path == SIGN_IN:
        return HOME
    return parts.path + (f"?{parts.query}" if parts.query else "")


def to_sign_in(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Exception handler for SignInNeeded: off to the sign-in page, and back afterwards."""
    back = error.back if isinstance(error, SignInNeeded) else HOME
    query = "" if back == HOME else "?" + urlencode({"next": back})
    return Redirect(SIGN_IN + query, status_code=303)


def _asked_for(connection: Connection) -> str:
    """The page to come back to. After a POST that is its page: what was being sent is not sent again by itself."""
    query = connection.scope["query_string"].decode("ascii", "replace")
    return local_path(connection.scope["path"] + (f"?{query}" if query else ""))
