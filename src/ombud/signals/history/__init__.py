"""What happened before: counts per subject, and near-duplicates."""

from ombud.signals.history.recorded import Recorded, copies_key, count_key, distinct_key
from ombud.signals.history.windows import EVERYTHING, Windows

__all__ = ["EVERYTHING", "Recorded", "Windows", "copies_key", "count_key", "distinct_key"]
