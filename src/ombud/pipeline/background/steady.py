"""Whether the clock on the wall can be believed: one that has jumped ahead would end everything at once."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

__all__ = ["Steady", "implausible"]

_TOLERATED = 300.0
_PROVED = 600.0
_LONGEST_SILENCE = timedelta(days=366)


def implausible(now: datetime, newest: datetime | None, confirmed: date | None = None) -> str | None:
    """Why a clock that nothing is known of yet cannot be right, in a sentence; None where it can.

    `newest` is the moment of the newest record, which is never later than now; and nobody leaves a community alone for
    more than a year. `confirmed` is the day that an operator says it is: within a day of it, the clock is right.
    """
    if newest is None or (confirmed is not None and abs(now.date() - confirmed) <= timedelta(days=1)):
        return None
    said = f"The clock says {now:%Y-%m-%d %H:%M}, and the newest record here is of {newest:%Y-%m-%d %H:%M}"
    if now < newest - timedelta(seconds=_TOLERATED):
        return f"{said}: the clock is behind."
    return f"{said}: more than a year ago." if now > newest + _LONGEST_SILENCE else None


class Steady:
    """Compares the wall's clock with `pulse`, seconds of a clock that nobody sets (``time.monotonic``).

    A jump ahead of more than five minutes is believed after ten, when the clock has stayed with it; one that is set
    right again in the meantime has done nothing. A jump back is believed at once: it only makes things wait. The first
    reading of all has nothing to be compared with but the record: see `implausible` for `newest` and `confirmed`. Any
    number of threads may ask.
    """

    def __init__(
        self, pulse: Callable[[], float], newest: datetime | None = None, confirmed: date | None = None
    ) -> None:
        self._pulse = pulse
        self._lock = threading.Lock()
        self._newest = newest
        self._confirmed = confirmed
        self._ahead: float | None = None
        self._doubted: tuple[float, float] | None = None
        self.doubt = ""

    def believes(self, now: datetime) -> bool:
        """Whether `now` is to be acted on. Where it is not, `doubt` says why."""
        with self._lock:
            return self._judge(now)

    def moment(self, now: datetime) -> datetime:
        """`now` where it is believed; else what it would be had the clock not jumped, or the newest record's."""
        with self._lock:
            if self._judge(now):
                return now
            if self._ahead is not None:
                return datetime.fromtimestamp(self._pulse() + self._ahead, now.tzinfo)
            return min(now, self._newest or now)

    def _judge(self, now: datetime) -> bool:
        pulse = self._pulse()
        ahead = now.timestamp() - pulse
        if self._ahead is None:
            self.doubt = implausible(now, self._newest, self._confirmed) or ""
            if self.doubt:
                return False
        if self._ahead is None or ahead - self._ahead <= _TOLERATED:
            self._ahead, self._doubted = ahead, None
            return True
        if self._doubted is None or abs(ahead - self._doubted[0]) > _TOLERATED:
            self._doubted = ahead, pulse
        if pulse - self._doubted[1] < _PROVED:
            self.doubt = f"The clock has jumped to {now:%Y-%m-%d %H:%M}."
            return False
        self._ahead, self._doubted = ahead, None
        return True
