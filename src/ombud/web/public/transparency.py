"""How the rules are applied, in numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from ombud.model import Ground
from ombud.ports import Unit
from ombud.web.public.figures import FEWEST, Numbers, told
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_transparency"]

DAYS = 30
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@get("/transparency", sync_to_thread=True)
def get_transparency(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/transparency``"""
    numbers: Numbers = request.app.state.numbers
    with ombud.store.read() as unit:
        head, waiting = unit.ledger.head(), unit.ledger.waiting()
        disputes = {state: told(count) for state, count in unit.processes.counts("dispute").items()}
        month, ever = (_withheld(unit, since) for since in (ombud.clock.now() - timedelta(days=DAYS), EVER))
    return page(
        request,
        "public/transparency.html",
        recent=numbers.of(DAYS),
        ever=numbers.of(None),
        untold=[(ground, told(month[ground][0]), told(made), told(gone)) for ground, (made, gone) in ever.items()],
        days=DAYS,
        fewest=FEWEST,
        policy=ombud.policy,
        worded=ombud.notices.clauses,
        head=head,
        waiting=waiting,
        disputes=disputes,
        vkey=ombud.signer.vkey,
        url=ombud.config.url,
    )


def _withheld(unit: Unit, since: datetime) -> dict[str, tuple[int, int]]:
    """Ground -> how many people were not told, and how many of these have been since; of orders for data too."""
    by = dict(unit.notices.withheld_by(since))
    (made, gone), (asked, told_since) = by[Ground.LEGAL_GAG], unit.inquiries.withheld(since)
    by[Ground.LEGAL_GAG] = made + asked, gone + told_since
    return by
