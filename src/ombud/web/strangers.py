"""Forms for strangers: whoever has no key sends only so much from one network, and everybody else does not wait."""

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Any

from litestar import Request

from ombud.model import Forbidden
from ombud.pipeline import network_of
from ombud.web.network import client_address
from ombud.web.throttle import Throttle
from ombud.wiring import Ombud

__all__ = ["StrangersThrottle", "admit", "admit_letters"]

_MOST = 20
_MOST_AT_A_SITE = 100
_SITE = 48
"""Bits of what is handed to one customer at most (RFC 6177): whoever has 65,536 networks of their own has one site."""

_WINDOW = timedelta(minutes=10)
_CAPACITY = 16_384


class StrangersThrottle(Throttle):
    """So much of each kind in ten minutes from one network. Bounded memory; other networks never wait."""

    def __init__(self) -> None:
        super().__init__(_MOST, _WINDOW, capacity=_CAPACITY)
        self._sites = Throttle(_MOST_AT_A_SITE, _WINDOW, capacity=_CAPACITY)

    def admit(self, what: str, address: str, now: datetime) -> timedelta | None:
        """Count one try, from a network and the site it belongs to: how much longer to wait, or None."""
        wait = self.begin((what, network_of(address) or address), now)
        site = _site(address)
        return self._sites.begin((what, site), now) if wait is None and site else wait


def admit(request: Request[Any, Any, Any], ombud: Ombud, what: str) -> str:
    """The address of a stranger who may send one more `what` (``report``, ``order``) now.

    Raises Forbidden (``too_many_requests``), told as 429.
    """
    throttle: StrangersThrottle = request.app.state.strangers
    address = client_address(request)
    wait = throttle.admit(what, address, ombud.clock.now())
    if wait is not None:
        raise _too_many(f"Too many {what}s have come from your network within {_WINDOW.seconds // 60} minutes.", wait)
    return address


def admit_letters(request: Request[Any, Any, Any], ombud: Ombud, email: str) -> None:
    """Whether one more letter may go to an address that a stranger has typed, which may be somebody else's.

    Raises Forbidden (``too_many_requests``).
    """
    throttle: StrangersThrottle = request.app.state.strangers
    named = email.strip().lower()
    digest = hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()  # nobody's address is kept for this
    wait = throttle.begin(("letter", digest), ombud.clock.now()) if named else None
    if wait is not None:
        raise _too_many("Too many reports have named this e-mail address; without one it can be sent at once.", wait)


def _too_many(said: str, wait: timedelta) -> Forbidden:
    minutes = int(wait.total_seconds()) // 60 + 1
    return Forbidden(
        "too_many_requests", said, advice=f"Nothing of this one was kept: send it again in {minutes} minutes."
    )


def _site(address: str) -> str:
    """The /48 that an IPv6 address is in; empty for what is none."""
    try:
        at = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((at, _SITE), strict=False)) if isinstance(at, ipaddress.IPv6Address) else ""
