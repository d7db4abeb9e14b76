"""Holding one policy against another over the past: the use case behind `ombud policy diff --over`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

from ombud.decisions import wilson
from ombud.policy import Policy
from ombud.policy.backtest import Backtest, Comparison, Installation

__all__ = ["PastEvents", "backtest"]


class PastEvents(Protocol):
    """`history.HistoryReader`, or a file of events that is read on the fly: frames of `policy.backtest.COLUMNS`."""

    def chunks(self) -> Iterator[Any]: ...


def backtest(
    old: Policy, new: Policy, past: PastEvents, installation: Installation, *, sample: int = 20, seed: int = 0,
    all_rules: bool = False, since: datetime | None = None, until: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Backtest:  # fmt: skip
    """What `new` would have decided otherwise than `old`. Memory does not grow with the history.

    `progress` is told after every piece how many events it held. The rest is as in `Comparison`.
    """
    comparison = Comparison(
        old, new, installation, sample=sample, seed=seed, all_rules=all_rules, since=since, until=until
    )
    for frame in past.chunks():
        comparison.add(frame)
        if progress is not None:
            progress(frame.height)
    return comparison.result(wilson)
