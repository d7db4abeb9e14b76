"""Two policies over the past: what either would have decided, from columns where they say the same as the engine."""

from ombud.policy.backtest.comparison import Comparison
from ombud.policy.backtest.conditions import Conditions
from ombud.policy.backtest.evaluator import Evaluator, Installation
from ombud.policy.backtest.outcome import (
    Backtest,
    ClauseOutcome,
    DayCount,
    Judged,
    RuleOutcome,
    Sample,
    Transition,
)
from ombud.policy.backtest.past import COLUMNS, Judgement, Past, frame_of

__all__ = [
    "COLUMNS",
    "Backtest",
    "ClauseOutcome",
    "Comparison",
    "Conditions",
    "DayCount",
    "Evaluator",
    "Installation",
    "Judged",
    "Judgement",
    "Past",
    "RuleOutcome",
    "Sample",
    "Transition",
    "frame_of",
]
