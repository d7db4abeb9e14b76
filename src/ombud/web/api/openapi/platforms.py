"""What platforms send, and what they read back."""

from ombud.web.api.openapi.notation import JSON, PLAIN, TEXT, Json, answers, as_json, operation, ref

__all__ = ["EVENT", "platforms"]

EVENT: Json = {
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
                "id": TEXT,
                "kind": {"enum": ["post", "comment", "message", "profile", "image", "video", "link", "account"]},
                "text": {"type": "string", "description": "At most 64 KiB."},
                "lang": TEXT,
                "links": {"type": "array", "items": TEXT},
                "media": {"type": "array", "items": TEXT},
                "parent": {"type": ["string", "null"]},
                "url": {"type": ["string", "null"]},
                "created_at": {"type": "string", "format": "date-time"},
            },
        },
        "author": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": TEXT, "name": TEXT, "created_at": {"type": "string", "format": "date-time"}},
        },
        "context": {"type": "object"},
    },
}
"""What `intake` takes, beside the attributes that the policy declares."""

_READ = "decisions:read"
_DECISION = {"decision_id": "The id of a decision, `dec_...`."}
_ITEM = "The item's id, as the platform sent it."
_DECISIONS = {JSON: {"type": "array", "items": ref("Decision")}}
_LINES = {"application/x-ndjson": {"type": "string", "description": "One JSON document a line."}}


def platforms() -> Json:
    """Events, decisions, receipts."""
    return {
        "/v1/events": {
            "post": operation(
                "Have an event decided, or a stream of them",
                answers(
                    200,
                    'The decision; for a stream, a decision or `{"error": ..., "line": N}` for every line, in order.',
                    as_json("Decision") | _LINES,
                    (400, 401, 403, 409, 413, 415, 422, 503),
                ),
                scope="events:write",
                body=as_json("Event") | _LINES,
            )
        },
        "/v1/decisions/{decision_id}": {
            "get": operation(
                "A decision, byte for byte as it was sealed",
                answers(200, "The decision.", as_json("Decision"), (401, 403, 404, 503)),
                scope=_READ,
                path=_DECISION,
            )
        },
        "/v1/decisions/{decision_id}/receipt": {
            "get": operation(
                "The proof that a decision is in the public log",
                answers(200, "A c2sp.org/tlog-proof@v1.", PLAIN, (401, 403, 404, 409, 503)),
                scope=_READ,
                path=_DECISION,
            )
        },
        "/v1/items/{item_id}/decisions": {
            "get": operation(
                "All decisions about an item, oldest first",
                answers(200, "The decisions.", _DECISIONS, (401, 403, 503)),
                scope=_READ,
                path={"item_id": _ITEM},
            )
        },
        "/v1/items/decisions": {
            "get": operation(
                "The same for any id, also one that no path can hold, such as an address",
                answers(200, "The decisions.", _DECISIONS, (400, 401, 403, 503)),
                scope=_READ,
                query={"id": _ITEM},
            )
        },
    }
