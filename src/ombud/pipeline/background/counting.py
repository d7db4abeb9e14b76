"""Keeps the numbers quick to read."""

from ombud.ports import Store

__all__ = ["gather_counts"]


def gather_counts(store: Store) -> int:
    """Add up what the database has noted change by change, where that is much. 0: there is no more to do now."""
    with store.read() as unit:
        if not unit.counts.scattered():
            return 0
    with store.write() as unit:
        unit.counts.gather()
    return 0
