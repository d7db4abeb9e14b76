"""What counts against a person, as their page says it; and their word that they have read a warning."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from ombud.process.strikes import Score
from ombud.web.forms import read_form
from ombud.wiring import Ombud

__all__ = ["Reproach", "post_acknowledgement", "reproaches"]


class Reproach(msgspec.Struct, frozen=True):
    """A strike that counts: the title of its clause as it is in force, what it weighs, and when it ends."""

    title: str
    weight: int
    until: datetime


def reproaches(ombud: Ombud, score: Score) -> list[Reproach]:
    """The strikes of a score for people. A clause that is no longer in force is named by its id."""
    clauses = ombud.policy.clauses
    return [
        Reproach(clauses[one.clause].title if one.clause in clauses else one.clause, one.weight, one.until)
        for one in score.strikes
    ]


@post("/acknowledgement")
async def post_acknowledgement(
    token: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[Any]:
    """``/notice/{token}/acknowledgement``: they have read the warning. The page says so when it is shown again."""
    await read_form(request)
    await anyio.to_thread.run_sync(ombud.measures.acknowledge, token)
    return Redirect(f"/notice/{token}#read", status_code=303)
