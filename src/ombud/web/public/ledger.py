"""The public log, explained to people: how far it goes, and how to check it."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from ombud.pipeline import MERGE_DELAY_SECONDS
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_ledger"]


@get("/ledger", sync_to_thread=True)
def get_ledger(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/ledger``"""
    with ombud.store.read() as unit:
        head, waiting = unit.ledger.head(), unit.ledger.waiting()
    return page(
        request,
        "public/ledger.html",
        head=head,
        waiting=waiting,
        vkey=ombud.signer.vkey,
        url=ombud.config.url,
        merge_delay_minutes=MERGE_DELAY_SECONDS // 60,
    )
