"""The heads of one language, and the file of all of them."""

import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ombud.signals.languages.embedder import SIZE
from ombud.signals.languages.pieces import BUCKETS
from training.languages.examples import NAMES, Examples
from training.text.calibrate import Calibration, operating_point, platt
from training.text.fit import Fitted, balanced, fit

__all__ = ["Learnt", "calibrated", "image", "learnt"]

_PENALTY = 1.0
_STEPS = 60
_FOLDS = 3
_ORDINARY = 0.05
"""The share of what the files call harmless that may get one half."""

_LEVELS = 127


class Learnt(NamedTuple):
    """One language. `offered` are the places in NAMES of what it is good enough at."""

    fitted: Fitted
    calibrations: Sequence[Calibration]
    offered: Sequence[bool]


def learnt(rows: sparse.csr_matrix, found: Examples, which: npt.NDArray[np.bool_] | None = None) -> Fitted:
    """From the rows to learn from, or from `which` of them. Yes and no weigh the same."""
    some = found.learn if which is None else found.learn & which
    labels = found.labels[some]
    return fit(rows[some], labels, balanced(labels, found.weights[some]), _PENALTY, _STEPS)


def calibrated(rows: sparse.csr_matrix, found: Examples) -> list[Calibration]:
    """On what was learnt from, each row scored by heads that were learnt from the other ones.

    As many yes as no; then moved to where few of the no get one half.
    """
    logits = np.zeros(found.labels.shape)
    for fold in range(_FOLDS):
        out = found.folds % _FOLDS == fold
        weights, bias = learnt(rows, found, ~out)
        logits[out] = rows[out] @ weights + bias
    return [_calibration(logits[:, at], found, at) for at in range(len(NAMES))]


def _calibration(logits: npt.NDArray[np.float64], found: Examples, at: int) -> Calibration:
    labels = found.labels[:, at]
    yes, no = found.learn & (labels == 1), found.learn & (labels == 0)
    if not yes.any() or not no.any():
        return Calibration(1.0, 0.0)
    known = yes | no
    weights = np.where(yes, 0.5 / yes.sum(), 0.5 / no.sum())[known] * known.sum()
    return operating_point(platt(logits[known], labels[known].astype(float), weights), logits[no], _ORDINARY)


def image(made: Mapping[str, Learnt]) -> bytes:
    """The bytes of the file: the same heads give the same bytes. What is not offered is not in it."""
    offered = np.array([one.offered for one in made.values()])
    tables = np.array([one.fitted.weights for one in made.values()]) * offered[:, None, :]
    meaning, pieces = tables[:, :SIZE].astype(np.float32), tables[:, SIZE : SIZE + BUCKETS]
    scales = np.maximum(np.abs(pieces).max(axis=1), 1e-9) / _LEVELS
    file = io.BytesIO()
    np.savez_compressed(
        file, names=np.array(NAMES), langs=np.array(list(made)), offered=offered, meaning=meaning,
        pieces=np.rint(pieces / scales[:, None, :]).astype(np.int8), scales=scales.astype(np.float32),
        bias=np.array([one.fitted.bias for one in made.values()], np.float32) * offered,
        slopes=np.array([[one.slope for one in each.calibrations] for each in made.values()], np.float32),
        shifts=np.array([[one.shift for one in each.calibrations] for each in made.values()], np.float32),
    )  # fmt: skip
    return file.getvalue()
