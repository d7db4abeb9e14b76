"""A model that is asked about each text once: the sets that it is measured on overlap, and the full model is slow."""

from collections.abc import Mapping, Sequence

from ombud.model import Signal, Span, Text
from ombud.ports import TextScorer

__all__ = ["Remembering"]


class Remembering:
    """Implements `TextScorer`. Keeps all that the model has said."""

    def __init__(self, model: TextScorer) -> None:
        self._model = model
        self._said: dict[tuple[str, str | None], Mapping[str, Signal]] = {}

    @property
    def version(self) -> str:
        """The model's."""
        return self._model.version

    @property
    def names(self) -> tuple[str, ...]:
        """The model's."""
        return self._model.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each text."""
        return self._model.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All signals of each text."""
        keys = [(text.raw, lang) for text, lang in zip(texts, langs, strict=True)]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._said}
        answers = self._model.score(list(new.values()), [lang for _, lang in new])
        self._said.update(zip(new, answers, strict=True))
        return [self._said[key] for key in keys]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """What spoke for and against."""
        return self._model.explain(text, name)
