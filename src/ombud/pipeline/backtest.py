"""Holding one policy against another over the past: the use case behind `ombud policy diff --over`."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from ombud.decisions import wilson
from ombud.model import Conflict
from ombud.policy import Policy
from ombud.policy.backtest import Backtest, Comparison, Installation

__all__ = ["PastEvents", "backtest"]


class PastEvents(Protocol):
    """`history.HistoryReader`, or a file of events that is read on the fly: frames of `policy.backtest.COLUMNS`."""

    def chunks(self) -> Iterator[Any]: ...


def backtest(
    old: Policy, new: Policy, past: PastEvents, installation: Installation, *, sample: int = 20, seed: int = 0,
    all_rules: bool = False, progress: Callable[[int], bool] | None = None,
) -> Backtest:  # fmt: skip
    """What `new` would have decided otherwise than `old`. Memory does not grow with the history.

    `progress` is told after every piece how many events it held; when it says False, the work ends there and Conflict
    (``backtest_cancelled``) is raised.
    """
    comparison = Comparison(old, new, installation, sample=sample, seed=seed, all_rules=all_rules)
    for frame in past.chunks():
        comparison.add(frame)
        if progress is not None and not progress(frame.height):
            raise Conflict("backtest_cancelled", "the backtest was cancelled", advice="start it again when you like")
    return comparison.result(wilson)
