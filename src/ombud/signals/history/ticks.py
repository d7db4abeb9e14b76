"""Time as whole microseconds: exact, quick to compare, eight bytes each."""

from datetime import UTC, datetime, timedelta

__all__ = ["DAY", "HOUR", "span", "ticks"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
HOUR = 3600 * 10**6
DAY = 24 * HOUR


def ticks(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // _TICK


def span(seconds: float) -> int:
    """`seconds` in microseconds."""
    return round(seconds * 10**6)
