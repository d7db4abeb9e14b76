"""The times at which one thing happened: sorted, in as little memory as exactness allows.

Most subjects are seen once, so one time is a plain number. More are an array whose first place says how much is
missing: the latest time that was let go, `NEVER` when nothing was. Times are microseconds (`ticks`).
"""

from array import array
from bisect import bisect_left, bisect_right
from typing import Union

__all__ = ["NEVER", "Stamps", "added", "held", "kept_since", "latest", "missing", "removed", "trimmed", "within"]

NEVER = -(1 << 62)

Stamps = Union[int, "array[int]"]


def added(stamps: Stamps | None, at: int, missing: int) -> Stamps:
    """With one time more; `missing` is what a thing that is not on file may have lost before."""
    if stamps is None:
        return at if missing == NEVER else array("q", (missing, at))
    if isinstance(stamps, int):
        return array("q", (NEVER, stamps, at) if stamps <= at else (NEVER, at, stamps))
    if at >= stamps[-1]:
        stamps.append(at)
    else:
        stamps.insert(bisect_right(stamps, at, 1), at)
    return stamps


def removed(stamps: Stamps, *times: int) -> Stamps | None:
    """Without these times, each of which was added once; None when nothing is left."""
    if isinstance(stamps, int):
        return None
    gone = array("q", sorted(times))
    if stamps[1 : len(gone) + 1] == gone:  # the oldest: one move, however many
        del stamps[1 : len(gone) + 1]
    else:
        for at in gone:
            del stamps[bisect_left(stamps, at, 1)]
    return stamps if len(stamps) > 1 else None


def within(stamps: Stamps, start: int, end: int) -> int:
    """How many times on file lie later than `start`, up to and with `end`."""
    if isinstance(stamps, int):
        return 1 if start < stamps <= end else 0
    return bisect_right(stamps, end, 1) - bisect_right(stamps, start, 1)


def missing(stamps: Stamps) -> int:
    """The latest time that was let go, NEVER when none was."""
    return NEVER if isinstance(stamps, int) else stamps[0]


def trimmed(stamps: Stamps, most: int) -> int:
    """Let go of all but the newest `most`, in place; how many."""
    if isinstance(stamps, int) or len(stamps) <= most + 1:
        return 0
    gone = len(stamps) - 1 - most
    stamps[0] = max(stamps[0], stamps[gone])
    del stamps[1 : gone + 1]
    return gone


def kept_since(stamps: Stamps, since: int) -> Stamps | None:
    """What is later than `since`, which nobody will ask beyond; None when that is nothing."""
    if latest(stamps) <= since:
        return None
    if isinstance(stamps, int):
        return stamps
    del stamps[1 : bisect_right(stamps, since, 1)]
    return stamps[1] if len(stamps) == 2 and stamps[0] <= since else stamps


def latest(stamps: Stamps) -> int:
    """The newest time."""
    return stamps if isinstance(stamps, int) else stamps[-1]


def held(stamps: Stamps) -> int:
    """How many times are on file."""
    return 1 if isinstance(stamps, int) else len(stamps) - 1
