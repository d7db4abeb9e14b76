"""A clock that a test sets, forwards and backwards."""

from datetime import UTC, datetime, timedelta

__all__ = ["SetClock"]


class SetClock:
    """`ports.Clock`, standing still until it is told otherwise."""

    def __init__(self, at: datetime = datetime(2026, 11, 22, 10, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        """See ports.Clock."""
        return self.at

    def turn(self, **much: float) -> datetime:
        """So much further, or back; gives what it says then."""
        self.at += timedelta(**much)
        return self.at
