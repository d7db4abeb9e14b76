"""Who is calling: ``Authorization: Bearer ombud_...``, scoped."""

import ipaddress
import time
from typing import Any, Protocol

import anyio.to_thread
from litestar import Request

from ombud.model import ApiKey, Forbidden

__all__ = ["KeyRing", "Keys", "require"]

REMEMBERED_S = 5.0
"""For how long a key that was looked up is taken as good: a revoked one stops working after at most this."""

_MOST_REMEMBERED = 1024


class KeyRing(Protocol):
    """Where keys are kept: `ombud.accounts`."""

    def key_of(self, secret: str) -> ApiKey | None: ...
    def keys(self) -> list[ApiKey]: ...


class Keys:
    """Looks keys up, and remembers the good ones for a moment: the hot path should not ask the database every time."""

    def __init__(self, ring: KeyRing, host: str) -> None:
        self._ring = ring
        self._local = _is_loopback(host)
        self._seen: dict[str, tuple[float, ApiKey]] = {}

    async def require(self, authorization: str, scope: str) -> ApiKey:
        """The key of an ``Authorization`` header. Raises Forbidden: ``key_missing``, ``key_unknown``, ``no_keys``
        (on this machine, before the first key is made), ``scope_missing``."""
        now = time.monotonic()
        expires, key = self._seen.get(authorization, (0.0, None))
        if key is None or expires < now:
            key = await anyio.to_thread.run_sync(self._look_up, authorization)
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            self._seen[authorization] = (now + REMEMBERED_S, key)
        if scope not in key.scopes:
            raise Forbidden("scope_missing", f"this key may not do that: it lacks the scope {scope}")
        return key

    def _look_up(self, authorization: str) -> ApiKey:
        scheme, _, secret = authorization.partition(" ")
        key = self._ring.key_of(secret.strip()) if scheme.lower() == "bearer" and secret else None
        if key is not None:
            return key
        advice = "Send “Authorization: Bearer ombud_...”; `ombud key add NAME` makes a key."
        if self._local and not self._ring.keys():
            raise Forbidden("no_keys", "there is no API key yet", advice="Run `ombud key add NAME` on the server.")
        if not authorization:
            raise Forbidden("key_missing", "this address needs an API key", advice=advice)
        raise Forbidden("key_unknown", "this API key is not known, or it was revoked", advice=advice)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def require(request: Request[Any, Any, Any], scope: str) -> ApiKey:
    """The key of this request; see Keys.require."""
    keys: Keys = request.app.state.api_keys
    return await keys.require(request.headers.get("authorization", ""), scope)
