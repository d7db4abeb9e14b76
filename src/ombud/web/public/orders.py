"""The register of orders: what states, courts and companies have demanded to be restricted or handed over."""

from typing import Any

from litestar import Request, Response, get

from ombud.web.templating import page

__all__ = ["get_orders"]


@get("/register/orders", sync_to_thread=False)
def get_orders(request: Request[Any, Any, Any]) -> Response[str]:
    """``/register/orders``: there is no way yet for an order to have effect here, so the register is empty."""
    return page(request, "public/orders.html")
