"""What was decided, as files that can be scanned: the past that policies are held against."""

from ombud.history.files import CHUNK, HistoryFiles, HistoryReader, Judgement

__all__ = ["CHUNK", "HistoryFiles", "HistoryReader", "Judgement"]
