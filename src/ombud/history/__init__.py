"""What was decided, as files that can be scanned: the past that policies are held against."""

from ombud.history.files import CHUNK, HistoryFiles, HistoryReader
from ombud.history.lines import EventLines, common_schema

__all__ = ["CHUNK", "EventLines", "HistoryFiles", "HistoryReader", "common_schema"]
