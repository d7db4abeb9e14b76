"""The policy as people read it: the clauses in their own words, what changed and why, and every version there was."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound, PolicyVersion, Publication
from ombud.pipeline.telling.in_public import in_public
from ombud.ports import Unit
from ombud.web.public.provisions import Published
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_policy", "get_receipt", "get_receipt_of", "get_version"]


class Told(msgspec.Struct, frozen=True):
    """A version as it is shown: each time it came into force, newest first, and what was in force before the last."""

    policy: PolicyVersion
    publications: tuple[Publication, ...]
    before: PolicyVersion | None


@get("/policy", sync_to_thread=True)
def get_policy(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/policy``: the version that runs."""
    return _page(request, ombud, None)


@get("/policy/{version:str}", sync_to_thread=True)
def get_version(
    version: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[str]:
    """``/policy/{version}``: any version that ever ran here, under the address that statements link to."""
    return _page(request, ombud, version)


@get("/policy/{version:str}/receipt", sync_to_thread=True)
def get_receipt(version: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """``/policy/{version}/receipt``: the proof that its last publication is in the public log, as ``.tlog-proof``.

    409 (``not_yet_sequenced``) until it is in the log.
    """
    return _receipt(ombud, version, None)


@get("/policy/{version:str}/receipt/{seq:int}", sync_to_thread=True)
def get_receipt_of(version: FromPath[str], seq: FromPath[int], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """``/policy/{version}/receipt/{seq}``: the same of an earlier time that it came into force, by its number."""
    return _receipt(ombud, version, seq)


def _receipt(ombud: Ombud, version: str, seq: int | None) -> Response[bytes]:
    with ombud.store.read() as unit:
        times = [one for one in unit.policies.publications() if one.version == version and seq in (None, one.seq)]
    if not times or times[0].entry is None:
        raise NotFound("no_such_receipt", "there is nothing at this address")
    number = f"-{seq}" if seq is not None else ""
    return Response(
        ombud.receipts.receipt(times[0].entry),
        media_type="text/plain",
        headers={"content-disposition": f'attachment; filename="policy-{version[7:19]}{number}.tlog-proof"'},
    )


def _page(request: Request[Any, Any, Any], ombud: Ombud, version: str | None) -> Response[str]:
    """None is the version that runs; until this process has taken it up, the newest one holds already."""
    with ombud.store.read() as unit:
        publications = [_in_public(one) for one in unit.policies.publications()]
        told = _told(publications, version or ombud.policy.version, unit)
    if told is None:
        raise NotFound("no_such_policy", "no version of the policy has that name")
    published: Published = request.app.state.published
    return page(
        request,
        "public/policy.html",
        policy=told.policy,
        publication=told.publications[0],
        times=told.publications,
        before=told.before,
        changes=published.difference(told.before, told.policy) if told.before else None,
        sections=published.read(told.policy),
        strikes=published.strikes(told.policy),
        publications=publications,
        holds=version in (None, ombud.policy.version, publications[0].version),
        worded=ombud.notices.clauses,
    )


def _in_public(publication: Publication) -> Publication:
    return msgspec.structs.replace(publication, reason=in_public(publication.reason))


def _told(publications: Sequence[Publication], version: str, unit: Unit) -> Told | None:
    """`publications` come newest first."""
    policy, times = unit.policies.get(version), tuple(one for one in publications if one.version == version)
    if policy is None or not times:
        return None
    before = next((one for one in publications if one.seq < times[0].seq), None)
    return Told(policy, times, unit.policies.get(before.version) if before else None)
