"""One model of texts made of two: English goes to one, the languages that the other one knows to that."""

from collections.abc import Mapping, Sequence

from ombud.model import Signal, Span, Text
from ombud.ports import TextScorer
from ombud.signals.languages.embedder import installed
from ombud.signals.languages.model import LanguagesModel
from ombud.signals.languages.scope import primary

__all__ = ["Polyglot", "with_languages"]


class Polyglot:
    """Implements `TextScorer`: the signals of `english`, of which other languages have some."""

    def __init__(self, english: TextScorer, others: LanguagesModel) -> None:
        self._english = english
        self._others = others
        self._langs = frozenset(others.langs)

    @property
    def version(self) -> str:
        """Of both. Each signal names the one that it came from."""
        return f"{self._english.version}+{self._others.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """The signals, as of the model of English."""
        return self._english.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each text, as the model of English tells it."""
        return self._english.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All signals of each text. What a language does not have abstains with ``language``."""
        found = self._english.score(texts, langs)
        others = [i for i, lang in enumerate(langs) if primary(lang) in self._langs]
        scored = self._others.score([texts[i] for i in others], [langs[i] for i in others])
        unknown = Signal(self._others.version, abstained="language")
        for i, signals in zip(others, scored, strict=True):
            found[i] = {name: signals.get(name, unknown) for name in self.names}
        return found

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """What spoke for and against, as the model of the language that is told from the text explains it."""
        told = self.tell([text])[0]
        if primary(told) in self._langs:
            return self._others.explain(text, name) if name in self._others.names else ()
        if told is None and name in self.names and self._english.score([text], ["en"])[0][name].abstained:
            return ()  # in a language that somebody declared, but that does not show
        return self._english.explain(text, name)


def with_languages(english: TextScorer) -> TextScorer:
    """The model with other languages beside it where the extra is installed; else the model as it is."""
    return Polyglot(english, LanguagesModel()) if installed() else english
