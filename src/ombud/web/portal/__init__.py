"""What one person may read: the notice of a decision about their post, their appeal, their receipts."""

from litestar import Router

from ombud.wiring import Ombud

__all__ = ["router"]


def router(_ombud: Ombud) -> Router:
    """Everything under ``/notice/{token}``."""
    return Router("/notice", route_handlers=[])
