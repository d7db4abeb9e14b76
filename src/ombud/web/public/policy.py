"""The policy as people read it: the clauses in their own words, and beside each what happens when it applies."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.web.public.provisions import Published
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_policy", "get_version"]


@get("/policy", sync_to_thread=True)
def get_policy(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/policy``: the version that runs."""
    return _page(request, ombud, ombud.policy.version)


@get("/policy/{version:str}", sync_to_thread=True)
def get_version(
    version: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[str]:
    """``/policy/{version}``: any version that ever ran here, under the address that statements link to."""
    return _page(request, ombud, version)


def _page(request: Request[Any, Any, Any], ombud: Ombud, version: str) -> Response[str]:
    with ombud.store.read() as unit:
        versions = unit.policies.versions()
    chosen = next((one for one in versions if one.version == version), None)
    if chosen is None:
        raise NotFound("no_such_policy", "no version of the policy has that name")
    published: Published = request.app.state.published
    return page(
        request,
        "public/policy.html",
        policy=chosen,
        sections=published.read(chosen),
        versions=versions,
        current=ombud.policy.version,
    )
