"""How much each mark counts beside the words: a logistic regression that is held to what was expected before."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.signals.spam.marks import MARKS
from ombud.signals.tuning import sigmoid

__all__ = ["EXPECTED", "Fitted", "fit"]

Floats = npt.NDArray[np.float64]

EXPECTED: Mapping[str, float] = {
    "link": 0.3, "links": 0.3, "shortener": 1.0, "bare_address": 1.5, "punycode": 1.0, "cheap_ending": 0.8,
    "phone": 0.3, "short_code": 0.5, "money": 0.3, "messenger": 0.3, "shouting": 0.1,
}  # fmt: skip
"""Chosen, not learnt: what stays where the corpora, which are old short messages, hold hardly a case of a mark."""

_SPREAD = 0.7
_HIGHEST = 2.5
"""No mark alone may make spam of what the words say is none: a tip line has a telephone number too."""
_STEPS = 4000


class Fitted(NamedTuple):
    """As `ombud.signals.spam.weights.Weights`."""

    slope: float
    shift: float
    marks: dict[str, float]

    def apply(self, scores: Floats, found: Floats) -> Floats:
        """Values from the log-odds of the words and the marks, (texts, MARKS)."""
        return sigmoid(self.slope * scores + self.shift + found @ np.array([self.marks[mark] for mark in MARKS]))


def fit(scores: Floats, found: Floats, yes: npt.NDArray[np.bool_]) -> Fitted:
    """The most likely weights; no mark speaks against spam (projected gradient)."""
    table = np.column_stack([scores / 4, np.ones(len(scores)), found])
    expected = np.array([4.0, 0.0, *(EXPECTED[mark] for mark in MARKS)])
    spread = np.array([1.0, 1.0, *[_SPREAD] * len(MARKS)])
    low = np.array([1.0, -5.0, *[0.0] * len(MARKS)])
    high = np.array([6.0, 5.0, *[_HIGHEST] * len(MARKS)])
    pace = 1 / (np.linalg.norm(table, 2) ** 2 / 4 + float((spread**-2).max()))
    point = expected
    for _ in range(_STEPS):
        slope = table.T @ (sigmoid(table @ point) - yes) + (point - expected) / spread**2
        point = np.clip(point - pace * slope, low, high)
    return Fitted(
        round(float(point[0] / 4), 4), round(float(point[1]), 4),
        {mark: round(float(weight), 3) for mark, weight in zip(MARKS, point[2:], strict=True)},
    )  # fmt: skip
