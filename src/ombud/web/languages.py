"""Which languages the pages speak, and which one a browser would like best."""

from functools import cache
from io import BytesIO
from pathlib import Path

import babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

__all__ = ["LANGUAGES", "catalogue", "locale_of", "preferred"]

LANGUAGES = ("en", "de")
"""English is the language of the sources; every other one has a catalogue in ``locale/``."""

_LOCALE = Path(__file__).parent / "locale"
_MOST_WISHES = 20
_REGIONS = {"en": "en_GB"}  # plain "en" writes dates as in the United States only


def locale_of(code: str) -> babel.Locale:
    """How dates and numbers are written in a language."""
    return babel.Locale.parse(_REGIONS.get(code, code))


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations of one language, compiled from its text catalogue: no build step, no binary in the tree."""
    if code == LANGUAGES[0]:
        return NullTranslations()
    with (_LOCALE / code / "LC_MESSAGES" / "ombud.po").open("rb") as source:
        messages = read_po(source, locale=code, domain="ombud")
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled, domain="ombud")


def preferred(accept_language: str) -> str:
    """The best of LANGUAGES for an ``Accept-Language`` header (RFC 9110, 12.5.4); English when it names none."""
    wishes = [_wish(part) for part in accept_language.split(",")[:_MOST_WISHES]]
    for _, code in sorted(wishes, key=lambda wish: -wish[0]):
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


def _wish(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    name, _, quality = parameter.strip().partition("=")
    try:
        weight = float(quality) if name == "q" else 1.0
    except ValueError:
        weight = 0.0
    code = tag.strip().lower().partition("-")[0]
    return weight, code if weight > 0 else ""
