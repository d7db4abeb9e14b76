"""What goes through a door: a call in, an answer out, and who answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from urllib.parse import parse_qsl

import msgspec

from ombud.model import BadInput, OmbudError

__all__ = ["JSON", "MOST_FIELDS", "TEXT", "Address", "Answer", "Call", "Door", "pairs", "too_many_fields"]

JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"
MOST_FIELDS = 200


async def _never() -> None:
    await asyncio.Event().wait()


class Call(msgspec.Struct, frozen=True):
    """A request. Names of headers are in small letters; `server` is the host and port of this end of the connection,
    which no header can change. `read` gives the body, once: so a key can be looked at before it. `gone`, once it was
    read, comes back when the client has hung up.
    """

    query: bytes
    headers: Mapping[bytes, bytes]
    server: tuple[str, int | None]
    read: Callable[[], Awaitable[bytes]]
    gone: Callable[[], Awaitable[None]] = _never

    def header(self, name: bytes) -> str:
        """A header's value, or nothing."""
        return self.headers.get(name, b"").decode("latin-1")

    def bearer(self) -> str:
        """The secret of an ``Authorization: Bearer`` header, or nothing."""
        scheme, _, secret = self.header(b"authorization").partition(" ")
        return secret.strip() if scheme.lower() == "bearer" else ""

    def asked(self) -> dict[str, str]:
        """The query. Raises BadInput (``malformed_form``) when it has too many fields."""
        return pairs(self.query) if self.query else {}


class Answer(msgspec.Struct, frozen=True):
    """`headers` come beside the type and the length."""

    body: bytes
    kind: bytes = JSON
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Address(msgspec.Struct, frozen=True):
    """What answers at a path, by method."""

    by_method: Mapping[str, Callable[[Call], Awaitable[Answer]]]


class Door(Protocol):
    """One service that is stood in for. `largest` is the most bytes that a body may have. What begins with one of
    `prefixes` and is no address is that service's to refuse."""

    @property
    def name(self) -> str: ...
    @property
    def largest(self) -> int: ...
    @property
    def prefixes(self) -> tuple[str, ...]: ...
    @property
    def addresses(self) -> Mapping[str, Address]: ...
    def refuse(self, error: OmbudError) -> Answer:
        """The error in the form in which that service told of errors."""
        ...


def pairs(encoded: bytes) -> dict[str, str]:
    """``a=1&b=2`` as a dict; of a name that comes twice the last value counts, and what is no UTF-8 is replaced.

    Raises BadInput (``malformed_form``) when there are more than `MOST_FIELDS`.
    """
    try:
        found = parse_qsl(
            encoded.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise too_many_fields() from error
    return dict(found)


def too_many_fields() -> BadInput:
    """No client sends so many."""
    return BadInput("malformed_form", f"there are more than {MOST_FIELDS} fields")
