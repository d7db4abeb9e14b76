"""What was decided, as files that can be scanned: the past that policies are held against."""

from ombud.history.files import CHUNK, HistoryFiles, HistoryReader, ShadowCount
from ombud.history.lines import EventLines, common_schema
from ombud.history.runs import MAX_MINUTES, Backtests, Run, RunState

__all__ = [
    "CHUNK",
    "MAX_MINUTES",
    "Backtests",
    "EventLines",
    "HistoryFiles",
    "HistoryReader",
    "Run",
    "RunState",
    "ShadowCount",
    "common_schema",
]
