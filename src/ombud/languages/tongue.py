"""How one language says things: sentences from its catalogue, days, places and lists as its people write them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.support import NullTranslations

from ombud.languages.catalogues import catalogue, locale_of

__all__ = ["Tongue", "tongue"]


class Tongue:
    """One language of LANGUAGES, for letters. `process.Voice`."""

    def __init__(self, code: str, messages: NullTranslations, locale: Locale) -> None:
        self.code = code
        self._messages = messages
        self._locale = locale

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self._locale.text_direction

    def say(self, sentence: str) -> str:
        """An English sentence of the sources, in this language."""
        return str(self._messages.gettext(sentence))

    def day(self, moment: datetime) -> str:
        """The day (UTC) that a moment is in, written out."""
        return str(format_date(moment.astimezone(UTC).date(), "long", locale=self._locale))

    def places(self, codes: Sequence[str]) -> str:
        """Countries (ISO 3166-1 alpha-2) by their names; a code without one stays as it is."""
        names = [self._locale.territories.get(code.upper(), code) for code in codes]
        return str(format_list(names, "standard", locale=self._locale))


@cache
def tongue(code: str) -> Tongue:
    """The language `code`, which has to be one of LANGUAGES."""
    return Tongue(code, catalogue(code), locale_of(code))
