"""The doors described for programs, as part of ``/openapi.json``."""

from typing import Any

from ombud.web.doors.akismet.door import COMMENT_FIELDS
from ombud.web.doors.openai.categories import CATEGORIES
from ombud.web.doors.perspective.discovery import SCHEMAS

__all__ = ["paths", "schemas", "security"]

_Json = dict[str, Any]
_TEXT: _Json = {"type": "string"}
_JSON = "application/json"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_SCOPE = ["score"]
_OURS = "#/components/schemas/Perspective"


def paths() -> _Json:
    """Every address of every door."""
    return {**_perspective(), **_google(), **_openai(), **_akismet()}


def security() -> _Json:
    """Where keys are, beside the header that all of Ombud takes."""
    return {
        "keyInQuery": {"type": "apiKey", "in": "query", "name": "key", "description": "As Perspective's clients do."},
        "keyInHeader": {"type": "apiKey", "in": "header", "name": "x-goog-api-key"},
    }


def schemas() -> _Json:
    """The nouns of the other services."""
    nouns = {f"Perspective{name}": _schema(text, properties) for name, (text, properties) in SCHEMAS.items()}
    return {
        **nouns,
        "PerspectiveError": _object(
            error=_object(code={"type": "integer"}, message=_TEXT, status=_TEXT, details={"type": "array"})
        ),
        "ModerationRequest": {
            "type": "object",
            "required": ["input"],
            "properties": {
                "model": {"type": "string", "description": "Ignored: the answer names what scored."},
                "input": {"oneOf": [_TEXT, _list(_TEXT), _list({"oneOf": [_PART_TEXT, _PART_IMAGE]})]},
            },
        },
        "Moderations": _object(id=_TEXT, model=_TEXT, results=_list(_moderation())),
        "ModerationError": _object(
            error=_object(message=_TEXT, type=_TEXT, param=_or_null(_TEXT), code=_or_null(_TEXT))
        ),
        "AkismetComment": {
            "type": "object",
            "required": ["blog", "user_ip"],
            "properties": dict.fromkeys(COMMENT_FIELDS, _TEXT),
        },
    }


_PART_TEXT: _Json = {
    "type": "object",
    "required": ["type", "text"],
    "properties": {"type": {"const": "text"}, "text": _TEXT},
}
_PART_IMAGE: _Json = {
    "type": "object",
    "required": ["type", "image_url"],
    "properties": {
        "type": {"const": "image_url"},
        "image_url": {"type": "object", "required": ["url"], "properties": {"url": _TEXT}},
    },
}


def _perspective() -> _Json:
    keys: list[_Json] = [{"keyInQuery": _SCOPE}, {"keyInHeader": _SCOPE}, {"key": _SCOPE}]
    errors = {
        str(status): _answer(text, "PerspectiveError")
        for status, text in (
            (400, "A comment that is not scored, or a key that is not known."),
            (403, "No key, or one that lacks the scope."),
            (415, "A body that is compressed otherwise than with gzip or deflate."),
            (429, "Too many corrections wait."),
            (503, "Our side failed."),
        )
    }

    def post(summary: str, request: str, response: str) -> _Json:
        return {
            "post": {
                "summary": summary,
                "security": keys,
                "requestBody": {"required": True, "content": {_JSON: {"schema": {"$ref": _OURS + request}}}},
                "responses": {"200": _answer("The answer.", f"Perspective{response}"), **errors},
            }
        }

    return {
        "/v1alpha1/comments:analyze": post(
            "Score a comment, as Perspective did", "AnalyzeCommentRequest", "AnalyzeCommentResponse"
        ),
        "/v1alpha1/comments:suggestscore": post(
            "Say what a comment should have been scored as", "SuggestCommentScoreRequest", "SuggestCommentScoreResponse"
        ),
    }


def _google() -> _Json:
    """What Google's own clients of Perspective ask for besides."""
    version = {"name": "version", "in": "query", "required": False, "schema": {"const": "v1alpha1"}}
    return {
        "/batch": {
            "post": {
                "summary": "Several of these calls in one request, as Google's clients send them",
                "security": [],
                "requestBody": {"required": True, "content": {"multipart/mixed": {"schema": _TEXT}}},
                "responses": {
                    "200": {"description": "Each answer.", "content": {"multipart/mixed": {"schema": _TEXT}}},
                    "400": _answer("What is in it is no batch, or no key in it is known.", "PerspectiveError"),
                    "403": _answer("There is no key in it, or none with the scope.", "PerspectiveError"),
                    "415": _answer("It is compressed otherwise than with gzip or deflate.", "PerspectiveError"),
                },
            }
        },
        "/$discovery/rest": {
            "get": {
                "summary": "The discovery document, for Google's clients",
                "security": [],
                "parameters": [version],
                "responses": {
                    "200": {"description": "It.", "content": {_JSON: {"schema": {"type": "object"}}}},
                    "400": _answer("There is no such version.", "PerspectiveError"),
                },
            }
        },
    }


def _openai() -> _Json:
    errors = {
        str(status): _answer(text, "ModerationError")
        for status, text in (
            (400, "There is nothing in it that could be judged."),
            (401, "No key, or one that is not known."),
            (403, "The key lacks the scope."),
            (413, "Too large."),
            (415, "A body that is compressed otherwise than with gzip or deflate."),
            (503, "Our side failed."),
        )
    }
    return {
        "/v1/moderations": {
            "post": {
                "summary": "Judge texts, as OpenAI's moderation endpoint does",
                "security": [{"key": _SCOPE}],
                "requestBody": {
                    "required": True,
                    "content": {_JSON: {"schema": {"$ref": "#/components/schemas/ModerationRequest"}}},
                },
                "responses": {"200": _answer("One result for each text.", "Moderations"), **errors},
            }
        }
    }


def _akismet() -> _Json:
    comment = {"$ref": "#/components/schemas/AkismetComment"}
    verify = _object(key=_TEXT, blog=_TEXT)
    calls: tuple[tuple[str, str, _Json], ...] = (
        ("verify-key", "Whether a key opens something: `valid` or `invalid`", verify),
        ("comment-check", "Whether a comment is spam: `true` or `false`", comment),
        ("submit-spam", "Spam that was missed", comment),
        ("submit-ham", "No spam, and taken for it", comment),
    )
    return {
        f"/1.1/{name}": {
            "post": {
                "summary": summary,
                "description": "The key is in the form, or the first part of the host. A bad one is no error of HTTP.",
                "security": [],
                "requestBody": {"required": True, "content": {kind: {"schema": form} for kind in _FORMS}},
                "responses": {
                    str(status): {"description": text, "content": {"text/plain": {"schema": _TEXT}}}
                    for status, text in (
                        (200, "A word."), (400, "No form."), (413, "Too large."),
                        (415, "A body that is compressed otherwise than with gzip or deflate."),
                        (503, "Our side failed."),
                    )
                },
            }
        }
        for name, summary, form in calls
    }  # fmt: skip


def _answer(text: str, schema: str) -> _Json:
    return {"description": text, "content": {_JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _object(**properties: _Json) -> _Json:
    return {"type": "object", "properties": properties}


def _list(items: _Json) -> _Json:
    return {"type": "array", "items": items}


def _or_null(schema: _Json) -> _Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _moderation() -> _Json:
    def each(schema: _Json) -> _Json:
        return {"type": "object", "required": list(CATEGORIES), "properties": dict.fromkeys(CATEGORIES, schema)}

    return _object(
        flagged={"type": "boolean"},
        categories=each({"type": "boolean"}),
        category_scores=each({"type": "number"}),
        category_applied_input_types=each(_list({"enum": ["text"]})),
        ombud={"type": "object"},
    )


def _schema(text: str, properties: _Json) -> _Json:
    return {
        "type": "object",
        "description": text,
        "additionalProperties": False,
        "properties": {name: _property(value) for name, value in properties.items()},
    }


def _property(schema: _Json) -> _Json:
    """From a discovery document to OpenAPI: another way to refer, and no words on the members of an enum."""
    out = {name: value for name, value in schema.items() if name not in ("$ref", "enumDescriptions")}
    if "$ref" in schema:
        out["$ref"] = _OURS + schema["$ref"]
    for name in ("items", "additionalProperties"):
        if name in schema:
            out[name] = _property(schema[name])
    return out
