"""What platforms and other programs call."""

from litestar import Router

from ombud.web.api.operations import healthz
from ombud.wiring import Ombud

__all__ = ["router"]


def router(_ombud: Ombud) -> Router:
    """Every address that answers programs."""
    return Router("/", route_handlers=[healthz])
