"""What measures posts here, each with its card: on what data it was made, how well it does, and what it is not for."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.pipeline import InForce
from ombud.signals.cards import Card
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_detector", "get_detectors", "get_receipt"]


@get("/detectors", sync_to_thread=False)
def get_detectors(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/detectors``"""
    return page(request, "public/detectors.html", cards=ombud.signals.cards, model=ombud.signals.model_version)


@get("/detectors/{name:str}", sync_to_thread=True)
def get_detector(name: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/detectors/{name}``"""
    card = _card(name, ombud)
    return page(request, "public/detector.html", card=card, changes=_changes(card, ombud))


@get("/detectors/{name:str}/receipt/{seq:int}", sync_to_thread=True)
def get_receipt(name: FromPath[str], seq: FromPath[int], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """``/detectors/{name}/receipt/{seq}``: the proof that a change of what its signals were fitted with is in the log,
    as ``.tlog-proof``. 409 (``not_yet_sequenced``) until it is there.
    """
    for one in _changes(_card(name, ombud), ombud):
        if one.step.seq == seq:
            return Response(
                ombud.receipts.receipt(one.step.entry),
                media_type="text/plain",
                headers={"content-disposition": f'attachment; filename="signal-{one.step.signal}-{seq}.tlog-proof"'},
            )
    raise NotFound("no_such_receipt", "there is nothing at this address")


def _card(name: str, ombud: Ombud) -> Card:
    for card in ombud.signals.cards:
        if card.name == name:
            return card
    raise NotFound("no_such_detector", "there is no detector of this name", advice="/detectors lists them")


def _changes(card: Card, ombud: Ombud) -> list[InForce]:
    """What was fitted here for its signals, newest first."""
    return [one for one in ombud.tunings.history() if one.step.signal in card.signals]
