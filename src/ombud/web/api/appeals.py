"""Appeals through a form of the platform's own: whoever holds the link of a notice may appeal, no account needed."""

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

__all__ = ["AppealFiled", "AppealRequest", "post_appeal"]


class AppealRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token` is the last part of the notice's link; `text` what the person says, at most 2,000 characters."""

    token: str
    text: str


class AppealFiled(msgspec.Struct, frozen=True):
    """The appeal is on the record: its `id`, and the `decision` it is against."""

    id: str
    decision: str
    filed_at: datetime


_REQUEST = msgspec.json.Decoder(AppealRequest)


@post("/v1/appeals", status_code=201, opt=STATELESS, request_max_body_size=None)
async def post_appeal(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """Files an appeal. The token is the only authority; a form on another site cannot send this media type."""
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "an appeal is sent as application/json")
    asked = _read(await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1")))
    appeal = await anyio.to_thread.run_sync(ombud.appeals.file, asked.token, asked.text)
    filed = AppealFiled(id=appeal.id, decision=appeal.decision, filed_at=appeal.filed_at)
    return Response(msgspec.json.encode(filed), status_code=201, media_type="application/json")


def _read(body: bytes) -> AppealRequest:
    try:
        return _REQUEST.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput("invalid_appeal", str(error), advice='Send {"token": "...", "text": "..."}.') from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
