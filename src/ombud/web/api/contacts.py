"""How people can be reached: the platform says it, changes it, and takes it back. It is never read out again."""

from http import HTTPStatus
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, delete, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from ombud.model import BadInput
from ombud.web.api.body import read_body
from ombud.web.api.keys import require
from ombud.web.security import STATELESS
from ombud.wiring import Ombud

__all__ = ["ContactKept", "ContactRequest", "delete_contact", "forget_contact", "keep_contact", "put_contact"]

SCOPE = "people:write"


class ContactRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`email` is where notices go, `language` (BCP 47) what they are written in: one of them, or both."""

    email: str | None = None
    language: str | None = None


class ContactKept(msgspec.Struct, frozen=True):
    """`sent` is how many notices go out now that never reached the person before."""

    sent: int


_REQUEST = msgspec.json.Decoder(ContactRequest)
_Asked = Request[Any, Any, Any]


@put("/v1/people/{person:str}/contact", opt=STATELESS, request_max_body_size=None)
async def put_contact(person: FromPath[str], request: _Asked, ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """In place of what was known of how to reach a person."""
    return await _put(request, ombud, person)


@put("/v1/people/contact", opt=STATELESS, request_max_body_size=None)
async def keep_contact(
    request: _Asked,
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - it is the name of the field in the address
) -> Response[bytes]:
    """The same with ``?id=``: ids are the platform's, and one with a slash does not survive in a path."""
    return await _put(request, ombud, id)


@delete("/v1/people/{person:str}/contact", opt=STATELESS, status_code=HTTPStatus.NO_CONTENT)
async def delete_contact(person: FromPath[str], request: _Asked, ombud: NamedDependency[Ombud]) -> None:
    """Forget it: no letter goes there any more, and nothing is left of it."""
    await _forget(request, ombud, person)


@delete("/v1/people/contact", opt=STATELESS, status_code=HTTPStatus.NO_CONTENT)
async def forget_contact(
    request: _Asked,
    ombud: NamedDependency[Ombud],
    id: FromQuery[str],  # noqa: A002 - as above
) -> None:
    """The same with ``?id=``."""
    await _forget(request, ombud, id)


async def _put(request: _Asked, ombud: Ombud, person: str) -> Response[bytes]:
    await require(request, SCOPE)
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "a contact is sent as application/json")
    asked = _read(await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1")))
    sent = await anyio.to_thread.run_sync(ombud.contacts.put, person, asked.email, asked.language)
    return Response(msgspec.json.encode(ContactKept(sent)), media_type="application/json")


async def _forget(request: _Asked, ombud: Ombud, person: str) -> None:
    await require(request, SCOPE)
    await anyio.to_thread.run_sync(ombud.contacts.forget, person)


def _read(body: bytes) -> ContactRequest:
    try:
        return _REQUEST.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput(
            "invalid_contact", str(error), advice='Send {"email": "ana@example.org", "language": "pt-BR"}.'
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
