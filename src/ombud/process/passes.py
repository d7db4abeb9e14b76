"""Passes: what opens a person's own page. Signed, so that nothing has to be kept; dated, so that none lasts for ever.

A pass is ``base64url(person, end) "." base64url(HMAC-SHA256)``: whoever holds it sees what that person may see, and
whoever changes a letter of it holds nothing.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

import msgspec

from ombud.model import BadInput, NotFound

__all__ = ["LONGEST", "PASS_MOST", "SENT_ALONG", "Pass", "read_pass", "write_pass"]

LONGEST = timedelta(days=366)
SENT_ALONG = timedelta(days=30)
"""How long the link works that is sent along with a notice, to the platform and in letters."""
PASS_MOST = 4608
"""Characters; no pass of ours is longer: an id has 512 at most, each of six bytes at worst, as base64."""

_MAC = 24  # bytes: 192 bits


class Pass(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Whose it is (the platform's id) and the second since 1970 in which it ends."""

    person: str
    ends: int


_read = msgspec.json.Decoder(Pass)


def write_pass(secret: bytes, person: str, now: datetime, lasts: timedelta) -> str:
    """A pass for `person`. Raises BadInput (``pass_too_long``) for one that would last longer than `LONGEST`."""
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput("pass_too_long", "A link lasts between a moment and a year.", field="hours")
    body = msgspec.json.encode(Pass(person, int((now + lasts).timestamp())))
    return f"{_text(body)}.{_text(_mac(secret, body))}"


def read_pass(secret: bytes, token: str, now: datetime) -> Pass:
    """Raises NotFound (``no_such_page``) for what is no pass of ours, or is over: a stranger learns no difference."""
    body_text, dot, mac_text = token.partition(".")
    body, mac = _bytes(body_text), _bytes(mac_text)
    if not dot or len(token) > PASS_MOST or not hmac.compare_digest(mac, _mac(secret, body)):
        raise _nothing()
    found = _read.decode(body)  # ours: the signature says so
    if now.timestamp() >= found.ends:
        raise _nothing()
    return found


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, b"pass\0" + body, hashlib.sha256).digest()[:_MAC]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Strictly: no two texts are the same pass."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _text(data) == text else b""


def _nothing() -> NotFound:
    return NotFound("no_such_page", "there is nothing at this address", advice="Ask your platform for a new link.")
