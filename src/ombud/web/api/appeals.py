"""Appeals through a form of the platform's own: whoever holds the link of a notice may appeal, no account needed."""

from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from ombud.model import BadInput
from ombud.web.api.body import read_body
from ombud.web.security import STATELESS
from ombud.wiring import Ombud

__all__ = ["AppealFiled", "AppealRequest", "EvidenceAdded", "EvidenceRequest", "post_appeal", "post_evidence"]


class AppealRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token` is the last part of the notice's link; `text` what the person says, at most 2,000 characters.

    `links` show it, at most five. `urgency` (``elections journalism safety``) and `claim` say that it cannot wait, and
    why. `language` (BCP 47) is the one it is written in, for whoever hears it.
    """

    token: str
    text: str
    links: tuple[str, ...] = ()
    urgency: str = ""
    claim: str = ""
    language: str = ""


class EvidenceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """More to be read before the appeal behind `token` is answered."""

    token: str
    text: str = ""
    links: tuple[str, ...] = ()


class EvidenceAdded(msgspec.Struct, frozen=True):
    """It is the `n`th piece."""

    appeal: str
    n: int


class AppealFiled(msgspec.Struct, frozen=True):
    """The appeal is on the record: its `id`, and the `decision` it is against.

    `target` is when we mean to have answered it; at `deadline` what was taken is put back if nobody has.
    """

    id: str
    decision: str
    filed_at: datetime
    target: datetime
    deadline: datetime


_REQUEST = msgspec.json.Decoder(AppealRequest)
_EVIDENCE = msgspec.json.Decoder(EvidenceRequest)
R = TypeVar("R", AppealRequest, EvidenceRequest)


@post("/v1/appeals", status_code=201, opt=STATELESS, request_max_body_size=None)
async def post_appeal(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """Files an appeal. The token is the only authority; a form on another site cannot send this media type."""
    asked = await _asked(request, _REQUEST)
    file = partial(
        ombud.appeals.file, asked.token, asked.text, urgency=asked.urgency, claim=asked.claim, links=asked.links,
        language=asked.language,
    )  # fmt: skip
    appeal = await anyio.to_thread.run_sync(file)
    times = ombud.config.appeal_times
    filed = AppealFiled(
        appeal.id, appeal.decision, appeal.filed_at, appeal.filed_at + times.target, appeal.filed_at + times.deadline
    )
    return Response(msgspec.json.encode(filed), status_code=201, media_type="application/json")


@post("/v1/appeals/evidence", status_code=201, opt=STATELESS, request_max_body_size=None)
async def post_evidence(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """One more piece for the appeal that waits behind a notice's link."""
    asked = await _asked(request, _EVIDENCE)
    add = partial(ombud.appeals.add_evidence, asked.token, asked.text, asked.links)
    evidence = await anyio.to_thread.run_sync(add)
    added = EvidenceAdded(evidence.appeal, evidence.n)
    return Response(msgspec.json.encode(added), status_code=201, media_type="application/json")


async def _asked(request: Request[Any, Any, Any], decoder: msgspec.json.Decoder[R]) -> R:
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "an appeal is sent as application/json")
    body = await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1"))
    return _read(decoder, body)


def _read(decoder: msgspec.json.Decoder[R], body: bytes) -> R:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput("invalid_appeal", str(error), advice='Send {"token": "...", "text": "..."}.') from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
