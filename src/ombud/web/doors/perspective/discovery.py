"""The discovery document: how Google's own client learns where the server is, and what it may send (discovery#rest)."""

from functools import lru_cache
from typing import Any

import msgspec

__all__ = ["SCHEMAS", "VERSION", "document"]

VERSION = "v1alpha1"

_Json = dict[str, Any]
_TEXT: _Json = {"type": "string"}
_FLAG: _Json = {"type": "boolean"}
_NUMBER: _Json = {"type": "number", "format": "float"}
_WHOLE: _Json = {"type": "integer", "format": "int32"}
_TEXTS: _Json = {"type": "array", "items": _TEXT}
_SCORE_TYPE: _Json = {
    "type": "string",
    "enum": ["SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW"],
    "enumDescriptions": ["The same as PROBABILITY.", "From 0 to 1.", "Refused.", "Refused.", "Refused."],
}
_TEXT_TYPE: _Json = {
    "type": "string",
    "enum": ["TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"],
    "enumDescriptions": ["The same as PLAIN_TEXT.", "Text as people read it.", "Refused."],
}


def _ref(name: str) -> _Json:
    return {"$ref": name}


def _list(name: str) -> _Json:
    return {"type": "array", "items": _ref(name)}


def _map(name: str) -> _Json:
    return {"type": "object", "additionalProperties": _ref(name)}


SCHEMAS: dict[str, tuple[str, _Json]] = {
    "AnalyzeCommentRequest": (
        "A comment, and what it should be scored for.",
        {
            "comment": _ref("TextEntry"),
            "context": _ref("Context"),
            "requestedAttributes": _map("AttributeParameters"),
            "languages": _TEXTS,
            "doNotStore": _FLAG,
            "clientToken": _TEXT,
            "sessionId": _TEXT,
            "communityId": _TEXT,
            "spanAnnotations": _FLAG,
            "dropUnsupportedAttributes": _FLAG,
        },
    ),
    "AnalyzeCommentResponse": (
        "Its scores, by attribute.",
        {
            "attributeScores": _map("AttributeScores"),
            "languages": _TEXTS,
            "detectedLanguages": _TEXTS,
            "clientToken": _TEXT,
            "ombud": _ref("Ombud"),
        },
    ),
    "SuggestCommentScoreRequest": (
        "A comment, and what it should have been scored as.",
        {
            "comment": _ref("TextEntry"),
            "context": _ref("Context"),
            "attributeScores": _map("AttributeScores"),
            "languages": _TEXTS,
            "communityId": _TEXT,
            "clientToken": _TEXT,
            "sessionId": _TEXT,
            "doNotStore": _FLAG,
        },
    ),
    "SuggestCommentScoreResponse": ("Thanks.", {"clientToken": _TEXT, "ombud": _ref("Ombud")}),
    "TextEntry": ("A text.", {"text": _TEXT, "type": _TEXT_TYPE}),
    "Context": (
        "What was said before: one of the two. It is checked, and not used.",
        {"entries": _list("TextEntry"), "articleAndParentComment": _ref("ArticleAndParentComment")},
    ),
    "ArticleAndParentComment": (
        "The article under which the comment stands, and the comment that it answers.",
        {"article": _ref("TextEntry"), "parentComment": _ref("TextEntry")},
    ),
    "AttributeParameters": (
        "How an attribute is wanted.",
        {"scoreType": _SCORE_TYPE, "scoreThreshold": _NUMBER},
    ),
    "AttributeScores": (
        "The score of the whole, and of its parts.",
        {"summaryScore": _ref("Score"), "spanScores": _list("SpanScore")},
    ),
    "SpanScore": (
        "The score of a part: from `begin` up to `end` in UTF-16 code units.",
        {"begin": _WHOLE, "end": _WHOLE, "score": _ref("Score")},
    ),
    "Score": ("A score.", {"value": _NUMBER, "type": _SCORE_TYPE}),
    "Ombud": (
        "What Perspective did not say: what scored, why attributes were dropped, and whether something was stored.",
        {"model": _TEXT, "dropped": {"type": "object", "additionalProperties": _TEXT}, "stored": _FLAG},
    ),
}
"""What it is for, and its fields; in a discovery document's own JSON Schema."""

_PARAMETERS: dict[str, _Json] = {
    "key": {"description": "An API key of this server, with the scope `score`.", **_TEXT},
    "prettyPrint": {"description": "Ignored.", "default": "true", **_FLAG},
    "alt": {
        "description": "Only JSON.", "default": "json", "enum": ["json", "media", "proto"],
        "enumDescriptions": ["JSON.", "Ignored.", "Ignored."], **_TEXT,
    },
    "$.xgafv": {
        "description": "Ignored.", "enum": ["1", "2"], "enumDescriptions": ["Ignored.", "Ignored."], **_TEXT,
    },
    **{
        name: {"description": "Ignored.", **_TEXT}
        for name in ("access_token", "callback", "fields", "oauth_token", "quotaUser", "uploadType", "upload_protocol")
    },
}  # fmt: skip


def _method(name: str, text: str, request: str, response: str) -> _Json:
    path = f"{VERSION}/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "description": text,
        "parameters": {},
        "parameterOrder": [],
        "request": _ref(request),
        "response": _ref(response),
    }


@lru_cache(maxsize=16)
def document(root: str) -> bytes:
    """The document of a server at `root`, an address that ends with a slash."""
    methods = {
        "analyze": _method("analyze", "Score a comment.", "AnalyzeCommentRequest", "AnalyzeCommentResponse"),
        "suggestscore": _method(
            "suggestscore",
            "Say what a comment should have been scored as.",
            "SuggestCommentScoreRequest",
            "SuggestCommentScoreResponse",
        ),
    }
    return msgspec.json.encode(
        {
            "kind": "discovery#restDescription",
            "discoveryVersion": "v1",
            "id": f"commentanalyzer:{VERSION}",
            "name": "commentanalyzer",
            "version": VERSION,
            "version_module": True,
            "title": "Ombud, in place of the Perspective Comment Analyzer API",
            "canonicalName": "Comment Analyzer",
            "description": "Scores of comments.",
            "protocol": "rest",
            "rootUrl": root,
            "baseUrl": root,
            "servicePath": "",
            "basePath": "",
            "batchPath": "batch",
            "fullyEncodeReservedExpansion": True,
            "parameters": {name: {"location": "query", **parameter} for name, parameter in _PARAMETERS.items()},
            "resources": {"comments": {"methods": methods}},
            "schemas": {
                name: {"id": name, "type": "object", "description": text, "properties": properties}
                for name, (text, properties) in SCHEMAS.items()
            },
        }
    )
