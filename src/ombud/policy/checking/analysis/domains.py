"""Sets of values that a term may have: an interval, with some values taken out, or a few values alone."""

import math
from typing import Any

import msgspec

__all__ = ["EVERYTHING", "Domain", "among", "between", "other_than"]

Bound = Any
"""A number (a moment or a length of time is one too) or an infinity."""


class Domain(msgspec.Struct, frozen=True):
    """From `low` to `high`; a bound that is `open` does not belong to it. `whole` numbers have no values between them.

    `only` are the values that it is restricted to, None when it is not; `without` those that are taken out. `nan` says
    that NaN, which lies in no interval, belongs to it.
    """

    low: Bound = -math.inf
    high: Bound = math.inf
    low_open: bool = False
    high_open: bool = False
    only: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()
    nan: bool = False
    whole: bool = False

    @property
    def empty(self) -> bool:
        """Whether no value belongs to it."""
        if self.nan:
            return False
        if self.only is not None:
            return not any(self.allows(value) for value in self.only)
        if self.low == self.high:
            return self.low_open or self.high_open or self.low in self.without
        return bool(self.low > self.high)

    def allows(self, value: Any) -> bool:
        """Whether the value belongs to it."""
        if value in self.without or (self.only is not None and value not in self.only):
            return False
        if isinstance(value, str):
            return bool(self.low == -math.inf and self.high == math.inf)
        above = value > self.low or (value == self.low and not self.low_open)
        return bool(above and (value < self.high or (value == self.high and not self.high_open)))

    def meet(self, other: "Domain") -> "Domain":
        """What belongs to both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, not_open = min((self.high, not self.high_open), (other.high, not other.high_open))
        both = [only for only in (self.only, other.only) if only is not None]
        return Domain(
            low, high, low_open, not not_open,
            frozenset.intersection(*both) if both else None,
            self.without | other.without,
            self.nan and other.nan,
            self.whole or other.whole,
        ).tight()  # fmt: skip

    def tight(self) -> "Domain":
        """The same set with closed bounds where there are whole numbers only."""
        if not self.whole:
            return self
        low, high = self.low, self.high
        if math.isfinite(low):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if math.isfinite(high):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        return msgspec.structs.replace(self, low=low, high=high, low_open=False, high_open=False)

    def within(self, other: "Domain") -> bool:
        """Whether everything in it belongs to `other`. It may say no where it is so, never yes where it is not."""
        if self.nan and not other.nan:
            return False
        if self.only is not None:
            return all(other.allows(value) for value in self.only if self.allows(value))
        if not self.nan and self.low == self.high:
            return other.allows(self.low)
        if other.only is not None:
            return False
        return (
            (self.low, self.low_open) >= (other.low, other.low_open)
            and (self.high, not self.high_open) <= (other.high, not other.high_open)
            and not any(self.allows(value) for value in other.without)
        )


EVERYTHING = Domain()


def between(operator: str, bound: Bound, *, whole: bool, nan: bool) -> Domain:
    """The values for which ``value operator bound`` holds, `nan` with them if it is given."""
    match operator:
        case "<" | "<=":
            found = Domain(high=bound, high_open=operator == "<", nan=nan, whole=whole)
        case ">" | ">=":
            found = Domain(low=bound, low_open=operator == ">", nan=nan, whole=whole)
        case _:
            found = Domain(low=bound, high=bound, nan=nan, whole=whole)
    return found.tight()


def among(values: frozenset[Any]) -> Domain:
    """These values alone."""
    return Domain(only=values)


def other_than(values: frozenset[Any], *, nan: bool) -> Domain:
    """Everything but these values."""
    return Domain(without=values, nan=nan)
