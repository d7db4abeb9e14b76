"""What was decided, and its proof."""

from typing import Any

import anyio.to_thread
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import NotFound
from ombud.web.api.keys import require
from ombud.wiring import Ombud

__all__ = ["find_item_decisions", "get_decision", "get_item_decisions", "get_receipt"]

SCOPE = "decisions:read"


@get("/v1/decisions/{decision_id:str}")
async def get_decision(
    decision_id: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[bytes]:
    """The decision as it was sealed, byte for byte: these are the bytes that the ledger commits to."""
    await require(request, SCOPE)
    return _json(await anyio.to_thread.run_sync(_record, ombud, decision_id))


@get("/v1/items/{item_id:str}/decisions")
async def get_item_decisions(
    item_id: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[bytes]:
    """All decisions about an item, oldest first, as a JSON list; empty for an item nobody has heard of."""
    await require(request, SCOPE)
    return _json(await anyio.to_thread.run_sync(_records_of, ombud, item_id))


@get("/v1/items/decisions")
async def find_item_decisions(
    request: Request[Any, Any, Any],
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - it is the name of the field in the address
) -> Response[bytes]:
    """The same with ``?id=``: ids are the platform's, and one with a slash does not survive in a path."""
    await require(request, SCOPE)
    return _json(await anyio.to_thread.run_sync(_records_of, ombud, id))


@get("/v1/decisions/{decision_id:str}/receipt")
async def get_receipt(
    decision_id: FromPath[str], request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]
) -> Response[bytes]:
    """The decision's receipt (``c2sp.org/tlog-proof@v1``). 409 ``not_yet_sequenced`` until it is in the log."""
    await require(request, SCOPE)
    receipt = await anyio.to_thread.run_sync(ombud.receipts.receipt, decision_id)
    return Response(
        receipt,
        media_type="text/plain",
        headers={"content-disposition": f'attachment; filename="{decision_id}.tlog-proof"'},
    )


def _record(ombud: Ombud, decision_id: str) -> bytes:
    with ombud.store.read() as unit:
        view = unit.records.decision(decision_id)
    if view is None:
        raise NotFound("no_such_decision", f"no decision {decision_id!r} is on the record")
    return view.record


def _records_of(ombud: Ombud, item_id: str) -> bytes:
    with ombud.store.read() as unit:
        views = unit.records.of_item(item_id)
    return b"[" + b",".join(view.record for view in views) + b"]"


def _json(body: bytes) -> Response[bytes]:
    return Response(body, media_type="application/json")
