"""Perspective's two requests: every field is read, checked, and used or knowingly left alone."""

import re
from collections.abc import Mapping

import msgspec

from ombud.web.doors.perspective.attributes import ORIGINAL, SIGNAL_OF
from ombud.web.doors.perspective.errors import comment_empty, comment_too_long, invalid, no_attributes
from ombud.web.doors.perspective.fields import Fields, root
from ombud.web.doors.reading import json_of

__all__ = ["MAX_COMMENT_BYTES", "Analysis", "Suggestion", "read_analysis", "read_suggestion"]

MAX_COMMENT_BYTES = 20 * 1024
MAX_LANGUAGES = 10
MAX_TOKEN = 10_000

_TAG = re.compile(r"(?=.{1,80}\Z)[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*")
_PROBABILITY = "PROBABILITY"
_UNSPECIFIED = "SCORE_TYPE_UNSPECIFIED"
_SCORE_TYPES = (_UNSPECIFIED, _PROBABILITY, "STD_DEV_SCORE", "PERCENTILE", "RAW")
_TEXT_TYPES = ("TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML")
_TWO_CONTEXTS = "Context can have either entries or article_and_parent_comment, but both fields were populated."


class Analysis(msgspec.Struct, frozen=True):
    """`thresholds` has every attribute that was asked for, in order, with the least score that is wanted."""

    text: str
    thresholds: Mapping[str, float]
    languages: tuple[str, ...]
    spans: bool
    drop_unsupported: bool
    client_token: str


class Suggestion(msgspec.Struct, frozen=True):
    """`labels` are our signals with the value that they should have had."""

    text: str
    labels: Mapping[str, float]
    languages: tuple[str, ...]
    community: str
    do_not_store: bool
    client_token: str


def read_analysis(body: bytes) -> Analysis:
    """A request to ``comments:analyze``. Raises Refusal, and BadInput (``not_json``).

    The context is checked and not used, as Perspective did; nothing of an analysis is stored, with ``doNotStore`` or
    without.
    """
    fields = root(
        json_of(body), "comment", "context", "requestedAttributes", "languages", "doNotStore", "clientToken",
        "sessionId", "communityId", "spanAnnotations", "dropUnsupportedAttributes",
    )  # fmt: skip
    text = _comment(fields)
    fields.flag("doNotStore")
    _token(fields, "communityId")
    thresholds = {
        name: _threshold(name, wanted)
        for name, wanted in fields.entries("requestedAttributes", "AttributeParameters", "scoreType", "scoreThreshold")
    }
    if not thresholds:
        raise no_attributes()
    return Analysis(
        text=text,
        thresholds=thresholds,
        languages=_languages(fields),
        spans=fields.flag("spanAnnotations"),
        drop_unsupported=fields.flag("dropUnsupportedAttributes"),
        client_token=_token(fields, "clientToken"),
    )


def read_suggestion(body: bytes) -> Suggestion:
    """A request to ``comments:suggestscore``. Raises Refusal, and BadInput (``not_json``).

    ``doNotStore`` belongs to the other request; whoever sends it here, too, is obeyed.
    """
    fields = root(
        json_of(body), "comment", "context", "attributeScores", "languages", "communityId", "clientToken", "sessionId",
        "doNotStore",
    )  # fmt: skip
    text = _comment(fields)
    scores = dict(fields.entries("attributeScores", "AttributeScores", "summaryScore", "spanScores"))
    if not scores:
        raise invalid("Missing attribute_scores")
    values = {name: _suggested(name, given) for name, given in scores.items()}
    return Suggestion(
        text=text,
        labels={SIGNAL_OF[name]: value for name, value in values.items() if name in SIGNAL_OF},
        languages=_languages(fields),
        community=_token(fields, "communityId"),
        do_not_store=fields.flag("doNotStore"),
        client_token=_token(fields, "clientToken"),
    )


def _comment(fields: Fields) -> str:
    comment = _entry(fields, "comment")
    text = comment.text("text")
    if not text.strip():
        raise comment_empty()
    if len(text) > MAX_COMMENT_BYTES or len(text.encode()) > MAX_COMMENT_BYTES:
        raise comment_too_long()
    _token(fields, "sessionId")
    _context(fields)
    return text


def _entry(fields: Fields, name: str) -> Fields:
    return _plain(fields.message(name, "TextEntry", "text", "type"))


def _plain(entry: Fields) -> Fields:
    if entry.choice("type", _TEXT_TYPES) == "HTML":
        raise invalid("Currently, only 'PLAIN_TEXT' comments are supported")
    return entry


def _context(fields: Fields) -> None:
    if "context" not in fields:
        return
    context = fields.message("context", "Context", "entries", "articleAndParentComment")
    entries = context.messages("entries", "TextEntry", "text", "type")
    if "articleAndParentComment" in context:
        if entries:
            raise invalid(_TWO_CONTEXTS)
        pair = context.message("articleAndParentComment", "ArticleAndParentComment", "article", "parentComment")
        entries = [_entry(pair, name) for name in ("article", "parentComment")]
    for entry in entries:
        _plain(entry).text("text")


def _threshold(name: str, wanted: Fields) -> float:
    if name not in ORIGINAL:
        raise invalid(f"Unknown requested attribute: {name[:100]}")
    kind = wanted.choice("scoreType", _SCORE_TYPES)
    if kind not in ("", _UNSPECIFIED, _PROBABILITY):
        raise invalid(f"Requested score type {kind} is not supported by attribute {name}")
    return wanted.number("scoreThreshold") or 0.0


def _languages(fields: Fields) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(fields.texts("languages")))
    if len(languages) > MAX_LANGUAGES or not all(map(_TAG.fullmatch, languages)):
        raise invalid("Invalid languages: codes of ISO 639-1 or BCP 47 are accepted, at most 10 of them")
    return languages


def _token(fields: Fields, name: str) -> str:
    token = fields.text(name)
    if len(token) > MAX_TOKEN:
        raise invalid(f"The {name} is longer than {MAX_TOKEN} characters")
    return token


def _suggested(name: str, given: Fields) -> float:
    """The score of the whole; where only parts were scored, that of the worst: one bad sentence makes a bad comment."""
    if name not in ORIGINAL:
        raise invalid(f"Unknown attribute: {name[:100]}")
    spans = given.messages("spanScores", "SpanScore", "begin", "end", "score")
    values = [_score(span.message("score", "Score", "value", "type")) for span in spans]
    for span in spans:
        span.whole("begin"), span.whole("end")
    if "summaryScore" in given:
        return _score(given.message("summaryScore", "Score", "value", "type"))
    if not values:
        raise invalid(f"Missing scores of attribute {name}")
    return max(values)


def _score(score: Fields) -> float:
    kind = score.choice("type", _SCORE_TYPES)
    value = score.number("value") or 0.0
    if kind not in ("", _UNSPECIFIED, _PROBABILITY) or not 0 <= value <= 1:
        raise invalid("A suggested score is a PROBABILITY from 0 to 1")
    return value
