"""Texts in, signals out: behind `ombud score` and the compatible endpoints. Nothing is decided or stored."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from ombud.model import BadInput, Signal, Text, TooLarge
from ombud.pipeline.deciding.decide import Refused
from ombud.ports import TextScorer
from ombud.signals import telling_words

__all__ = ["MAX_SCORED_BYTES", "ScoreRequest", "Scored", "Scorer"]

MAX_SCORED_BYTES = 64 * 1024
"""As much text as an event may hold."""


class ScoreRequest(msgspec.Struct, frozen=True):
    """A text to score. `lang` is a BCP 47 tag where the language is known; `names` are the signals wanted, all when
    None; `explain` asks for the spans that speak for each, where its value is at least `explain_from`."""

    text: str
    lang: str | None = None
    names: tuple[str, ...] | None = None
    explain: bool = False
    explain_from: float = 0.0


class Scored(msgspec.Struct, frozen=True):
    """`signals` by name. `language` is what was declared, else what could be told."""

    signals: Mapping[str, Signal]
    language: str | None = None


def _is_too_long(text: str) -> bool:
    """Whether its UTF-8, of at most four bytes a character, is."""
    return len(text) * 4 > MAX_SCORED_BYTES and len(text.encode("utf-8", "replace")) > MAX_SCORED_BYTES


class Scorer:
    """One model with what it needs around it. Holds no state: any number of threads may share it."""

    def __init__(self, model: TextScorer, normalise: Callable[[str], Text]) -> None:
        self.model = model
        self._normalise = normalise

    def score(self, requests: Sequence[ScoreRequest]) -> list[Scored | Refused]:
        """One answer per request, in order; the texts go through the model together.

        Refused are ``text_too_long`` (TooLarge) and ``unknown_signal`` (BadInput).
        """
        answers: list[Scored | Refused | None] = [self._refusal(request) for request in requests]
        open_ = [i for i, answer in enumerate(answers) if answer is None]
        texts = [self._normalise(requests[i].text) for i in open_]
        langs = self._languages([requests[i] for i in open_], texts)
        scores = self.model.score(texts, langs)
        for i, text, lang, signals in zip(open_, texts, langs, scores, strict=True):
            answers[i] = Scored(self._asked(requests[i], text, signals), lang)
        return [answer for answer in answers if answer is not None]

    def _languages(self, requests: Sequence[ScoreRequest], texts: Sequence[Text]) -> list[str | None]:
        langs = [request.lang or None for request in requests]
        untold = [i for i, lang in enumerate(langs) if lang is None]
        for i, told in zip(untold, self.model.tell([texts[i] for i in untold]), strict=True):
            langs[i] = told
        return langs

    def _refusal(self, request: ScoreRequest) -> Refused | None:
        if _is_too_long(request.text):
            return Refused(
                TooLarge(
                    "text_too_long", f"The text has more than {MAX_SCORED_BYTES >> 10} KiB.",
                    advice="Send it in parts.", field="text",
                )
            )  # fmt: skip
        for name in request.names or ():
            if name not in self.model.names:
                return Refused(
                    BadInput(
                        "unknown_signal", f"There is no signal {name!r}.",
                        advice=f"There are {', '.join(self.model.names)}.", field="names",
                    )
                )  # fmt: skip
        return None

    def _asked(self, request: ScoreRequest, text: Text, signals: Mapping[str, Signal]) -> Mapping[str, Signal]:
        names = self.model.names if request.names is None else request.names
        if not request.explain:
            return signals if request.names is None else {name: signals[name] for name in names}
        return {name: self._explained(text, name, signals[name], request.explain_from) for name in names}

    def _explained(self, text: Text, name: str, signal: Signal, least: float) -> Signal:
        if not isinstance(signal.value, float) or signal.value < least:
            return signal
        return msgspec.structs.replace(signal, spans=telling_words(text.raw, self.model.explain(text, name)))
