"""Whether the clock on the wall can be believed: one that has jumped ahead would end everything at once."""

from collections.abc import Callable
from datetime import datetime

__all__ = ["Steady"]

_TOLERATED = 300.0
_PROVED = 600.0


class Steady:
    """Compares the wall's clock with `pulse`, seconds of a clock that nobody sets (``time.monotonic``).

    A jump ahead of more than five minutes is believed after ten, when the clock has stayed with it; one that is set
    right again in the meantime has done nothing. A jump back is believed at once: it only makes things wait.
    """

    def __init__(self, pulse: Callable[[], float]) -> None:
        self._pulse = pulse
        self._ahead: float | None = None
        self._doubted: tuple[float, float] | None = None

    def believes(self, now: datetime) -> bool:
        """Whether `now` is to be acted on."""
        pulse = self._pulse()
        ahead = now.timestamp() - pulse
        if self._ahead is None or ahead - self._ahead <= _TOLERATED:
            self._ahead, self._doubted = ahead, None
            return True
        if self._doubted is None or abs(ahead - self._doubted[0]) > _TOLERATED:
            self._doubted = ahead, pulse
        if pulse - self._doubted[1] < _PROVED:
            return False
        self._ahead, self._doubted = ahead, None
        return True
