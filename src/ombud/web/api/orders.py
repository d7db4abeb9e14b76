"""Orders that come by machine: from a platform's own form, or from an authority's system."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from ombud.model import BadInput
from ombud.web.api.body import read_body
from ombud.web.demand import order_from
from ombud.web.security import STATELESS
from ombud.web.strangers import admit
from ombud.wiring import Ombud

__all__ = ["OrderReceived", "OrderRequest", "post_order"]


class OrderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a state, court or company demands (DSA Arts. 9, 10). What is left out is found missing by the checklist."""

    kind: str
    sender: str
    authority: str
    asked: str
    country: str = ""
    reference: str = ""
    issued_on: str = ""
    legal_basis: str = ""
    reasons: str = ""
    locations: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    language: str = ""
    redress: str = ""
    contact: str = ""
    persons: tuple[str, ...] = ()
    objective: str = ""
    necessity: str = ""
    gag_until: str = ""
    gag_basis: str = ""


class OrderReceived(msgspec.Struct, frozen=True):
    """It is on the record. `url` is where its sender sees what becomes of it: whoever has the address can read it."""

    id: str
    url: str
    received_at: datetime


_REQUEST = msgspec.json.Decoder(OrderRequest)


@post("/v1/orders", status_code=201, opt=STATELESS, request_max_body_size=None)
async def post_order(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """Takes an order in. Nothing follows until a person has checked it; a form on another site cannot send it."""
    admit(request, ombud, "order")
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "an order is sent as application/json")
    asked = _read(await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1")))
    fields = msgspec.structs.asdict(asked)
    lists = {name: "\n".join(fields[name]) for name in ("locations", "territory", "persons")}
    order, token = await anyio.to_thread.run_sync(ombud.orders.receive, order_from(fields | lists))
    received = OrderReceived(id=order.id, url=f"{ombud.config.url}/order/{token}", received_at=order.received_at)
    return Response(msgspec.json.encode(received), status_code=201, media_type="application/json")


def _read(body: bytes) -> OrderRequest:
    try:
        return _REQUEST.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput("invalid_order", str(error), advice="See docs/orders.md for the fields.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
