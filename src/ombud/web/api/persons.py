"""Links to people's own pages, for their platform to hand on: whoever is signed in there needs no other proof here."""

from datetime import timedelta
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.web.api.keys import require
from ombud.web.security import STATELESS
from ombud.wiring import Ombud

__all__ = ["PersonLink", "link_of", "post_link"]

SCOPE = "people:write"
_A_DAY = 24


class PersonLink(msgspec.Struct, frozen=True):
    """`url` opens the page of `person` for `hours`. Give it to nobody else."""

    person: str
    url: str
    hours: int


_Asked = Request[Any, Any, Any]


@post("/v1/people/{person:str}/link", opt=STATELESS, status_code=200)
async def post_link(
    person: FromPath[str], request: _Asked, ombud: NamedDependency[Ombud], hours: FromQuery[int] = _A_DAY
) -> Response[bytes]:
    """A link to everything about one person, good for a day unless `hours` says otherwise (at most a year)."""
    return await _link(request, ombud, person, hours)


@post("/v1/people/link", opt=STATELESS, status_code=200)
async def link_of(
    request: _Asked,
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - it is the name of the field in the address
    hours: FromQuery[int] = _A_DAY,
) -> Response[bytes]:
    """The same with ``?id=``: ids are the platform's, and one with a slash does not survive in a path."""
    return await _link(request, ombud, id, hours)


async def _link(request: _Asked, ombud: Ombud, person: str, hours: int) -> Response[bytes]:
    await require(request, SCOPE)
    lasts = timedelta(hours=max(0, min(hours, 1_000_000)))
    url = await anyio.to_thread.run_sync(ombud.persons.url, person, lasts)
    return Response(msgspec.json.encode(PersonLink(person, url, hours)), media_type="application/json")
