"""How a path of the description is written down."""

from typing import Any

from ombud.web.errors import PROBLEM_JSON

__all__ = ["JSON", "PLAIN", "TEXT", "Json", "answers", "as_json", "operation", "posted", "ref"]

Json = dict[str, Any]
JSON = "application/json"
TEXT = {"type": "string"}
PLAIN = {"text/plain": TEXT}

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


def ref(name: str) -> Json:
    """A noun, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def as_json(name: str) -> dict[str, Json]:
    """A noun as the one kind of content."""
    return {JSON: ref(name)}


def answers(status: int, text: str, content: dict[str, Json], errors: tuple[int, ...]) -> Json:
    """What may come back: `content` by media type, and problems with these statuses."""
    responses: Json = {str(status): {"description": text}}
    if content:
        responses[str(status)]["content"] = _content(content)
    for code in errors:
        responses[str(code)] = {"description": _ERRORS[code], "content": _content({PROBLEM_JSON: ref("Problem")})}
    return responses


def operation(
    summary: str,
    responses: Json,
    *,
    scope: str | None = None,
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: dict[str, Json] | None = None,
) -> Json:
    """What one method of a path does. Without `scope` it needs no key; `path` and `query` say what each name means."""
    told: Json = {"summary": summary, "responses": responses, "security": [{"key": [scope]}] if scope else []}
    parameters = [
        {"name": name, "in": place, "required": True, "description": text, "schema": TEXT}
        for place, names in (("path", path or {}), ("query", query or {}))
        for name, text in names.items()
    ]
    if parameters:
        told["parameters"] = parameters
    if body:
        told["requestBody"] = {"required": True, "content": _content(body)}
    return told


def posted(summary: str, body: str, answer: str, text: str, errors: tuple[int, ...], *, status: int = 201) -> Json:
    """A path to which anybody posts one noun, and gets another."""
    return {"post": operation(summary, answers(status, text, as_json(answer), errors), body=as_json(body))}


def _content(schemas: dict[str, Json]) -> Json:
    return {kind: {"schema": schema} for kind, schema in schemas.items()}
