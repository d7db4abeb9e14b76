"""Forms for strangers: whoever has no key sends only so much from one network, and everybody else does not wait."""

from datetime import timedelta
from typing import Any

from litestar import Request

from ombud.model import Forbidden
from ombud.pipeline import network_of
from ombud.web.network import client_address
from ombud.web.throttle import Throttle
from ombud.wiring import Ombud

__all__ = ["StrangersThrottle", "admit"]

_MOST = 20
_WINDOW = timedelta(minutes=10)


class StrangersThrottle(Throttle):
    """So much of each kind in ten minutes from one network. Bounded memory; other networks never wait."""

    def __init__(self) -> None:
        super().__init__(_MOST, _WINDOW, capacity=16_384)


def admit(request: Request[Any, Any, Any], ombud: Ombud, what: str) -> str:
    """The address of a stranger who may send one more `what` (``report``, ``order``) now.

    Raises Forbidden (``too_many_requests``), told as 429.
    """
    throttle: StrangersThrottle = request.app.state.strangers
    address = client_address(request)
    wait = throttle.begin((what, network_of(address) or address), ombud.clock.now())
    if wait is not None:
        raise Forbidden(
            "too_many_requests",
            f"More than {_MOST} {what}s have come from your network within {_WINDOW.seconds // 60} minutes.",
            advice=f"Nothing of this one was kept: send it again in {int(wait.total_seconds()) // 60 + 1} minutes.",
        )
    return address
