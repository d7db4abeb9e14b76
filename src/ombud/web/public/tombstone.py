"""Where something was removed: what anybody may know of it, as JSON, as a page, and as a piece of one."""

from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import NotFound
from ombud.pipeline import Tombstone
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["Told", "find_tombstone", "get_tombstone", "get_tombstone_page", "get_tombstone_piece"]


class Told(msgspec.Struct, frozen=True):
    """A tombstone as JSON. `policy` is the address of the first clause that was applied, in the version of that day;
    `page` says the same for people.
    """

    removed: Tombstone
    policy: str
    page: str


@get("/v1/items/{item_id:str}/tombstone", sync_to_thread=True)
def get_tombstone(item_id: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """What is not shown, since when, under which clause, by whom. 404 for what is shown, and for what nobody knows."""
    return _json(ombud, item_id)


@get("/v1/items/tombstone", sync_to_thread=True)
def find_tombstone(
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - it is the name of the field in the address
) -> Response[bytes]:
    """The same with ``?id=``, for ids that no path can hold."""
    return _json(ombud, id)


@get("/tombstone", sync_to_thread=True)
def get_tombstone_page(
    request: Request[Any, Any, Any], ombud: NamedDependency[Ombud], item: FromQuery[str]
) -> Response[str]:
    """``/tombstone?item=ID``: the same for people."""
    return page(request, "public/tombstone.html", removed=_found(ombud, item), worded=ombud.notices.clauses)


@get("/tombstone/piece", sync_to_thread=True)
def get_tombstone_piece(
    request: Request[Any, Any, Any], ombud: NamedDependency[Ombud], item: FromQuery[str]
) -> Response[str]:
    """``/tombstone/piece?item=ID``: a few lines of HTML for a platform to put where the post was."""
    return page(
        request, "public/tombstone-piece.html", removed=_found(ombud, item), worded=ombud.notices.clauses,
        site=ombud.config.url,
    )  # fmt: skip


def _found(ombud: Ombud, item: str) -> Tombstone:
    found = ombud.tombstones.of(item)
    if found is None:
        raise NotFound("no_tombstone", "nothing that anybody knows of is removed here")
    return found


def _json(ombud: Ombud, item: str) -> Response[bytes]:
    found, site = _found(ombud, item), ombud.config.url
    fragment = f"#{found.clauses[0].clause.replace('/', '.')}" if found.clauses else ""
    told = Told(found, f"{site}/policy/{found.policy}{fragment}", f"{site}/tombstone?item={quote(item, safe='')}")
    return Response(msgspec.json.encode(told), media_type="application/json")
