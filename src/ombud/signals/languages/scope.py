"""What can be said something about: enough text, and all of it in the language that it is said to be in."""

import re
from typing import Final

from ombud.signals.language import identify

__all__ = ["primary", "reason"]

_SCRIPTS: Final = {
    "ar": re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f]"),
    "de": re.compile("[a-z\u00df-\u017f]"),
    "fr": re.compile("[a-z\u00df-\u017f]"),
    "ko": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "zh": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
}
"""The letters of each language, in normal form."""

_DENSE: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\u3400-\u9fff\uf900-\ufaff]")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|[@#])\S+")
_LATIN: Final = ("de", "fr")
_NEIGHBOURS: Final = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")
"""What a text in Latin letters is told apart from."""

_PER_SYLLABLE: Final = 3
"""A Chinese character or a Korean syllable says about as much as three letters."""

_FEWEST: Final = 7
_MOSTLY: Final = 0.7
_PART: Final = 40


def primary(lang: str | None) -> str:
    """The language of a BCP 47 tag without script and region: ``zh`` of ``zh-Hant-TW``."""
    return (lang or "").lower().replace("_", "-").partition("-")[0]


def reason(normal: str, lang: str) -> str | None:
    """Why nothing is said about a text in normal form; None where something can be. `lang` is an ISO 639-1 code."""
    text = _ADDRESS.sub(" ", normal)
    letters, dense = sum(map(str.isalpha, text)), len(_DENSE.findall(text))
    size = letters + (_PER_SYLLABLE - 1) * dense
    if not letters:
        return "not_text"
    own = len(_SCRIPTS[lang].findall(text)) * (_PER_SYLLABLE if lang in ("zh", "ko") else 1)
    if own < _MOSTLY * size or (lang in _LATIN and _mixed(text, lang)):
        return "unsure_language"
    return "too_short" if own < _FEWEST else None


def _mixed(text: str, lang: str) -> bool:
    """Whether one half of the words is, quite likely, in another language."""
    words = text.split()
    halves = (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :]))
    return any(len(half) >= _PART and identify(half, _NEIGHBOURS) not in (lang, None) for half in halves)
