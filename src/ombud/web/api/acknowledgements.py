"""Acknowledging a warning through a page of the platform's own: whoever holds the link of the notice may."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from ombud.model import BadInput
from ombud.web.api.body import read_body
from ombud.web.security import STATELESS
from ombud.wiring import Ombud

__all__ = ["Acknowledgement", "AcknowledgementRequest", "post_acknowledgement"]


class AcknowledgementRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token` is the last part of the notice's link."""

    token: str


class Acknowledgement(msgspec.Struct, frozen=True):
    """The person behind the link has read the warning in `decision`, and said so `at`."""

    decision: str
    item: str
    at: datetime


_REQUEST = msgspec.json.Decoder(AcknowledgementRequest)


@post("/v1/acknowledgements", status_code=200, opt=STATELESS, request_max_body_size=None)
async def post_acknowledgement(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """They have read it; saying so twice changes nothing. A form on another site cannot send this media type."""
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "an acknowledgement is sent as application/json")
    body = await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1"))
    said = await anyio.to_thread.run_sync(ombud.measures.acknowledge, _read(body).token)
    told = Acknowledgement(said.decision, said.item, said.at)
    return Response(msgspec.json.encode(told), media_type="application/json")


def _read(body: bytes) -> AcknowledgementRequest:
    try:
        return _REQUEST.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput("invalid_acknowledgement", str(error), advice='Send {"token": "..."}.') from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
