"""A burst: nearly the same text with a way to somewhere in it, posted again and again.

One advertisement is a matter of taste; the same one from twenty fresh accounts is not. Copies alone say nothing: people
in a campaign send the same words and the same link, too. So a burst confirms what words and marks suggest, and accuses
nobody by itself: it counts only where the text leads somewhere, for the less the less it reads like an advertisement,
and for little where the account is not new.
"""

from collections.abc import Collection
from datetime import timedelta
from math import log

from ombud.model import Arrival
from ombud.ports import UNKNOWN, History
from ombud.signals.near_duplicates import WINDOW, fingerprint

__all__ = ["BURSTS", "LEADS", "MANY", "NEW_ACCOUNT", "burst"]

BURSTS = ("spam",)
"""The signals that look back for one."""

LEADS = frozenset(("link", "shortener", "bare_address", "punycode", "cheap_ending", "phone", "short_code", "messenger"))
"""Marks of a way to somewhere else."""

MANY = 20
"""Copies within 24 hours from which on more of them add nothing."""

NEW_ACCOUNT = timedelta(hours=72)

_FROM_NEW, _FROM_KNOWN = 2.5, 1.0
"""Log-odds that a burst of `MANY` adds where it adds most, by whether the account is new. Chosen, not fitted: no corpus
has accounts."""

_SUGGESTED = 0.5
"""The value without a burst from which on one counts fully; below, by the square of what is there of it."""


def burst(value: float, arrival: Arrival, found: Collection[str], history: History) -> float:
    """What the copies of the last 24 hours add to the log-odds of a text that is at `value` without them.

    0 without any, without a way to somewhere, for a text too short to tell copies from chance, and where too much was
    forgotten.
    """
    if LEADS.isdisjoint(found):
        return 0.0
    print64 = fingerprint(arrival)
    copies = history.copies(print64, WINDOW, arrival.event.at) if print64 else 0
    if copies == UNKNOWN or copies == 0:
        return 0.0
    most = (_FROM_NEW if _is_new(arrival) else _FROM_KNOWN) * min(1.0, value / _SUGGESTED) ** 2
    return most * min(1.0, log(1 + copies) / log(1 + MANY))


def _is_new(arrival: Arrival) -> bool:
    """Only where the platform says when the account began."""
    author = arrival.event.author
    if author is None or author.created_at is None:
        return False
    return arrival.event.at - author.created_at < NEW_ACCOUNT
