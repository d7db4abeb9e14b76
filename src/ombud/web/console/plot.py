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
    """`axis` is the height of the line between up and down: at the edge when there is nothing beyond it.

    `most_graver` and `most_milder` are the highest counts; one scale holds for both.
    """

    bars: tuple[Bar, ...]
    most_graver: int
    most_milder: int
    axis: float
    width: int = _WIDTH
    height: int = _HEIGHT

    @property
    def ticks(self) -> tuple[Bar, ...]:
        """The bars whose days are written below: the first and the last, and with many the one in the middle."""
        count = len(self.bars)
        return tuple(self.bars[place] for place in sorted({0, *((count // 2,) if count > 4 else ()), count - 1}))

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
    most_graver, most_milder = (max(side) for side in zip(*sums, strict=True))
    most = max(most_graver, most_milder)
    reach = _HEIGHT / (2 if most_graver and most_milder else 1) - _EDGE
    axis = _HEIGHT - 1.0 if not most_milder else 1.0 if not most_graver else _HEIGHT / 2
    each = _WIDTH / places
    bars = (
        Bar(
            day=first + timedelta(days=step * place),
            graver=graver,
            milder=milder,
            x=round(each * (place + _GAP / 2), 2),
            width=round(each * (1 - _GAP), 2),
            up=round(reach * graver / most, 2),
            down=round(reach * milder / most, 2),
        )
        for place, (graver, milder) in enumerate(sums)
    )
    return Plot(tuple(bars), most_graver, most_milder, axis)
