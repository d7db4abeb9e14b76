"""A person's own page: everything about them in one place, and all of it to take away."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import NotFound
from ombud.pipeline import PersonsPage
from ombud.process.misuse import PAUSED_AT_MOST
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["person_router"]

_MOST_PAGES = 10_000


@get("/", sync_to_thread=True)
def get_person(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud], number: FromQuery[int] = 1
) -> Response[str]:
    """``/person/{token}``: decisions, status, strikes, appeals, reports. The address is the only key, and it ends."""
    if not 0 < number <= _MOST_PAGES:
        raise NotFound("no_such_page", "there is nothing at this address")
    return _shown(request, token, ombud, ombud.persons.page(token, number), number, "portal/person.html")


@get("/everything.json", sync_to_thread=True)
def get_json(token: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[dict[str, object]]:
    """All of it for programs (GDPR Art. 20)."""
    return Response(ombud.persons.everything(token), headers=_as("everything.json"))


@get("/everything.zip", sync_to_thread=True)
def get_zip(token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """The same, with a page to read and the receipts."""
    readable = _shown(request, token, ombud, ombud.persons.whole(token), 1, "portal/person-file.html").content
    archive = ombud.persons.archive(token, readable)
    return Response(archive, media_type="application/zip", headers=_as("everything.zip"))


def person_router() -> Router:
    """Everything under ``/person/{token}``."""
    return Router(
        "/person/{token:str}",
        route_handlers=[get_person, get_json, get_zip],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )


def _shown(
    request: Request[Any, Any, Any], token: str, ombud: Ombud, view: PersonsPage, number: int, template: str
) -> Response[str]:
    return page(
        request, template, speak=view.speaks, view=view, token=token, number=number, soon=timedelta(days=30),
        policy=ombud.policy, worded=ombud.notices.clauses, made_at=ombud.clock.now(), site=ombud.config.url,
        most_aside=PAUSED_AT_MOST,
    )  # fmt: skip


def _as(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
