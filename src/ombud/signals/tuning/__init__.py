"""What a community's own decisions change about a signal: local heads and calibrations."""

from ombud.signals.tuning.apply import Tuned, TunedDetectors, TunedScorer, suffixes
from ombud.signals.tuning.calibration import Calibration, fit_calibration, logit, sigmoid
from ombud.signals.tuning.head import LocalHead, fit_head
from ombud.signals.tuning.quality import (
    Bin,
    Interval,
    auc,
    bootstrap,
    calibration_error,
    interval,
    log_loss,
    reliability,
)

__all__ = [
    "Bin",
    "Calibration",
    "Interval",
    "LocalHead",
    "Tuned",
    "TunedDetectors",
    "TunedScorer",
    "auc",
    "bootstrap",
    "calibration_error",
    "fit_calibration",
    "fit_head",
    "interval",
    "log_loss",
    "logit",
    "reliability",
    "sigmoid",
    "suffixes",
]
