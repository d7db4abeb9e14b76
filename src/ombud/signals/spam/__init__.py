"""Spam and scam. See card.md."""

from ombud.signals.spam.marks import MARKS, marks
from ombud.signals.spam.model import SpamSignals, WithMarks

__all__ = ["MARKS", "SpamSignals", "WithMarks", "marks"]
