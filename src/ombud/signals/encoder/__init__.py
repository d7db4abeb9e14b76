"""The full model of texts, with the extra ``ombud[full]``. See card.md."""

from ombud.signals.encoder.model import FullModel, full_model
from ombud.signals.encoder.reader import EXTRA, installed

__all__ = ["EXTRA", "FullModel", "full_model", "installed"]
