"""``/openapi.json``: this API described for programs (OpenAPI 3.1). The nouns come from the model itself."""

from typing import Any

import msgspec
from litestar import Request, Response, get

from ombud import __version__
from ombud.model import Decision
from ombud.web.api.acknowledgements import Acknowledgement, AcknowledgementRequest
from ombud.web.api.appeals import AppealFiled, AppealRequest, EvidenceAdded, EvidenceRequest
from ombud.web.api.contacts import ContactKept, ContactRequest
from ombud.web.api.operations import Readiness
from ombud.web.api.orders import OrderReceived, OrderRequest
from ombud.web.api.persons import PersonLink
from ombud.web.api.reports import ReportFiled, ReportRequest
from ombud.web.api.strikes import Strikes
from ombud.web.errors import PROBLEM_JSON, Problem
from ombud.web.public.tombstone import Told

__all__ = ["describe", "get_openapi"]

_Json = dict[str, Any]
_JSON = "application/json"
_BINARY = {"type": "string", "format": "binary"}
_TEXT = {"type": "string"}

_ERRORS = {
    400: "The body is not a JSON document.",
    401: "No API key, or one that is not known.",
    403: "The key lacks the scope.",
    404: "Nothing by that name is on the record.",
    409: "It contradicts the record: the same id with other content, a second appeal, a receipt asked for too early.",
    413: "More than 256 KiB.",
    415: "The media type is not understood.",
    422: "Understood, and wrong: a field of the wrong type, an attribute the policy does not declare.",
    429: "Too much has come from one network without a key. `Retry-After` says in how many seconds to come again.",
    503: "Our side failed. What was not acknowledged was not done: send it again.",
}


def _ref(name: str) -> _Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _answers(status: int, text: str, content: dict[str, _Json], errors: tuple[int, ...]) -> _Json:
    responses: _Json = {str(status): {"description": text}}
    if content:
        responses[str(status)]["content"] = {kind: {"schema": schema} for kind, schema in content.items()}
    for code in errors:
        responses[str(code)] = {"description": _ERRORS[code], "content": {PROBLEM_JSON: {"schema": _ref("Problem")}}}
    return responses


def _operation(
    summary: str,
    responses: _Json,
    *,
    scope: str | None = None,
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: dict[str, _Json] | None = None,
) -> _Json:
    operation: _Json = {"summary": summary, "responses": responses, "security": [{"key": [scope]}] if scope else []}
    parameters = [
        {"name": name, "in": place, "required": True, "description": text, "schema": _TEXT}
        for place, names in (("path", path or {}), ("query", query or {}))
        for name, text in names.items()
    ]
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": schema} for kind, schema in body.items()},
        }
    return operation


_EVENT: _Json = {
    "type": "object",
    "required": ["id", "type", "item"],
    "properties": {
        "id": {"type": "string", "description": "Yours, and unique: sending it again gives the same decision again."},
        "type": {"enum": ["item.created", "item.edited", "item.reported"]},
        "at": {"type": "string", "format": "date-time"},
        "item": {
            "type": "object",
            "required": ["id", "kind"],
            "properties": {
                "id": _TEXT,
                "kind": {"enum": ["post", "comment", "message", "profile", "image", "video", "link", "account"]},
                "text": {"type": "string", "description": "At most 64 KiB."},
                "lang": _TEXT,
                "links": {"type": "array", "items": _TEXT},
                "media": {"type": "array", "items": _TEXT},
                "parent": {"type": ["string", "null"]},
                "url": {"type": ["string", "null"]},
                "created_at": {"type": "string", "format": "date-time"},
            },
        },
        "author": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": _TEXT, "name": _TEXT, "created_at": {"type": "string", "format": "date-time"}},
        },
        "context": {"type": "object"},
    },
}
"""What `intake` takes, beside the attributes that the policy declares."""


def _decisions() -> _Json:
    """What platforms send, and what they read back."""
    decision = {"decision_id": "The id of a decision, `dec_...`."}
    read = "decisions:read"
    item = "The item's id, as the platform sent it."
    decisions = {_JSON: {"type": "array", "items": _ref("Decision")}}
    ndjson = {"type": "string", "description": "One JSON document a line."}
    return {
        "/v1/events": {
            "post": _operation(
                "Have an event decided, or a stream of them",
                _answers(
                    200,
                    'The decision; for a stream, a decision or `{"error": ..., "line": N}` for every line, in order.',
                    {_JSON: _ref("Decision"), "application/x-ndjson": ndjson},
                    (400, 401, 403, 409, 413, 415, 422, 503),
                ),
                scope="events:write",
                body={_JSON: _ref("Event"), "application/x-ndjson": ndjson},
            )
        },
        "/v1/decisions/{decision_id}": {
            "get": _operation(
                "A decision, byte for byte as it was sealed",
                _answers(200, "The decision.", {_JSON: _ref("Decision")}, (401, 403, 404, 503)),
                scope=read,
                path=decision,
            )
        },
        "/v1/decisions/{decision_id}/receipt": {
            "get": _operation(
                "The proof that a decision is in the public log",
                _answers(200, "A c2sp.org/tlog-proof@v1.", {"text/plain": _TEXT}, (401, 403, 404, 409, 503)),
                scope=read,
                path=decision,
            )
        },
        "/v1/items/{item_id}/decisions": {
            "get": _operation(
                "All decisions about an item, oldest first",
                _answers(200, "The decisions.", decisions, (401, 403, 503)),
                scope=read,
                path={"item_id": item},
            )
        },
        "/v1/items/decisions": {
            "get": _operation(
                "The same for any id, also one that no path can hold, such as an address",
                _answers(200, "The decisions.", decisions, (400, 401, 403, 503)),
                scope=read,
                query={"id": item},
            )
        },
    }


def _contacts() -> _Json:
    """How people can be reached."""
    person = "The person's id, as the platform names its authors."
    scope, kept = "people:write", {_JSON: _ref("ContactKept")}

    def both(path: dict[str, str] | None = None, query: dict[str, str] | None = None) -> _Json:
        return {
            "put": _operation(
                "Say how a person can be reached, in place of what was said before",
                _answers(
                    200, "It is known, and what never arrived goes out.", kept, (400, 401, 403, 413, 415, 422, 503)
                ),
                scope=scope,
                body={_JSON: _ref("ContactRequest")},
                path=path,
                query=query,
            ),
            "delete": _operation(
                "Forget how a person can be reached",
                _answers(204, "It is gone.", {}, (400, 401, 403, 404, 503)),
                scope=scope,
                path=path,
                query=query,
            ),
        }

    def link(path: dict[str, str] | None = None, query: dict[str, str] | None = None) -> _Json:
        made = _answers(200, "The link.", {_JSON: _ref("PersonLink")}, (400, 401, 403, 422, 503))
        summary = "A link to everything about one person, good for a day or for so many `hours`"
        return {"post": _operation(summary, made, scope=scope, path=path, query=query)}

    return {
        "/v1/people/{person}/contact": both(path={"person": person}),
        "/v1/people/contact": both(query={"id": person}),
        "/v1/people/{person}/link": link(path={"person": person}),
        "/v1/people/link": link(query={"id": person}),
    }


_MEASURED = (Acknowledgement, AcknowledgementRequest, Strikes, Told)


def _measured() -> _Json:
    """What was done, to items and people: removed things, warnings that were read, strikes."""
    tombstone = _answers(200, "What anybody may know of it.", {_JSON: _ref("Told")}, (404, 503))
    item = "The item's id, as the platform sent it."
    return {
        "/v1/acknowledgements": {
            "post": _operation(
                "Say with the token of its notice that a warning was read",
                _answers(
                    200, "It is on the record.", {_JSON: _ref("Acknowledgement")}, (400, 404, 409, 413, 415, 422, 503)
                ),
                body={_JSON: _ref("AcknowledgementRequest")},
            )
        },
        "/v1/people/{person}/strikes": {
            "get": _operation(
                "Everything that was counted against an author, and what would come next",
                _answers(200, "The strikes.", {_JSON: _ref("Strikes")}, (401, 403, 503)),
                scope="strikes:read",
                path={"person": "The author's id, as the platform sent it."},
            )
        },
        "/v1/people/strikes": {
            "get": _operation(
                "The same for any id, also one that no path can hold",
                _answers(200, "The strikes.", {_JSON: _ref("Strikes")}, (400, 401, 403, 503)),
                scope="strikes:read",
                query={"id": "The author's id, as the platform sent it."},
            )
        },
        "/v1/items/{item_id}/tombstone": {
            "get": _operation(
                "What was removed, when, under which clause, by whom; never what it said or whose it was",
                tombstone,
                path={"item_id": item},
            )
        },
        "/v1/items/tombstone": {
            "get": _operation(
                "The same for any id, also one that no path can hold",
                _answers(200, "What anybody may know of it.", {_JSON: _ref("Told")}, (400, 404, 503)),
                query={"id": item},
            )
        },
    }


def _for_everybody() -> _Json:
    """What needs no key: appeals, the log, and how the server is."""
    return {
        "/v1/appeals": {
            "post": _operation(
                "Appeal a decision with the token of its notice",
                _answers(
                    201,
                    "The appeal is on the record.",
                    {_JSON: _ref("AppealFiled")},
                    (400, 404, 409, 413, 415, 422, 503),
                ),
                body={_JSON: _ref("AppealRequest")},
            )
        },
        "/v1/appeals/evidence": {
            "post": _operation(
                "Bring more forward in an appeal that waits, with the token of its notice",
                _answers(
                    201,
                    "It is read before the appeal is answered.",
                    {_JSON: _ref("EvidenceAdded")},
                    (400, 404, 409, 413, 415, 422, 503),
                ),
                body={_JSON: _ref("EvidenceRequest")},
            )
        },
        "/v1/reports": {
            "post": _operation(
                "Report something; with a platform's or a trusted flagger's key, or without any",
                _answers(
                    201,
                    "It is on the record.",
                    {_JSON: _ref("ReportFiled")},
                    (400, 401, 403, 404, 413, 415, 422, 429, 503),
                ),
                body={_JSON: _ref("ReportRequest")},
            )
        },
        "/v1/orders": {
            "post": _operation(
                "Send an order or another demand to restrict something or to hand over data",
                _answers(201, "It is on the record.", {_JSON: _ref("OrderReceived")}, (400, 413, 415, 422, 429, 503)),
                body={_JSON: _ref("OrderRequest")},
            )
        },
        "/ledger/checkpoint": {
            "get": _operation(
                "The newest signed head of the log", _answers(200, "A signed note.", {"text/plain": _TEXT}, (404,))
            )
        },
        "/ledger/tile/{path}": {
            "get": _operation(
                "A tile of the log (C2SP tlog-tiles)",
                _answers(200, "The tile.", {"application/octet-stream": _BINARY}, (404,)),
                path={"path": "`0/000`, `entries/x001/234.p/17`"},
            )
        },
        "/healthz": {"get": _operation("The process lives", _answers(200, "It does.", {"text/plain": _TEXT}, ()))},
        "/readyz": {
            "get": _operation(
                "Events can be taken",
                {
                    **_answers(200, "They can.", {_JSON: _ref("Readiness")}, ()),
                    "503": {"description": "They cannot.", "content": {_JSON: {"schema": _ref("Readiness")}}},
                },
            )
        },
        "/metrics": {
            "get": _operation("Numbers for Prometheus", _answers(200, "The numbers.", {"text/plain": _TEXT}, ()))
        },
        "/openapi.json": {"get": _operation("This document", _answers(200, "It.", {_JSON: {"type": "object"}}, ()))},
    }


def describe(paths: _Json, more_schemas: _Json, more_security: _Json) -> bytes:
    """The document, as JSON, with what other parts have beside this API."""
    nouns = (
        Decision,
        AppealRequest,
        AppealFiled,
        EvidenceRequest,
        EvidenceAdded,
        OrderRequest,
        OrderReceived,
        PersonLink,
        ReportFiled,
        ReportRequest,
        Problem,
        *_MEASURED,
        Readiness,
        ContactKept,
        ContactRequest,
    )
    _, schemas = msgspec.json.schema_components(nouns, ref_template="#/components/schemas/{name}")
    document: _Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Ombud",
            "version": __version__,
            "summary": "Content moderation that answers to people.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _decisions() | _measured() | _contacts() | _for_everybody() | paths,
        "components": {
            "schemas": {**schemas, "Event": _EVENT, **more_schemas},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "bearerFormat": "ombud_..."}, **more_security,
            },
        },
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


@get("/openapi.json", sync_to_thread=False)
def get_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The description of this API."""
    return Response(request.app.state.openapi, media_type=_JSON, headers={"cache-control": "public, max-age=300"})
