"""When to try a delivery again: soon at first, then ever more patiently, for a day."""

from datetime import datetime, timedelta

__all__ = ["DELAYS", "WINDOW", "retry_at"]

WINDOW = timedelta(hours=24)
DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 2 * 60, 10 * 60, 30 * 60, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 8 * 3600)
)
_SPREAD = 0.2


def retry_at(attempts: int, first_try: datetime, now: datetime, jitter: float) -> datetime | None:
    """When to try for the next time after `attempts` tries have failed, or None: park it.

    `jitter` (0 <= jitter < 1) takes up to a fifth off the wait, so that what failed together does not come back
    together. The last try comes within 24 hours of `first_try`. A task that is older than that already, because
    somebody has it sent again or because Ombud was down, gets the whole schedule from now.
    """
    if attempts > len(DELAYS):
        return None
    due = now + DELAYS[max(attempts, 1) - 1] * (1 - _SPREAD * jitter)
    end = first_try + WINDOW
    return min(due, end) if now < end else due
