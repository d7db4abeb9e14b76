"""Dates and numbers as people of one language write them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import babel
from babel.dates import format_date, format_timedelta, get_datetime_format
from babel.lists import format_list
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
        text = self._together(format_date(moment, "long", locale=self._locale), f"{moment:%H:%M} UTC")
        return _time(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), text)

    def day(self, moment: datetime | date) -> Markup:
        """``<time>`` with the day."""
        day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        return _time(day.isoformat(), format_date(day, "long", locale=self._locale))

    def stamp(self, moment: datetime) -> str:
        """Day and minute, short and without an element, for a place that has no room for one."""
        moment = moment.astimezone(UTC)
        return self._together(format_date(moment, "medium", locale=self._locale), f"{moment:%H:%M}")

    def number(self, value: float) -> str:
        """With the language's own separators."""
        return str(format_decimal(value, locale=self._locale))

    def percent(self, share: float) -> str:
        """A share (0 to 1) as a whole percentage."""
        return str(format_percent(share, locale=self._locale))

    def duration(self, seconds: int) -> str:
        """A length of time in the largest unit that leaves no rest: ``7 days``, ``90 minutes``."""
        unit = next(name for name, size in _UNITS if seconds % size == 0)
        return format_timedelta(timedelta(seconds=seconds), granularity=unit, threshold=1e9, locale=self._locale)

    def _together(self, day: str, time: str) -> str:
        """With what stands between a day and a time: a comma, or that of the language's own script."""
        return str(get_datetime_format("medium", locale=self._locale)).format(time, day)

    def countries(self, codes: Sequence[str]) -> str:
        """Countries (ISO 3166-1) by the names that they have in this language."""
        return str(format_list([self._locale.territories.get(code, code) for code in codes], locale=self._locale))


_UNITS: tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...] = (
    ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1),
)  # fmt: skip


def _time(machine: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, text)
