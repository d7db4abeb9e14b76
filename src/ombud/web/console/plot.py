"""A bar chart over days as plain SVG: up what is newly held, down what is newly freed. The template draws it."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from ombud.policy.backtest import DayCount

__all__ = ["Bar", "Plot", "plot_of"]

_WIDTH, _HEIGHT = 640, 120
_EDGE = 4
_MOST_BARS = 92
_GAP = 0.2  # of a bar's place


class Bar(msgspec.Struct, frozen=True):
    """One day, or several where there are many: the first of them, both counts, and where the two bars stand."""

    day: date
    graver: int
    milder: int
    x: float
    width: float
    up: float
    down: float


class Plot(msgspec.Struct, frozen=True):
    """`axis` is the height of the line between up and down; `most` the count that fills one side."""

    bars: tuple[Bar, ...]
    most: int
    axis: float
    width: int = _WIDTH
    height: int = _HEIGHT

    @property
    def days_per_bar(self) -> int:
        """How many days one bar stands for."""
        return (self.bars[1].day - self.bars[0].day).days if len(self.bars) > 1 else 1


def plot_of(days: Sequence[DayCount]) -> Plot | None:
    """The chart of these days, with a place for every day between the first and the last; None without any."""
    if not days:
        return None
    first, last = days[0].day, days[-1].day
    step = (last - first).days // _MOST_BARS + 1
    places = (last - first).days // step + 1
    sums = [[0, 0] for _ in range(places)]
    for one in days:
        place = sums[(one.day - first).days // step]
        place[0] += one.graver
        place[1] += one.milder
    most = max(max(pair) for pair in sums)
    axis, reach, each = _HEIGHT / 2, _HEIGHT / 2 - _EDGE, _WIDTH / places
    bars = (
        Bar(
            day=first + timedelta(days=step * place),
            graver=graver,
            milder=milder,
            x=round(each * (place + _GAP / 2), 2),
            width=round(min(each * (1 - _GAP), 48.0), 2),
            up=round(reach * graver / most, 2),
            down=round(reach * milder / most, 2),
        )
        for place, (graver, milder) in enumerate(sums)
    )
    return Plot(tuple(bars), most, axis)
