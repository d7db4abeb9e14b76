"""Which values each thing had, and when: for counting the different ones.

One array per subject: two times that say what is missing, then pairs of (time, value) in the order of time. Values are
64 bits of BLAKE2b: two different ones are taken for the same once in 10^19.
"""

from array import array
from bisect import bisect_right
from hashlib import blake2b

from ombud.signals.history.stamps import NEVER

__all__ = ["added", "different", "digest", "held", "kept_since", "latest", "missing", "removed", "trimmed"]

_LOST, _REPEATED, _FIRST = 0, 1, 2
"""Places: the latest time of a value that was let go, and of a repetition that was; then the first pair."""


def digest(value: str) -> int:
    """A value as 64 bits."""
    return int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def added(pairs: "array[int] | None", at: int, value: int, missing: int) -> "array[int]":
    """With one pair more; `missing` is what a thing that is not on file may have lost before."""
    if pairs is None:
        return array("q", (missing, NEVER, at, value))
    if at >= pairs[-2]:
        pairs.extend((at, value))
    else:
        place = _FIRST + 2 * bisect_right(pairs[_FIRST::2], at)
        pairs[place:place] = array("q", (at, value))
    return pairs


def removed(pairs: "array[int]", at: int, value: int) -> "array[int] | None":
    """Without one pair that was added just now; None when none is left."""
    places = range(len(pairs) - 2, _FIRST - 1, -2)
    place = next(place for place in places if pairs[place] == at and pairs[place + 1] == value)
    del pairs[place : place + 2]
    return pairs if len(pairs) > _FIRST else None


def different(pairs: "array[int]", start: int, end: int, enough: int) -> int:
    """How many different values on file there were later than `start`, up to and with `end`: at most `enough`."""
    found: set[int] = set()
    for place in range(len(pairs) - 2, _FIRST - 1, -2):
        if pairs[place] <= start or len(found) >= enough:
            break
        if pairs[place] <= end:
            found.add(pairs[place + 1])
    return len(found)


def missing(pairs: "array[int]", end: int) -> int:
    """The latest time of what was let go and would count for who asks about `end`, NEVER when nothing would.

    A repetition that was let go matters only to who asks about a time before the newest: its value is on file, later.
    """
    return max(pairs[_LOST], pairs[_REPEATED]) if end < pairs[-2] else pairs[_LOST]


def trimmed(pairs: "array[int]", most: int) -> int:
    """Let go of repetitions, then of the oldest values, until at most `most` pairs are left, in place; how many."""
    before = held(pairs)
    newest: dict[int, int] = {}
    for place in range(len(pairs) - 2, _FIRST - 1, -2):
        at, value = pairs[place], pairs[place + 1]
        if value in newest:
            pairs[_REPEATED] = max(pairs[_REPEATED], at)
        else:
            newest[value] = at
    kept = sorted(((at, value) for value, at in newest.items()))
    if len(kept) > most:
        pairs[_LOST] = max(pairs[_LOST], kept[-most - 1][0])
    del pairs[_FIRST:]
    for at, value in kept[-most:]:
        pairs.extend((at, value))
    return before - held(pairs)


def kept_since(pairs: "array[int]", since: int) -> "array[int] | None":
    """What is later than `since`, which nobody will ask beyond; None when that is nothing."""
    if latest(pairs) <= since:
        return None
    del pairs[_FIRST : _FIRST + 2 * bisect_right(pairs[_FIRST::2], since)]
    return pairs


def latest(pairs: "array[int]") -> int:
    """The newest time."""
    return pairs[-2]


def held(pairs: "array[int]") -> int:
    """How many pairs are on file."""
    return (len(pairs) - _FIRST) // 2
