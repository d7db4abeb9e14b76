"""Signals: what can be measured about an item, and what rules ask about its words and its past."""

from ombud.signals.history import Recorded, WindowKeeper, Windows
from ombud.signals.matching import matcher_factory
from ombud.signals.near_duplicates import fingerprint
from ombud.signals.registry import Detector, Family, Registry, Replayed
from ombud.signals.text.evidence import telling_words

__all__ = [
    "Detector",
    "Family",
    "Recorded",
    "Registry",
    "Replayed",
    "WindowKeeper",
    "Windows",
    "fingerprint",
    "matcher_factory",
    "telling_words",
]
