"""The experimental model of texts in other languages than English. See card.md."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ombud.model import NotFound, Signal, Span, Text
from ombud.signals.language import identify
from ombud.signals.languages.embedder import READ, Floats, embedder
from ombud.signals.languages.heads import Heads, heads
from ombud.signals.languages.pieces import pieces
from ombud.signals.languages.plain import plain
from ombud.signals.languages.scope import primary, reason

__all__ = ["LanguagesModel"]

_DIGITS: Final = 4
_MOST_EXPLAINED: Final = 32
_WORD: Final = re.compile("[\u3400-\u9fff]{1,2}|[^\\s\u3400-\u9fff]+")


class LanguagesModel:
    """Implements `TextScorer`. The encoder is loaded when a text in one of the languages comes first."""

    def __init__(self, weights: Heads | None = None, embed: Callable[[str], Floats] | None = None) -> None:
        """What ships with the package, and the encoder of the extra, where nothing else is given."""
        self._heads = weights if weights is not None else heads()
        self._embed = embed

    @property
    def version(self) -> str:
        """The model's name, and the beginning of the SHA-256 of its weights. The encoder's are fixed."""
        return self._heads.version

    @property
    def names(self) -> tuple[str, ...]:
        """The signals that some language has."""
        return self._heads.names

    @property
    def langs(self) -> tuple[str, ...]:
        """The ISO 639-1 codes of the languages that have signals."""
        return tuple(lang for lang in self._heads.langs if self._heads.offered(lang))

    def offered(self, lang: str) -> tuple[str, ...]:
        """The signals of a language, by its ISO 639-1 code."""
        return self._heads.offered(lang)

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each text; None where it cannot be told."""
        return [identify(text.normal) for text in texts]

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All signals of each text. A signal that its language does not have abstains with ``language``."""
        return [self._score(text.normal, lang) for text, lang in zip(texts, langs, strict=True)]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """By how much the score falls when a word is left out (Li, Monroe and Jurafsky 2016); the first 32 words.

        In the language that is told from the text. Chinese is taken two characters at a time.
        """
        if name not in self.names:
            raise NotFound(
                "unknown_signal", f"there is no signal {name!r}", advice=f"there are {', '.join(self.names)}"
            )
        lang = primary(identify(text.normal))
        if name not in self._heads.offered(lang):
            return ()
        at = self.names.index(name)
        whole = self._values(text.normal, lang)[at]
        parts = [
            (text.span(begin, end), whole - self._values(text.normal[:begin] + text.normal[end:], lang)[at])
            for begin, end in (word.span() for word in list(_WORD.finditer(text.normal[:READ]))[:_MOST_EXPLAINED])
        ]
        return tuple(sorted(parts, key=lambda part: (-abs(part[1]), part[0])))

    def _score(self, normal: str, lang: str | None) -> Mapping[str, Signal]:
        code = primary(lang)
        offered = self._heads.offered(code)
        why = reason(normal, code) if offered else "language"
        if why:
            return dict.fromkeys(self.names, Signal(self.version, abstained=why))
        return {
            name: Signal(self.version, round(value, _DIGITS))
            if name in offered
            else Signal(self.version, abstained="language")
            for name, value in zip(self.names, self._values(normal, code), strict=True)
        }

    def _values(self, normal: str, lang: str) -> list[float]:
        if self._embed is None:
            self._embed = embedder()
        text = plain(normal)
        values: list[float] = self._heads.probabilities(lang, self._embed(text), pieces(text, lang)).tolist()
        return values
