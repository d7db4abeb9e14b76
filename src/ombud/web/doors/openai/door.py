"""OpenAI's ``POST /v1/moderations``."""

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from ombud.model import OmbudError
from ombud.pipeline import Scored, ScoreRequest
from ombud.signals.thresholds import Flags
from ombud.web.doors.answering import while_there
from ombud.web.doors.call import Address, Answer, Call
from ombud.web.doors.openai.categories import CATEGORIES, result
from ombud.web.doors.openai.errors import LARGEST_BODY, answer_to
from ombud.web.doors.openai.requests import Post, read_posts
from ombud.web.doors.reading import read_aside
from ombud.web.doors.scoring import Scoring, model_header

__all__ = ["OpenAIDoor"]


class OpenAIDoor:
    """Texts are judged. Pictures are not, and the answer says so."""

    name = "openai"
    largest = LARGEST_BODY
    prefixes = ("/v1/moderations/",)

    def __init__(self, scoring: Scoring, flags: Flags) -> None:
        self._scoring = scoring
        self._flags = flags
        needed = {name for ways in CATEGORIES.values() for way in ways for name in way}
        self._names = tuple(sorted(needed & scoring.names))
        self.addresses: Mapping[str, Address] = {"/v1/moderations": Address({"POST": self.moderate})}

    def refuse(self, error: OmbudError) -> Answer:
        """See `errors`."""
        return answer_to(error)

    async def moderate(self, call: Call) -> Answer:
        """One result for each text, or one for a post in parts. What the format has no word for is under ``ombud``."""
        await self._scoring.admit(call.bearer())
        posts = await read_aside(read_posts, await call.read())
        asking = self._scoring.ask([ScoreRequest(post.text, None, self._names) for post in posts])
        scored = await (while_there(call, asking) if len(posts) > 1 else asking)
        version = self._scoring.version(scored)
        answer = {
            "id": f"modr-{uuid.uuid4().hex}",
            "model": version,
            "results": [self._result(post, one) for post, one in zip(posts, scored, strict=True)],
        }
        return Answer(msgspec.json.encode(answer), headers=(model_header(version),))

    def _result(self, post: Post, scored: Scored) -> dict[str, Any]:
        told = result(scored.signals, self._flags)
        more: dict[str, Any] = {}
        reasons = [signal.abstained for signal in scored.signals.values()]
        if reasons and all(reasons):  # what was judged after all shows in category_applied_input_types
            more["abstained"] = reasons[0]
        if scored.language:
            more["language"] = scored.language
        if post.images:
            more["not_judged"] = ["image"]
        return {**told, "ombud": more}
