"""The register of orders: what states, courts and companies have demanded to be restricted or handed over."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ombud.pipeline import HeldBack, Listed, Registered, Unchecked
from ombud.web.templating import page
from ombud.wiring import Ombud

__all__ = ["get_orders", "get_orders_json"]

_PER_PAGE = 25
_PER_JSON = 100
_KINDS: dict[type, str] = {Registered: "entry", HeldBack: "held_back", Unchecked: "unchecked"}


@get("/register/orders", sync_to_thread=True)
def get_orders(
    request: Request[Any, Any, Any], ombud: NamedDependency[Ombud], number: FromQuery[int] = 1
) -> Response[str]:
    """``/register/orders``: everything that was demanded, the latest first, refused and informal demands too."""
    number = min(max(number, 1), 100_000)
    rows = ombud.register.page(_PER_PAGE + 1, (number - 1) * _PER_PAGE)
    return page(
        request,
        "public/orders.html",
        rows=[(_KINDS[type(one)], one) for one in rows[:_PER_PAGE]],
        counts=ombud.register.counts(),
        number=number,
        more=len(rows) > _PER_PAGE,
    )


@get("/register/orders.json", sync_to_thread=True)
def get_orders_json(ombud: NamedDependency[Ombud], offset: FromQuery[int] = 0) -> Response[bytes]:
    """The same for programs, 100 at a time from `offset` on."""
    rows = ombud.register.page(_PER_JSON, min(max(offset, 0), 10_000_000))
    body = msgspec.json.encode({"orders": [_plain(one) for one in rows], "counts": dict(ombud.register.counts())})
    return Response(body, media_type="application/json")


def _plain(one: Listed) -> dict[str, Any]:
    return {"is": _KINDS[type(one)], **msgspec.to_builtins(one)}
