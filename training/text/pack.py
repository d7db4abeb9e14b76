"""The file that ships: weights as small integers, what calibrates them, and the words that are known."""

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.signals.text.tokens import U64, Tokens
from training.corpus import HEADS
from training.text.calibrate import Calibration
from training.text.fit import Fitted

__all__ = ["Model", "image", "known_words"]

_LEVELS = 127
_BATCH = 1000


class Model(NamedTuple):
    """All that the file holds."""

    fitted: Fitted
    calibrations: Sequence[Calibration]
    shrink: float
    known: U64


def known_words(normals: Sequence[str], least: int) -> U64:
    """The hashes, in order, of the words that stand in at least so many of the texts."""
    parts: list[U64] = []
    for begin in range(0, len(normals), _BATCH):
        tokens = Tokens(normals[begin : begin + _BATCH])
        pairs = np.unique(np.stack([tokens.owners.astype(np.uint64), tokens.hashes]), axis=1)
        parts.append(pairs[1])
    hashes, counts = np.unique(np.concatenate(parts), return_counts=True)
    known: U64 = hashes[counts >= least]
    return known


def image(model: Model) -> bytes:
    """The bytes of the file: the same model gives the same bytes."""
    weights, bias = model.fitted
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _LEVELS
    small: npt.NDArray[np.int8] = np.rint(weights / scales).astype(np.int8)
    file = io.BytesIO()
    np.savez_compressed(
        file, names=np.array(HEADS), weights=small, scales=scales, bias=bias, shrink=np.float64(model.shrink),
        slopes=np.array([one.slope for one in model.calibrations]),
        shifts=np.array([one.shift for one in model.calibrations]), known=model.known,
    )  # fmt: skip
    return file.getvalue()
