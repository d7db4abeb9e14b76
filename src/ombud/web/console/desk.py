"""What every handler of the console works with: who is asking, when, and how an answer is made."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.response import Redirect

from ombud.model import OmbudError, User
from ombud.web.console.flash import carried, carry, drop
from ombud.web.console.places import areas_for, place_of
from ombud.web.console.preferences import Preferences, preferences_of
from ombud.web.errors import EXCEPTION_HANDLERS, problem_of
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["ConsoleRequest", "Desk", "Form", "desk_for", "refusals"]

ConsoleRequest = Request[Any, Any, Any]

Form = dict[str, str]
"""A form as it was sent: one text per field."""


class Desk(msgspec.Struct, frozen=True):
    """One reviewer's place for one request. `said` names the message about the action before, if there was one."""

    ombud: Ombud
    request: ConsoleRequest
    user: User
    now: datetime
    preferences: Preferences
    said: str

    def page(self, name: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response[str]:
        """A page of the console; `name` is its template in ``templates/console``."""
        with self.ombud.store.read() as unit:
            given = unit.board.count(self.user.id)
        answer = page(
            self.request, f"console/{name}", status_code=status, desk=self, now=self.now, given=given,
            areas=areas_for(self.user.role), location=place_of(self.request.url.path), **context,
        )  # fmt: skip
        if self.said:
            drop(answer, secure=_secure(self.ombud))
        return answer

    def go(self, path: str, said: str = "") -> Response[Any]:
        """On to another page after an action (303: reloading it repeats nothing), which says what was done."""
        answer = Redirect(path, status_code=303)
        if said:
            carry(answer, said, secure=_secure(self.ombud))
        return answer


def desk_for(request: ConsoleRequest, ombud: NamedDependency[Ombud]) -> Desk:
    """Dependency of every handler behind the sign-in."""
    return Desk(
        ombud=ombud,
        request=request,
        user=request.user,
        now=ombud.clock.now(),
        preferences=preferences_of(request),
        said=carried(request, secure=_secure(ombud)),
    )


def _secure(ombud: Ombud) -> bool:
    return ombud.config.url.startswith("https://")


def refusals(ombud: Ombud) -> Callable[[ConsoleRequest, OmbudError], Response[Any]]:
    """Exception handler: what cannot be done, as a page of the console instead of a bare one."""

    def refused(request: ConsoleRequest, error: OmbudError) -> Response[Any]:
        if request.scope.get("user") is None:  # refused before anybody asked who it is
            answer: Response[Any] = EXCEPTION_HANDLERS[OmbudError](request, error)
            return answer
        problem = problem_of(error)
        return desk_for(request, ombud).page("refused.html", HTTPStatus(problem.status), problem=problem)

    return refused
