"""Dates and numbers as people of one language write them."""

from datetime import UTC, date, datetime

import babel
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

__all__ = ["Formats"]


class Formats:
    """The filters of one language. Times are UTC and say so: who reads them may be anywhere."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale = locale

    def when(self, moment: datetime) -> Markup:
        """``<time>`` with day and minute."""
        moment = moment.astimezone(UTC)
        text = f"{format_date(moment, 'long', locale=self._locale)}, {moment:%H:%M} UTC"
        return _time(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), text)

    def day(self, moment: datetime | date) -> Markup:
        """``<time>`` with the day."""
        day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        return _time(day.isoformat(), format_date(day, "long", locale=self._locale))

    def stamp(self, moment: datetime) -> str:
        """Day and minute, short and without an element, for a place that has no room for one."""
        moment = moment.astimezone(UTC)
        return f"{format_date(moment, 'medium', locale=self._locale)}, {moment:%H:%M}"

    def number(self, value: float) -> str:
        """With the language's own separators."""
        return str(format_decimal(value, locale=self._locale))

    def percent(self, share: float) -> str:
        """A share (0 to 1) as a whole percentage."""
        return str(format_percent(share, locale=self._locale))


def _time(machine: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, text)
