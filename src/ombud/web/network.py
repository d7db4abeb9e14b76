"""Where a request comes from: the address at the other end, or the one that a proxy we trust has seen there."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from litestar.connection import ASGIConnection

__all__ = ["Networks", "client_address", "seen_by"]

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]

_MOST_HOPS = 20


def client_address(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The IP address of whoever sent the request; empty when there is none (a socket of another kind).

    ``X-Forwarded-For`` counts only when the other end is among ``OMBUD_TRUSTED_PROXIES``: anybody can write one.
    """
    peer = connection.client.host if connection.client else ""
    told = ",".join(connection.headers.getall("x-forwarded-for", []))
    return seen_by(connection.app.state.proxies, peer, told)


def seen_by(trusted: Networks, peer: str, forwarded: str) -> str:
    """The address furthest away that somebody we trust has seen, walking back from `peer` through `forwarded`.

    Every proxy adds, at the right, the address that it was asked from. So the walk goes on while the one who says it is
    trusted, and what stands further left is whatever a stranger cares to write. Something that is no address ends it.
    """
    at = peer
    for name in reversed(forwarded.split(",")[-_MOST_HOPS:]):
        further = _address(name)
        if further is None or not _is_in(trusted, at):
            break
        at = str(further)
    return at


def _is_in(trusted: Networks, name: str) -> bool:
    address = _address(name)
    return address is not None and any(address in network for network in trusted)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(name.strip().removeprefix("[").partition("]")[0].partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
