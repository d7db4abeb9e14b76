"""Signing in and out."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from litestar import Response, Router, get, post
from litestar.response import Redirect

from ombud.model import Forbidden, OmbudError
from ombud.web.console.access import HOME, SIGN_IN, Gate, local_path
from ombud.web.console.desk import ConsoleRequest
from ombud.web.forms import read_form
from ombud.web.network import client_address
from ombud.web.templating import page
from ombud.web.throttle import Throttle
from ombud.wiring import Ombud

__all__ = ["signin_router"]

_AT_ONCE = 2
"""Passwords checked at the same time. Each takes 64 MiB and tens of milliseconds (argon2id): a crowd of guesses waits
in line here instead of taking the threads that decide posts."""

_LONGEST_LINE = 16
"""Passwords being checked or waiting for it, at most: under two seconds' work. Whoever comes then is told to come back,
instead of everybody waiting ever longer."""

_BUSY = 2  # seconds until it is worth coming back


class _Line:
    """Where passwords wait to be checked. Entered from one thread: that of the event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="sign-in")
        self._places = threading.BoundedSemaphore(_LONGEST_LINE)

    def join(self, check: Callable[[], str]) -> Future[str] | None:
        """What the check will answer; None when the line is full. A place is free again when its check has ended."""
        if not self._places.acquire(blocking=False):
            return None
        checked = self._pool.submit(check)
        checked.add_done_callback(lambda _: self._places.release())
        return checked


def signin_router(ombud: Ombud, gate: Gate) -> Router:
    """``/sign-in`` and ``/sign-out``: the only pages of the console that need no session."""
    throttle = Throttle()
    line = _Line()

    @get("/sign-in", sync_to_thread=False)
    def ask(request: ConsoleRequest) -> Response[str]:
        return _form(request, back=local_path(request.query_params.get("next", HOME)))

    @post("/sign-in", status_code=HTTPStatus.SEE_OTHER)
    async def sign_in(request: ConsoleRequest) -> Response[Any]:
        form = await read_form(request)
        name, password = form.get("name", "").strip(), form.get("password", "")
        back = local_path(form.get("next", HOME))
        key = (name.casefold()[:200], client_address(request))
        now = ombud.clock.now()
        if wait := throttle.begin(key, now):
            return _form(request, back=back, name=name, wait=wait)
        checked = line.join(partial(ombud.accounts.sign_in, name, password))
        if checked is None:
            throttle.undecided(key, now)
            return _form(request, back=back, name=name, busy=True)
        try:
            token = await asyncio.wrap_future(checked)
        except Forbidden:
            return _form(request, back=back, name=name, wrong=True)
        except OmbudError:
            throttle.undecided(key, now)
            raise
        throttle.succeeded(key)
        _end(ombud, request.cookies.get(gate.cookie_name, ""))
        response = Redirect(back, status_code=303)
        response.set_cookie(gate.cookie(token))
        return response

    @post("/sign-out", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
    def sign_out(request: ConsoleRequest) -> Response[Any]:
        _end(ombud, request.cookies.get(gate.cookie_name, ""))
        response = Redirect(SIGN_IN, status_code=303)
        response.set_cookie(gate.cookie(""))
        return response

    return Router("/", route_handlers=[ask, sign_in, sign_out])


def _end(ombud: Ombud, token: str) -> None:
    if token:
        ombud.accounts.sign_out(token)


def _form(
    request: ConsoleRequest,
    *,
    back: str,
    name: str = "",
    wrong: bool = False,
    busy: bool = False,
    wait: timedelta | None = None,
) -> Response[str]:
    """The page itself. A wrong name and a wrong password look the same: neither is confirmed to a stranger."""
    status = HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
    headers = {}
    if wait:
        status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"retry-after": str(int(wait.total_seconds()) + 1)}
    elif busy:
        status, headers = HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": str(_BUSY)}
    return page(
        request,
        "console/sign-in.html",
        status_code=status,
        headers=headers,
        back=back,
        typed=name,
        wrong=wrong,
        busy=busy,
        minutes=int(wait.total_seconds()) // 60 + 1 if wait else 0,
    )
