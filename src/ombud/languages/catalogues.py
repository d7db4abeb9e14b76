"""Which languages everything fixed is said in, and which of them somebody would like best."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

__all__ = ["LANGUAGES", "catalogue", "first_known", "known", "locale_of", "preferred"]

LANGUAGES = ("en", "de", "es", "fr", "pt", "zh", "ar")
"""English is the language of the sources; every other one has a catalogue in ``locale/``."""

_LOCALE = Path(__file__).parent / "locale"
_MOST_WISHES = 20
_REGIONS = {"en": "en_GB", "zh": "zh_Hans"}  # plain "en" writes dates as in the United States only


def locale_of(code: str) -> babel.Locale:
    """How dates and numbers are written in a language."""
    return babel.Locale.parse(_REGIONS.get(code, code))


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations of one language, compiled from its text catalogue: no build step, no binary in the tree."""
    if code == LANGUAGES[0]:
        return NullTranslations()
    with (_LOCALE / f"{code}.po").open("rb") as source:
        messages = read_po(source, locale=code, domain="ombud")
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled, domain="ombud")


def known(tag: str | None) -> str | None:
    """The language of LANGUAGES that a tag (BCP 47: ``pt-BR``, ``zh_Hans``) asks for; None for any other."""
    code = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else None


def first_known(tags: Iterable[str | None]) -> str:
    """The first of these that is spoken here; English when none is."""
    return next((code for code in map(known, tags) if code), LANGUAGES[0])


def preferred(accept_language: str) -> str | None:
    """The best of LANGUAGES for an ``Accept-Language`` header (RFC 9110, 12.5.4); None when it names none."""
    wishes = [_wish(part) for part in accept_language.split(",")[:_MOST_WISHES]]
    ordered = sorted(wishes, key=lambda wish: -wish[0])
    return next((code for code in (known(tag) for weight, tag in ordered if weight > 0) if code), None)


def _wish(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    name, _, quality = parameter.strip().partition("=")
    try:
        weight = float(quality) if name == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag
