"""What measures posts here, each with its card: on what data it was made, how well it does, and what it is not for."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_detector", "get_detectors"]


@get("/detectors", sync_to_thread=False)
def get_detectors(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/detectors``"""
    return page(request, "public/detectors.html", cards=ombud.cards)


@get("/detectors/{name:str}", sync_to_thread=False)
def get_detector(name: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[str]:
    """``/detectors/{name}``"""
    for card in ombud.cards:
        if card.name == name:
            return page(request, "public/detector.html", card=card)
    raise NotFound("no_such_detector", "there is no detector of this name", advice="/detectors lists them")
