"""What happened before: counts per subject, and near-duplicates."""

from ombud.signals.history.recorded import Recorded, copies_key, count_key
from ombud.signals.history.windows import Windows

__all__ = ["Recorded", "Windows", "copies_key", "count_key"]
