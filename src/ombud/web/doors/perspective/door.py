"""Perspective's addresses: ``comments:analyze``, ``comments:suggestscore``, batches of both, the discovery document."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import anyio.to_thread
import msgspec

from ombud.model import Forbidden, NotFound, OmbudError, Signal, Span
from ombud.pipeline import CorrectionDesk, Scored, ScoreRequest
from ombud.web.doors.answering import answered, while_there
from ombud.web.doors.call import Address, Answer, Call
from ombud.web.doors.perspective.attributes import PRESUPPOSES, SIGNAL_OF
from ombud.web.doors.perspective.batch import MOST_KEYS, Part, calls_in, together
from ombud.web.doors.perspective.discovery import VERSION, document
from ombud.web.doors.perspective.errors import LARGEST_BODY, answer_to, detection_failed, invalid, not_supported
from ombud.web.doors.perspective.requests import Analysis, read_analysis, read_suggestion
from ombud.web.doors.perspective.spans import in_utf16, sentences, utf16_length
from ombud.web.doors.reading import read_aside
from ombud.web.doors.scoring import Scoring, model_header

__all__ = ["PerspectiveDoor"]

Signals = Mapping[str, Signal]

_UNDETERMINED = "und"
_UNTOLD = frozenset({"too_short", "unsure_language", "not_text"})
"""Abstentions that leave open what language it is, if any."""

_DIGITS = 6

_AT_ONCE = 8
"""Calls of one batch that are under way together: they share a round of the model, and leave room in it for others."""

_ANY_ORIGIN = (b"access-control-allow-origin", b"*")
_SHARED = (_ANY_ORIGIN, (b"access-control-expose-headers", b"x-ombud-model"))
_METHODS = b"access-control-allow-methods"
_PREFLIGHT = (
    _ANY_ORIGIN,
    (b"access-control-allow-headers", b"*, authorization, content-type"),
    (b"access-control-max-age", b"3600"),
)
"""Pages called Perspective from the browser. No cookie is looked at, so that any page may: the key is the authority."""


class PerspectiveDoor:
    """`public_url` is where this server is reached, when somebody has said so."""

    name = "perspective"
    largest = LARGEST_BODY
    prefixes = ("/v1alpha1/", "/$discovery/")

    def __init__(self, scoring: Scoring, corrections: CorrectionDesk, public_url: str | None) -> None:
        self._scoring = scoring
        self._corrections = corrections
        self._public_url = public_url
        self.addresses: Mapping[str, Address] = {
            "/v1alpha1/comments:analyze": Address({"POST": self.analyze, "OPTIONS": self.preflight}),
            "/v1alpha1/comments:suggestscore": Address({"POST": self.suggest, "OPTIONS": self.preflight}),
            "/batch": Address({"POST": self.batch, "OPTIONS": self.preflight}),
            "/$discovery/rest": Address(
                {"GET": self.discover, "HEAD": self.discover, "OPTIONS": self.preflight_to_discover}
            ),
        }
        self._in_batches = {
            "/v1alpha1/comments:analyze": self._analyze,
            "/v1alpha1/comments:suggestscore": self._suggest,
        }

    def refuse(self, error: OmbudError) -> Answer:
        """See `errors`."""
        answer = answer_to(error)
        return msgspec.structs.replace(answer, headers=(*answer.headers, _ANY_ORIGIN))

    async def preflight(self, _: Call) -> Answer:
        """What a browser asks before a page may call."""
        return Answer(b"", status=204, headers=(*_PREFLIGHT, (_METHODS, b"POST")))

    async def preflight_to_discover(self, _: Call) -> Answer:
        """The same, for the discovery document."""
        return Answer(b"", status=204, headers=(*_PREFLIGHT, (_METHODS, b"GET, HEAD")))

    async def analyze(self, call: Call) -> Answer:
        """Scores of one comment. An abstention is an error, as an unknown language was: docs/doors.md says why."""
        return await self._analyze(call, await self._admit(call))

    async def suggest(self, call: Call) -> Answer:
        """A correction, for a person to look at. What we have no signal for is read, and left."""
        return await self._suggest(call, await self._admit(call))

    async def _analyze(self, call: Call, _: str) -> Answer:
        wanted = await read_aside(read_analysis, await call.read())
        names = _signals(wanted.thresholds)
        languages = wanted.languages or (None,)
        whole = await self._scoring.ask([ScoreRequest(wanted.text, lang, names) for lang in languages])
        offered = _offered(wanted, whole)
        parts = await self._parts(wanted, whole[0], names) or [((0, utf16_length(wanted.text)), whole[0].signals)]
        answer: dict[str, Any] = {
            "attributeScores": {
                name: scores for name in offered if (scores := _scores(name, wanted, whole[0].signals, parts))
            },
            "languages": list(wanted.languages or _told(whole[0])),
            "detectedLanguages": _told(whole[0]),
        }
        if wanted.client_token:
            answer["clientToken"] = wanted.client_token
        version = self._scoring.version(whole)
        answer["ombud"] = {"model": version}
        if len(offered) < len(wanted.thresholds):
            answer["ombud"]["dropped"] = {
                name: lacking[0] for name in wanted.thresholds if (lacking := _lacking(name, whole)) is not None
            }
        return Answer(msgspec.json.encode(answer), headers=(*_SHARED, model_header(version)))

    async def _suggest(self, call: Call, key: str) -> Answer:
        given = await read_aside(read_suggestion, await call.read())
        stored = bool(given.labels) and not given.do_not_store
        if stored:
            await anyio.to_thread.run_sync(
                lambda: self._corrections.take(
                    given.text,
                    given.labels,
                    door=self.name,
                    key=key,
                    lang=next(iter(given.languages), None),
                    community=given.community or None,
                )
            )
        answer: dict[str, Any] = {"clientToken": given.client_token} if given.client_token else {}
        answer["ombud"] = {"stored": stored}
        return Answer(msgspec.json.encode(answer), headers=(_ANY_ORIGIN,))

    async def batch(self, call: Call) -> Answer:
        """Several calls, each answered as if it had come alone; one that is refused takes nothing from the others.

        Where no key opens anything there is one answer to the whole: a thousand refusals, for a few hundred compressed
        bytes, are nothing to give to strangers.
        """
        parts = calls_in(call.header(b"content-type"), await call.read())
        calls = [_within(call, part) for part in parts]
        asked = call.asked()
        secrets = [_secret(one, asked | one.asked()) for one in calls]
        if len(set(secrets)) > MOST_KEYS:
            raise invalid(f"A batch has at most {MOST_KEYS} different keys.")
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(part: Part, alone: Call, key: str | Forbidden) -> Answer:
            async with turns:
                return await self._part(part, alone, key)

        async def every() -> list[Answer]:
            keys = await self._keys_of(secrets)
            return await asyncio.gather(*map(one, parts, calls, (keys[secret] for secret in secrets)))

        answers = await while_there(call, every())
        whole = together(zip(parts, answers, strict=True))
        return msgspec.structs.replace(whole, headers=(_ANY_ORIGIN,))

    async def discover(self, call: Call) -> Answer:
        """The discovery document. Anybody may read it."""
        version = call.asked().get("version", VERSION)
        if version != VERSION:
            raise invalid(f"There is no version {version[:40]!r}: only {VERSION}")
        return Answer(document(self._root(call)), headers=(_ANY_ORIGIN,))

    def _root(self, call: Call) -> str:
        """Where the client finds this server: as somebody has said, else where its connection came in.

        No header is asked: whoever could write one would be sent the next comments.
        """
        host, port = call.server
        here = f"http://{f'[{host}]' if ':' in host else host}" + (f":{port}" if port else "")
        return (self._public_url or here).rstrip("/") + "/"

    async def _keys_of(self, secrets: Iterable[str]) -> dict[str, str | Forbidden]:
        """What each opens, or why it opens nothing: looked up once, however often it comes. Raises Forbidden, the
        first, where none opens anything."""
        keys: dict[str, str | Forbidden] = {}
        for secret in dict.fromkeys(secrets):
            try:
                keys[secret] = await self._scoring.admit(secret)
            except Forbidden as error:
                keys[secret] = error
        refusals = [key for key in keys.values() if isinstance(key, Forbidden)]
        if len(refusals) == len(keys):
            raise refusals[0]
        return keys

    async def _part(self, part: Part, call: Call, key: str | Forbidden) -> Answer:
        """One call of a batch, with what its key opens: its own, or that of the whole."""
        handle = self._in_batches.get(part.path) if part.method == "POST" else None
        if handle is None:
            return self.refuse(NotFound("no_such_address", "not in a batch"))
        if isinstance(key, Forbidden):
            return self.refuse(key)
        return await answered(self, lambda call: handle(call, key), call, part.path)

    async def _admit(self, call: Call) -> str:
        return await self._scoring.admit(_secret(call, call.asked()))

    async def _parts(self, wanted: Analysis, whole: Scored, names: tuple[str, ...]) -> list[tuple[Span, Signals]]:
        """What the sentences score, when that is wanted and there are several."""
        spans = sentences(wanted.text) if wanted.spans else []
        if len(spans) < 2:
            return []
        scored = await self._scoring.ask(
            [ScoreRequest(wanted.text[begin:end], whole.language, names) for begin, end in spans]
        )
        return [(span, one.signals) for span, one in zip(in_utf16(wanted.text, spans), scored, strict=True)]


def _within(around: Call, part: Part) -> Call:
    """One call of a batch, with the headers of the whole where it has none of its own."""

    async def read() -> bytes:
        return part.body

    return Call(part.query, {**around.headers, **part.headers}, around.server, read)


def _secret(call: Call, asked: Mapping[str, str]) -> str:
    """The key that a call with these fields in its address brings, or nothing."""
    return asked.get("key") or call.header(b"x-goog-api-key") or call.bearer()


def _signals(attributes: Iterable[str]) -> tuple[str, ...]:
    """What has to be scored for them."""
    ours = [name for name in attributes if name in SIGNAL_OF]
    return tuple(dict.fromkeys(SIGNAL_OF[one] for name in ours for one in (name, PRESUPPOSES.get(name, name))))


def _told(scored: Scored) -> list[str]:
    return [scored.language or _UNDETERMINED]


def _offered(wanted: Analysis, whole: Sequence[Scored]) -> list[str]:
    """The attributes that can be scored in every language of the comment.

    Raises Refusal for the first that cannot, unless such ones are to be dropped.
    """
    offered: list[str] = []
    for name in wanted.thresholds:
        lacking = _lacking(name, whole)
        if lacking is None:
            offered.append(name)
        elif not wanted.drop_unsupported:
            why, languages = lacking
            raise not_supported(name, languages, detected=not wanted.languages, why=why)
    return offered


def _lacking(name: str, whole: Sequence[Scored]) -> tuple[str, list[str]] | None:
    """Why an attribute is not scored, and in which languages. Raises Refusal where no language can be told."""
    if name not in SIGNAL_OF:
        return "attribute", [told for scored in whole for told in _told(scored)]
    abstained = [(scored.signals[SIGNAL_OF[name]].abstained, scored) for scored in whole]
    reasons = [(why, _told(scored)[0]) for why, scored in abstained if why is not None]
    if not reasons:
        return None
    why = reasons[0][0]
    if why in _UNTOLD:
        raise detection_failed(why)
    return why, [language for _, language in reasons]


def _scores(name: str, wanted: Analysis, signals: Signals, parts: Sequence[tuple[Span, Signals]]) -> dict[str, Any]:
    """An attribute's scores, without those below its threshold. A sentence on which the model abstains has none."""
    threshold = wanted.thresholds[name]
    summary = _value(name, signals)
    spans = [(span, _value(name, of_part)) for span, of_part in parts]
    scores: dict[str, Any] = {
        "spanScores": [
            {"begin": begin, "end": end, "score": _score(value)}
            for (begin, end), value in spans
            if value is not None and value >= threshold
        ]
    }
    if summary is not None and summary >= threshold:
        scores["summaryScore"] = _score(summary)
    return scores if "summaryScore" in scores or scores["spanScores"] else {}


def _value(name: str, signals: Signals) -> float | None:
    value = signals[SIGNAL_OF[name]].value
    if not isinstance(value, int | float):
        return None
    other = _value(PRESUPPOSES[name], signals) if name in PRESUPPOSES else 1.0
    return None if other is None else round(value * other, _DIGITS)


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": "PROBABILITY"}
