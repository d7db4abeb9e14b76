"""What the model may speak about: English, enough of it, and made of words that it has seen."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ombud.signals.language import identify
from ombud.signals.text.tokens import U64, Tokens, tokens_of

__all__ = ["Scope"]

_ENGLISH = "en"
_SURELY_ENGLISH = 0.75
_PERHAPS_ENGLISH = 0.5
_FAR = 0.35
_FEW_WORDS = 3


class Scope:
    """`known` are the hashes of the words of the training data, in order."""

    def __init__(self, known: U64) -> None:
        self._known = known

    def tell(self, texts: Sequence[str]) -> list[str | None]:
        """The language of each text, given in normal form; None where it cannot be told.

        Where most words are English ones that is the answer, also for two words. Else py3langid is asked.
        """
        counts, shares = self._shares(tokens_of(texts), len(texts))
        return [
            _language(text, int(count), float(share)) for text, count, share in zip(texts, counts, shares, strict=True)
        ]

    def reasons(self, tokens: Tokens, langs: Sequence[str | None]) -> list[str | None]:
        """Why the model does not speak about each text; None where it does."""
        counts, shares = self._shares(tokens, len(langs))
        return [
            _reason(lang, int(count), float(share)) for lang, count, share in zip(langs, counts, shares, strict=True)
        ]

    def _shares(self, tokens: Tokens, texts: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """How many words each text has, and which share of them is known.

        Numbers are no words, unless they are known: else whoever adds a few to an insult would not be heard.
        """
        places = np.minimum(np.searchsorted(self._known, tokens.hashes), len(self._known) - 1)
        found = (self._known[places] == tokens.hashes) & ~tokens.signs
        counts = np.bincount(tokens.owners, found | ~(tokens.signs | tokens.numbers), minlength=texts).astype(np.int64)
        return counts, np.bincount(tokens.owners, found, minlength=texts) / np.maximum(counts, 1)


def _language(text: str, words: int, share: float) -> str | None:
    if not words:
        return None
    if share >= _SURELY_ENGLISH:
        return _ENGLISH
    told = identify(text)
    if told is None and share >= _PERHAPS_ENGLISH:
        return _ENGLISH
    return told


def _reason(lang: str | None, words: int, share: float) -> str | None:
    if not words:
        return "not_text"
    if lang is None:
        return "too_short" if words < _FEW_WORDS else "unsure_language"
    if lang.lower().replace("_", "-").partition("-")[0] != _ENGLISH:
        return "language"
    if share < _FAR:
        return "too_short" if words < _FEW_WORDS else "far_from_training"
    return None
