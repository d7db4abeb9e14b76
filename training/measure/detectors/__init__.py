"""The measured parts of the cards of detectors that learn nothing: each a function from the data folder to a card's
tables and errors."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ombud.signals.cards import Measured
from training.measure.detectors.disguise import disguise
from training.measure.detectors.language import language
from training.measure.detectors.link_count import link_count
from training.measure.detectors.near_duplicates import near_duplicates
from training.measure.detectors.shouting import shouting

__all__ = ["MEASURED"]

MEASURED: Mapping[str, Callable[[Path], Measured]] = {
    "disguise": disguise,
    "language": language,
    "link_count": link_count,
    "near_duplicates": near_duplicates,
    "shouting": shouting,
}
"""By the name of the detector's folder."""
