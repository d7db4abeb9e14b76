"""How good a model of texts is: development sets for each property, one table. ``python -m training.measure``."""

from training.measure.functional import GROUPS, Case, functional, neutral
from training.measure.metrics import auc, auprc, calibration_error, f1, macro_f1, reliability

__all__ = [
    "GROUPS",
    "Case",
    "auc",
    "auprc",
    "calibration_error",
    "f1",
    "functional",
    "macro_f1",
    "neutral",
    "reliability",
]
