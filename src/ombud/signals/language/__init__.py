"""Which language a text is in."""

import re
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ombud.model import Arrival, BadInput, Signal, SignalSpec
from ombud.ports import History

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["LANGUAGES", "Language", "identify"]

LANGUAGES = (
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn",
    "ko", "la", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru",
    "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh",
    "zu",
)  # fmt: skip
"""ISO 639-1 codes of the languages told apart by default: the larger ones of py3langid's 140."""

_VERSION = "language-1+py3langid-0.4.0"
_MIN_LETTERS = 20
_MIN_SURE = 0.5
_READ = 2000
"""Characters that are read: more do not change the answer, and hostile texts are long."""

_ADDRESS = re.compile(r"(?:https?://|www\.|[@#])\S+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@lru_cache(maxsize=1)
def _usual() -> "LanguageIdentifier":
    """The model of `LANGUAGES`, without what it knows of others. A second and 80 MB: once, when somebody asks first."""
    from py3langid.langid import LanguageIdentifier

    chosen = _restricted(_whole(), LANGUAGES)
    return LanguageIdentifier(
        chosen.nb_ptc, chosen.nb_pc, chosen.nb_classes, chosen.tk_nextmove, chosen.tk_output,
        norm_probs=True, tk_row=chosen.tk_row,
    )  # fmt: skip


def _whole() -> "LanguageIdentifier":
    """The model of all languages, from the package's own file."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _restricted(identifier: "LanguageIdentifier", languages: tuple[str, ...]) -> "LanguageIdentifier":
    try:
        identifier.set_languages(languages)
    except ValueError as error:
        raise BadInput("unknown_language", str(error), advice="use ISO 639-1 codes such as en, pt, zh") from error
    return identifier


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> _Identifier:
    """The model for these languages alone. All choices of usual ones share one automaton."""
    usual = frozenset(LANGUAGES).issuperset(languages)
    chosen: _Identifier = _restricted(copy(_usual()) if usual else _whole(), languages)
    return chosen


class _Told(NamedTuple):
    code: str | None
    abstained: str | None = None


def _told(raw: str, languages: tuple[str, ...]) -> _Told:
    text = _ADDRESS.sub(" ", raw[:_READ])
    # A Chinese character or Korean syllable says about as much as three letters.
    if sum(map(str.isalpha, text)) + 2 * len(_DENSE.findall(text)) < _MIN_LETTERS:
        return _Told(None, "too_short")
    code, sure = _identifier(languages).classify(text)
    return _Told(code) if sure >= _MIN_SURE else _Told(None, "unsure")


def identify(raw: str, languages: tuple[str, ...] = LANGUAGES) -> str | None:
    """The language of a text, None where it is too short or the best guess is not likely enough."""
    return _told(raw, languages).code


class Language:
    """See card.md."""

    spec = SignalSpec("language", "string", _VERSION, "The language of the text, as a BCP 47 tag such as `en`.")

    def __init__(self, languages: Sequence[str] = LANGUAGES) -> None:
        self._languages = tuple(languages)

    def measure(self, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """Abstains ``too_short`` and ``unsure``."""
        told = _told(arrival.text.raw, self._languages)
        return Signal(self.spec.version, told.code, abstained=told.abstained)
