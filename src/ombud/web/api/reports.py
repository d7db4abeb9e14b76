"""Reports (DSA Art. 16) that come by machine: from a platform's own button, a trusted flagger, or anybody's form."""

from datetime import datetime
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from ombud.languages import known
from ombud.model import BadInput
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.web.api.body import read_body
from ombud.web.reporting import flagger_key, flagger_origin, platform_origin
from ombud.web.security import STATELESS
from ombud.web.strangers import admit, admit_letters
from ombud.wiring import Ombud

__all__ = ["ReportFiled", "ReportRequest", "post_report"]

_MOST_BYTES = 64 * 1024


class ReportRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody reports. One of `item` (its id here, or its address) and `url`; one of `clause` and `law`.

    `good_faith` has to be true. `reporter` is a platform's own id of who reports, and needs its key.
    """

    explanation: str
    good_faith: bool
    item: str = ""
    url: str = ""
    clause: str = ""
    law: str = ""
    name: str = ""
    email: str = ""
    language: str = ""
    reporter: str | None = None


class ReportFiled(msgspec.Struct, frozen=True):
    """It is on the record. `url` is where whoever reported sees what becomes of it; `token` is its last part.

    `status` is where it is now: ``in_review``, ``paused``, or answered already (``refused``, ``acted_on``).
    `reporter` is the pseudonym under which webhooks name the platform's user.
    """

    id: str
    token: str
    url: str
    status: str
    filed_at: datetime
    reporter: str | None


_REQUEST = msgspec.json.Decoder(ReportRequest)


@post("/v1/reports", status_code=201, opt=STATELESS, request_max_body_size=None)
async def post_report(request: Request[Any, Any, Any], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """Takes a report in. Without a key, only so many come in from one network at a time."""
    authorization = request.headers.get("authorization", "")
    address = None if authorization else admit(request, ombud, "report")
    if request.content_type[0] != "application/json":
        raise BadInput("wrong_media_type", "a report is sent as application/json")
    length = request.headers.get("content-length", "").encode("latin-1")
    asked = _read(await read_body(request.receive, length, _MOST_BYTES))
    if address is not None:
        admit_letters(request, ombud, asked.email)
    origin = await _origin(request, ombud, asked, address)
    fields = {name: getattr(asked, name) for name in Told.__struct_fields__}
    filed = await anyio.to_thread.run_sync(ombud.reports.file, Told(**fields), origin)
    answer = ReportFiled(
        id=filed.report.id,
        token=filed.token,
        url=filed.url,
        status=filed.state.state,
        filed_at=filed.report.filed_at,
        reporter=filed.report.reporter,
    )
    return Response(msgspec.json.encode(answer), status_code=201, media_type="application/json")


async def _origin(request: Request[Any, Any, Any], ombud: Ombud, asked: ReportRequest, address: str | None) -> Origin:
    language = known(asked.language) or ""
    key = flagger_key(request.headers.get("authorization", ""))
    if asked.reporter is not None and (address is not None or key is not None):
        raise BadInput(
            "reporter_without_key", "Only a platform names who reports.", field="reporter",
            advice="Send its API key, or leave the field out.",
        )  # fmt: skip
    if key is not None:
        return await anyio.to_thread.run_sync(flagger_origin, ombud, key, language)
    if address is not None:
        return Origin(address=address, language=language)
    return await platform_origin(request, asked.reporter or None, language)


def _read(body: bytes) -> ReportRequest:
    try:
        return _REQUEST.decode(body)
    except msgspec.ValidationError as error:
        raise BadInput("invalid_report", str(error), advice="See docs/reports.md for the fields.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", "the body is not JSON") from error
