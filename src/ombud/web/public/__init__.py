"""What anybody may read."""

from typing import Any

from litestar import Router

from ombud.web.public import detectors, flaggers, ledger, orders, policy, start, tombstone, transparency
from ombud.web.public.figures import Numbers
from ombud.web.public.provisions import Published
from ombud.wiring import Ombud

__all__ = ["prepare", "router"]


def prepare(ombud: Ombud) -> dict[str, Any]:
    """What the pages here share: numbers counted a moment ago, and policy versions read before."""
    return {"numbers": Numbers(ombud.store, ombud.clock), "published": Published()}


def router() -> Router:
    """The public pages. They may be kept, but are asked for again every time."""
    return Router(
        "/",
        route_handlers=[
            start.get_start,
            policy.get_policy,
            policy.get_version,
            policy.get_receipt,
            policy.get_receipt_of,
            transparency.get_transparency,
            ledger.get_ledger,
            tombstone.get_tombstone,
            tombstone.find_tombstone,
            tombstone.get_tombstone_page,
            tombstone.get_tombstone_piece,
            orders.get_orders,
            orders.get_orders_json,
            flaggers.get_flaggers,
            detectors.get_detectors,
            detectors.get_detector,
            detectors.get_receipt,
        ],
        response_headers={"cache-control": "no-cache"},
    )
