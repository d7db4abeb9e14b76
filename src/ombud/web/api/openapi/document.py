"""The document as a whole. The nouns come from the model itself."""

from typing import Any

import msgspec
from litestar import Request, Response, get

from ombud import __version__
from ombud.model import Decision
from ombud.web.api.acknowledgements import Acknowledgement, AcknowledgementRequest
from ombud.web.api.appeals import AppealFiled, AppealRequest, EvidenceAdded, EvidenceRequest
from ombud.web.api.contacts import ContactKept, ContactRequest
from ombud.web.api.openapi.everybody import log, operations, process
from ombud.web.api.openapi.notation import JSON, Json
from ombud.web.api.openapi.people import contacts, measured
from ombud.web.api.openapi.platforms import EVENT, platforms
from ombud.web.api.operations import Readiness
from ombud.web.api.orders import OrderReceived, OrderRequest
from ombud.web.api.persons import PersonLink
from ombud.web.api.reports import ReportFiled, ReportRequest
from ombud.web.api.strikes import Strikes
from ombud.web.errors import Problem
from ombud.web.public.tombstone import Told

__all__ = ["describe", "get_openapi"]

_NOUNS = (
    Decision,
    AppealRequest, AppealFiled, EvidenceRequest, EvidenceAdded, OrderRequest, OrderReceived, PersonLink,
    ReportFiled, ReportRequest, Problem,
    Acknowledgement, AcknowledgementRequest, Strikes, Told,
    Readiness, ContactKept, ContactRequest,
)  # fmt: skip


def describe(paths: Json, more_schemas: Json, more_security: Json) -> bytes:
    """The document, as JSON, with what other parts have beside this API."""
    _, schemas = msgspec.json.schema_components(_NOUNS, ref_template="#/components/schemas/{name}")
    key = {"type": "http", "scheme": "bearer", "bearerFormat": "ombud_..."}
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Ombud",
            "version": __version__,
            "summary": "Content moderation that answers to people.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": platforms() | measured() | contacts() | process() | log() | operations() | paths,
        "components": {
            "schemas": {**schemas, "Event": EVENT, **more_schemas},
            "securitySchemes": {"key": key, **more_security},
        },
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


@get("/openapi.json", sync_to_thread=False)
def get_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The description of this API."""
    return Response(request.app.state.openapi, media_type=JSON, headers={"cache-control": "public, max-age=300"})
