"""The signals of somebody else's model, asked over HTTP."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ombud.model import Arrival, BadInput, ClauseText, Signal, SignalSpec, Text
from ombud.plugins.endpoint.caller import Caller
from ombud.plugins.endpoint.limits import Breaker, Memory, Spending
from ombud.plugins.endpoint.outgoing import outgoing
from ombud.plugins.endpoint.wire import (
    Answer,
    NotAnAnswer,
    chat_answer,
    chat_request,
    models_answer,
    moderation_answer,
    moderation_request,
    prompt,
)
from ombud.plugins.folder import Folder
from ombud.plugins.manifest import Endpoint
from ombud.plugins.scores import calibrated
from ombud.ports import History

__all__ = ["Clauses", "EndpointPlugin", "Question"]

Clauses = Callable[[], Mapping[str, ClauseText]]
"""The clauses of the policy that is judged by, by id."""

_LONGEST_KEY = 4096
_MODERATIONS = "moderations"


class Question(NamedTuple):
    """For the signal `name`. The same question has the same `key`; a moderation answers one for all its signals."""

    name: str
    system: str
    text: str
    key: bytes


class EndpointPlugin:
    """Scores from 0 to 1. Any failure is an abstention: ``unavailable`` (no connection, an error, the breaker is open),
    ``timeout``, ``budget``, ``unclear`` (no answer that was offered), ``no_clause`` (the policy has not the clause),
    ``not_text``, ``not_asked`` (where nobody is asked, as in a backtest).

    Not deterministic: a replay reads what was recorded. `clock` only goes forward, in seconds.
    """

    kind = "endpoint"

    def __init__(
        self, folder: Folder, manifest: Endpoint, environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Raises BadInput (``plugin_invalid``, ``plugin_key_missing``)."""
        self.name, self.card, self.version = folder.name, folder.card, folder.version
        self._again = partial(EndpointPlugin, folder, manifest, environment, clock)
        self.specs = tuple(
            SignalSpec(name, "double", self.version, signal.doc, stateful=True)
            for name, signal in manifest.signals.items()
        )
        self.manifest = manifest
        key = _key(manifest, environment)
        self._caller = Caller(folder.name, manifest.base_url, key, manifest.timeout, allow_http=manifest.allow_http)
        self._breaker = Breaker(manifest.breaker.failures, manifest.breaker.rest, clock)
        self._spending = Spending(manifest.budget.per_minute, manifest.budget.per_day, clock)
        self._memory: Memory[Answer] = Memory(manifest.cache.entries)

    def apart(self) -> "EndpointPlugin":
        """The same with a budget, a breaker and a memory of its own, so that trying out takes nothing from deciding."""
        return self._again()

    def family(self, clauses: Clauses, *, ask: bool = True) -> "_Asking":
        """Its signals under a policy. Without `ask` only what is remembered is answered."""
        return _Asking(self, clauses, ask=ask)

    def score(self, texts: Sequence[Text], clauses: Clauses) -> list[Mapping[str, Signal]]:
        """All its signals for each text, one after the other."""
        return [{spec.name: self.signal(spec.name, text.raw, clauses()) for spec in self.specs} for text in texts]

    def signal(self, name: str, raw: str, clauses: Mapping[str, ClauseText], *, ask: bool = True) -> Signal:
        """One of its signals for one text. Takes at most the timeout. Raises nothing."""
        question = self.question(name, raw, clauses)
        if isinstance(question, Signal):
            return question
        answer: Answer | str | None = self.remembered(question)
        if answer is None:
            answer = self.ask(question) if ask else "not_asked"
        return self.told(question, answer)

    def question(self, name: str, raw: str, clauses: Mapping[str, ClauseText]) -> Question | Signal:
        """What has to be asked for a signal of a text; or the abstention, where nothing can be."""
        signal = self.manifest.signals[name]
        clause = clauses.get(signal.clause)
        chat = self.manifest.api == "chat"
        if chat and clause is None:
            return self._none("no_clause")
        text = outgoing(raw, most=self.manifest.max_characters, redacted=self.manifest.redact)
        if not any(map(str.isalnum, text)):
            return self._none("not_text")
        system = prompt(clause, tuple(signal.labels)) if clause is not None else ""
        parts = (self.version, name if chat else "", system, text)
        return Question(name, system, text, hashlib.sha256(b"\0".join(part.encode() for part in parts)).digest())

    def remembered(self, question: Question) -> Answer | None:
        """What was answered to the same before, as long as it is remembered."""
        return self._memory.get(question.key)

    def ask(self, question: Question) -> Answer | str:
        """What the endpoint says, within breaker, budget and timeout; else why it says nothing."""
        if not self._breaker.passes():
            return "unavailable"
        if not self._spending.take():
            return "budget"
        answer = self._called(question.name, question.system, question.text)
        if isinstance(answer, Answer):
            self._memory.keep(question.key, answer)
        return answer

    def told(self, question: Question, answer: Answer | str) -> Signal:
        """The signal that an answer comes to."""
        if isinstance(answer, str):
            return self._none(answer)
        signal = self.manifest.signals[question.name]
        worth = answer.values.get(signal.category or question.name)
        score = None if worth is None else calibrated(worth, signal.calibration)
        if score is None:
            return self._none("unclear")
        return Signal(f"{self.version}+model:{answer.model}" if answer.model else self.version, score)

    def close(self) -> None:
        """Let go of all connections."""
        self._caller.close()

    def models(self) -> list[str] | str:
        """What models the endpoint says it has, or why it says nothing. Sends no post, and is not counted."""
        replied = self._caller.get("models")
        if replied.body is None:
            return replied.failure or "unclear"
        try:
            return models_answer(replied.body)
        except NotAnAnswer:
            return "unclear"

    def _called(self, name: str, system: str, text: str) -> Answer | str:
        labels = self.manifest.signals[name].labels
        chat = self.manifest.api == "chat"
        if chat:
            replied = self._caller.post("chat/completions", chat_request(self.manifest, system, text, tuple(labels)))
        else:
            replied = self._caller.post(_MODERATIONS, moderation_request(self.manifest, text))
        answer, healthy = None, replied.healthy
        try:
            if replied.body is not None:
                answer = chat_answer(replied.body, labels, name) if chat else moderation_answer(replied.body)
        except NotAnAnswer:
            healthy = False
        if healthy is not None:
            (self._breaker.succeeded if healthy else self._breaker.failed)()
        return answer or replied.failure or "unclear"

    def _none(self, reason: str) -> Signal:
        return Signal(self.version, abstained=reason)


class _Asking:
    """Signals of an endpoint, as rules ask for them."""

    def __init__(self, plugin: EndpointPlugin, clauses: Clauses, *, ask: bool) -> None:
        self._plugin = plugin
        self._clauses = clauses
        self._ask = ask

    @property
    def specs(self) -> Sequence[SignalSpec]:
        return self._plugin.specs

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        return self._plugin.signal(name, arrival.text.raw, self._clauses(), ask=self._ask)


def _key(manifest: Endpoint, environment: Mapping[str, str]) -> str:
    """The key, without what stands around it. Raises BadInput, without repeating it."""
    if manifest.key_file:
        try:
            with Path(manifest.key_file).open(encoding="ascii") as file:
                key = file.read(_LONGEST_KEY + 1).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise _no_key(f"the file {manifest.key_file} cannot be read") from error
    elif manifest.key_env:
        key = environment.get(manifest.key_env, "").strip()
    else:
        return ""
    if not key or len(key) > _LONGEST_KEY or not (key.isascii() and key.isprintable()):
        where = manifest.key_file or f"the environment variable {manifest.key_env}"
        raise _no_key(f"there is no key in {where}")
    return key


def _no_key(why: str) -> BadInput:
    return BadInput(
        "plugin_key_missing", why,
        advice="Put the key there, and there alone; a plug-in without `key_env` and `key_file` sends none.",
    )  # fmt: skip
