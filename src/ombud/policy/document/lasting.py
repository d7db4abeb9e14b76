"""How long, and where: ``for: 7d`` and ``where: [DE, FR]``."""

import re

from ombud.model import COUNTRIES
from ombud.policy.document.blocks import Entry
from ombud.policy.problems import Place, Report

__all__ = ["read_countries", "read_length", "seconds_of", "written_length"]

_LENGTH = re.compile(r"([1-9][0-9]{0,4})\s?(m|h|d|w)")
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_LONG = re.compile(r"([0-9]+)\s*(minute|hour|day|week|month|year)s?", re.IGNORECASE)
_DAYS = {"minute": "m", "hour": "h", "day": "d", "week": "w", "month": "30d", "year": "365d"}
_LONGEST = 3_650 * 86_400
_ALSO = {"UK": "GB", "EN": "GB", "EL": "GR"}
"""What is written for a country though ISO 3166-1 has another code for it."""


def seconds_of(text: str) -> int | None:
    """A length of time in seconds: ``30m 12h 7d 2w``, ten years at most; None for anything else."""
    found = _LENGTH.fullmatch(text.strip())
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    return seconds if 0 < seconds <= _LONGEST else None


def written_length(seconds: int) -> str:
    """How so many whole minutes are written: ``7d``."""
    unit = next(name for name in ("d", "h", "m") if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def read_length(text: str, place: Place, report: Report) -> int | None:
    """The same; what is wrong is reported."""
    seconds = seconds_of(text)
    if seconds is None:
        report.error(
            place,
            f"`{text[:40]}` is not a length of time",
            _length_advice(text),
            code="bad_length",
            expected="a number and `m`, `h`, `d` or `w`",
        )
    return seconds


def _length_advice(text: str) -> str:
    if _LENGTH.fullmatch(text.strip()):
        return "Ten years is the longest. Leave it out for a measure without an end."
    if found := _LONG.fullmatch(text.strip()):
        unit = _DAYS[found[2].casefold()]
        return f"Write `{int(found[1][:6]) * int(unit[:-1]) if len(unit) > 1 else found[1][:6]}{unit[-1]}`."
    return "Write minutes, hours, days or weeks: `30m`, `12h`, `7d`, `2w`."


def read_countries(entry: Entry, report: Report) -> tuple[str, ...]:
    """The countries behind ``where``, each once, in their order; what is wrong is reported."""
    found: list[str] = []
    for written in re.finditer(r"[^\s,\[\]]+", entry.text):
        code = written[0]
        if code in COUNTRIES:
            found.append(code)
            continue
        report.error(
            entry.place_of(written.start(), written.end()),
            f"`{code[:40]}` is not a country",
            _country_advice(code),
            code="unknown_country",
            expected="two capital letters of ISO 3166-1",
        )
    return tuple(sorted(set(found)))


def _country_advice(code: str) -> str:
    capitals = code.strip("\"'").upper()
    meant = _ALSO.get(capitals, capitals)
    if meant in COUNTRIES:
        return f"Write `{meant}`."
    if capitals in {"EU", "EEA"}:
        return "Name its countries one by one: what holds where must not depend on who is a member."
    return "Write countries as `[DE, FR]`: two capital letters each, as ISO 3166-1 has them."
