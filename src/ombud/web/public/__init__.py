"""What anybody may read."""

from litestar import Router

from ombud.web.public.start import start
from ombud.wiring import Ombud

__all__ = ["router"]


def router(_ombud: Ombud) -> Router:
    """The public pages."""
    return Router("/", route_handlers=[start])
