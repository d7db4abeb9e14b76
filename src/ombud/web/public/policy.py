"""The policy as people read it: the clauses in their own words, and beside each what happens when it applies."""

import threading
from typing import Any

from litestar import Request, Response, get

from ombud.model import NotFound, PolicyVersion
from ombud.pipeline import CompiledPolicy
from ombud.web.templating import page
from ombud.wiring import Ombud, policy_from

__all__ = ["Published", "get_policy", "get_version"]

_KEPT = 16


class Published:
    """Versions that were read lately. Reading one means compiling it, and a version never changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, CompiledPolicy] = {}

    def read(self, version: PolicyVersion) -> CompiledPolicy:
        """The version, compiled."""
        with self._lock:
            found = self._kept.get(version.version)
            if found is None:
                found = policy_from(version.files)
                while len(self._kept) >= _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[version.version] = found
            return found


@get("/policy", sync_to_thread=True)
def get_policy(request: Request[Any, Any, Any], ombud: Ombud) -> Response[str]:
    """``/policy``: the version that runs."""
    return _page(request, ombud, ombud.policy.version)


@get("/policy/{version:str}", sync_to_thread=True)
def get_version(version: str, request: Request[Any, Any, Any], ombud: Ombud) -> Response[str]:
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
        policy=published.read(chosen),
        chosen=chosen,
        versions=versions,
        current=ombud.policy.version,
    )
