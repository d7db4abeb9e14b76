"""Durations and timestamps as text, and the parts of both.

CEL specification, "Timestamps and durations"; the duration format is that of Go's time.ParseDuration, the timestamp
format RFC 3339.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ombud.policy.cel.values import SECOND, Duration, EvaluationError, Timestamp, Value, no_overload

__all__ = ["PARTS", "duration_text", "parse_duration", "parse_timestamp", "part", "timestamp_text"]

_UNITS = {
    "h": 3600 * SECOND,
    "m": 60 * SECOND,
    "s": SECOND,
    "ms": 1_000_000,
    "us": 1000,
    "µs": 1000,
    "μs": 1000,
    "ns": 1,
}
_PIECE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(h|ms|m|s|us|µs|μs|ns)")
_RFC3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9})[0-9]{0,20})?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_OFFSET = re.compile(r"([+-]?)([01][0-9]|2[0-3]):([0-5][0-9])")
_ZONE_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,3}")
_YEAR_ONE = -62_135_596_800  # seconds from 1970-01-01 back to 0001-01-01


def parse_duration(text: str) -> Duration:
    """``1h30m``, ``90s``, ``-1.5h``. Raises EvaluationError."""
    sign = -1 if text.startswith("-") else 1
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return Duration(0)
    total = Decimal(0)
    at = 0
    while at < len(rest) and (piece := _PIECE.match(rest, at)):
        total += Decimal(piece[1]) * _UNITS[piece[2]]
        at = piece.end()
    if at != len(rest) or not rest:
        raise EvaluationError(
            "bad_duration", f"`{text[:40]}` is not a duration", advice="Write it like 90s, 30m or 72h."
        )
    return Duration.checked(sign * int(total))


def duration_text(value: Duration) -> str:
    """Seconds, with as many decimals as needed: ``1000000s``, ``1.5s``."""
    seconds, rest = divmod(abs(int(value)), SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{seconds}{fraction}s"


def parse_timestamp(text: str) -> Timestamp:
    """An RFC 3339 moment. Raises EvaluationError."""
    bad = EvaluationError(
        "bad_timestamp", f"`{text[:40]}` is not a timestamp", advice="Write it like 2026-11-22T10:00:00Z."
    )
    found = _RFC3339.fullmatch(text)
    if not found:
        if re.match(r"[0-9]{5,}-", text):
            raise EvaluationError("out_of_range", "a timestamp is out of range")
        raise bad
    *parts, fraction, zone = found.groups()
    try:
        moment = datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001  six numbers; the zone follows
    except ValueError as error:
        raise bad from error
    days, seconds = (moment - datetime(1, 1, 1)).days, (moment - datetime(1, 1, 1)).seconds  # noqa: DTZ001  both naive
    total = _YEAR_ONE + days * 86_400 + seconds - _zone_seconds(zone)
    return Timestamp.checked(total * SECOND + int((fraction or "").ljust(9, "0")))


def _zone_seconds(zone: str) -> int:
    if zone in ("Z", "z"):
        return 0
    return (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)


def timestamp_text(value: Timestamp) -> str:
    """RFC 3339 in UTC, with as many decimals as needed."""
    seconds, rest = divmod(int(value), SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{_moment(seconds, None):%Y-%m-%dT%H:%M:%S}{fraction}Z".rjust(20 + len(fraction), "0")


def _moment(seconds: int, zone: tzinfo | None) -> datetime:
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)  # noqa: UP017  datetime.UTC reads oddly beside timezone()
    return moment if zone is None else moment.astimezone(zone)


def _zone(name: str) -> tzinfo:
    """A zone of the tz database, or a fixed offset such as ``+01:30``. Raises EvaluationError."""
    if found := _OFFSET.fullmatch(name):
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    if not _ZONE_NAME.fullmatch(name):  # never what else lies beside the zones: the machine's own, tables, leap seconds
        raise EvaluationError("bad_timezone", f"there is no time zone `{name[:40]}`")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EvaluationError("bad_timezone", f"there is no time zone `{name[:40]}`") from error


PARTS: dict[str, Callable[[datetime], int]] = {
    "getFullYear": lambda t: t.year,
    "getMonth": lambda t: t.month - 1,
    "getDate": lambda t: t.day,
    "getDayOfMonth": lambda t: t.day - 1,
    "getDayOfWeek": lambda t: t.isoweekday() % 7,
    "getDayOfYear": lambda t: t.timetuple().tm_yday - 1,
    "getHours": lambda t: t.hour,
    "getMinutes": lambda t: t.minute,
    "getSeconds": lambda t: t.second,
}
"""Parts of a timestamp; months, days of the year and days of the month begin at 0, as CEL has it."""

_WHOLE = {"getHours": _UNITS["h"], "getMinutes": _UNITS["m"], "getSeconds": SECOND}


def part(name: str, value: Value, zone: Value = "UTC") -> int:
    """``value.name(zone)``: a part of a timestamp, or a duration counted in whole hours, minutes, seconds.

    Milliseconds of a duration are those beyond its last whole second (as the conformance suite has it).
    """
    if isinstance(value, Duration):
        if name == "getMilliseconds":
            return _towards_zero(int(value), 1_000_000) - _towards_zero(int(value), SECOND) * 1000
        if name in _WHOLE:
            return _towards_zero(int(value), _WHOLE[name])
    if isinstance(value, Timestamp) and isinstance(zone, str):
        seconds, rest = divmod(int(value), SECOND)
        if name == "getMilliseconds":
            return rest // 1_000_000
        try:
            return PARTS[name](_moment(seconds, _zone(zone)))
        except OverflowError as error:
            raise EvaluationError("out_of_range", "a timestamp is out of range in this time zone") from error
    raise no_overload(name, value)


def _towards_zero(number: int, by: int) -> int:
    return number // by if number >= 0 else -(-number // by)
