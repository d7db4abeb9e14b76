"""The register of trusted flaggers: whose reports come first here, and how often they were right."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from ombud.process.misuse import SET_ASIDE
from ombud.web.public.figures import FEWEST, told
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_flaggers"]


@get("/register/flaggers", sync_to_thread=True)
def get_flaggers(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/register/flaggers``: flaggers are organisations and told exactly; people are counted, none below five."""
    with ombud.store.read() as unit:
        people = unit.processes.counts("reporter")
    paused = sum(people.get(state, 0) for state in SET_ASIDE)
    return page(
        request,
        "public/flaggers.html",
        rows=ombud.flaggers.register(),
        warned=told(people.get("warned", 0) + paused),
        paused=told(paused),
        fewest=FEWEST,
    )
