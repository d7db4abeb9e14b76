"""What counts against people, for their platform."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import Threshold
from ombud.pipeline import Struck
from ombud.web.api.keys import require
from ombud.wiring import Ombud

__all__ = ["StrikeTold", "Strikes", "find_strikes", "get_strikes"]

SCOPE = "strikes:read"


class StrikeTold(msgspec.Struct, frozen=True):
    """One strike. `state` is ``counted``, ``expired`` or ``reversed``, `since` then; it counts until `until`."""

    id: str
    decision: str
    item: str
    clause: str
    weight: int
    at: datetime
    until: datetime
    state: str
    since: datetime


class Strikes(msgspec.Struct, frozen=True):
    """`standing` is what somebody's strikes weigh together now; `next` the threshold that comes next, if any.

    `strikes` are all that were ever counted, oldest first.
    """

    person: str
    standing: int
    next: Threshold | None
    strikes: list[StrikeTold]


@get("/v1/people/{person:str}/strikes")
async def get_strikes(
    person: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[bytes]:
    """Everything that was ever counted against an author; nothing for one that nobody has heard of."""
    return await _answer(request, ombud, person)


@get("/v1/people/strikes")
async def find_strikes(
    request: Request[Any, Any, Any],
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - it is the name of the field in the address
) -> Response[bytes]:
    """The same with ``?id=``, for ids that no path can hold."""
    return await _answer(request, ombud, id)


async def _answer(request: Request[Any, Any, Any], ombud: Ombud, person: str) -> Response[bytes]:
    await require(request, SCOPE)
    told = await anyio.to_thread.run_sync(_strikes, ombud, person)
    return Response(msgspec.json.encode(told), media_type="application/json")


def _strikes(ombud: Ombud, person: str) -> Strikes:
    score = ombud.strikes.score(person)
    return Strikes(person, score.total, score.next, [_told(one) for one in ombud.strikes.history(person)])


def _told(one: Struck) -> StrikeTold:
    strike = one.strike
    return StrikeTold(
        strike.id, strike.decision, strike.item, strike.clause, strike.weight, strike.at, strike.until, one.state,
        one.since,
    )  # fmt: skip
