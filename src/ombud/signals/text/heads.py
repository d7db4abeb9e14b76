"""The weights: one row of small integers for each feature, one column for each signal."""

import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.signals.text.features import BUCKETS, Features, features
from ombud.signals.text.tokens import U64, Index

__all__ = ["FEWEST", "WEIGHTS_FILE", "Heads", "Logits", "distinct", "heads"]

WEIGHTS_FILE = Path(__file__).parent / "data" / "weights.npz"
_RAISING = ("toxic", "threat", "identity_hate")
_FADING = np.array([1.0, 3.0, 3.0])
"""By how much log-odds below even are multiplied: what is hardly hateful says next to nothing of how toxic it is. Above
even nothing is: a text is no more toxic for being a threat than it is a threat. (Measured: at 1 the order of ordinary
rude posts suffers, AUC 0.86 for 0.89; multiplied above even too, what a threat was taken for with 0.92 was toxic with
0.999.)"""

FEWEST = 8
"""Texts with fewer features than this count as having so many: one known word must not weigh everything."""

Floats = npt.NDArray[np.float64]


class Logits(NamedTuple):
    """`values` is (texts, signals), before calibration. `sizes` are the different features of each text."""

    values: Floats
    sizes: npt.NDArray[np.int64]


def distinct(found: Features) -> Index:
    """``owner * BUCKETS + bucket`` of every different feature of every text, in order."""
    keys = found.owners * BUCKETS + found.buckets
    if keys.max(initial=0) < 1 << 32:
        keys = keys.astype(np.uint32)  # takes half the time to sort
    keys = np.sort(keys)
    kept: Index = keys[np.concatenate((np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]))].astype(np.int64)
    return kept


class Heads:
    """The linear model. A logit is ``bias + size**-shrink * sum of the weights of the text's different features``."""

    def __init__(self, image: bytes) -> None:
        with np.load(io.BytesIO(image), allow_pickle=False) as file:
            self.names: tuple[str, ...] = tuple(str(name) for name in file["names"])
            self.weights: npt.NDArray[np.int8] = file["weights"]
            self.scales: Floats = file["scales"].astype(np.float64)
            self.bias: Floats = file["bias"].astype(np.float64)
            self.shrink = float(file["shrink"])
            self.slopes: Floats = file["slopes"].astype(np.float64)
            self.shifts: Floats = file["shifts"].astype(np.float64)
            self.known: U64 = file["known"]
        self.toxic = self.names.index("toxic")
        self.raising = [self.names.index(name) for name in _RAISING]
        self.version = f"text-en-3+sha256:{hashlib.sha256(image).hexdigest()[:16]}"

    def logits(self, found: Features, texts: int) -> Logits:
        """One row for each of the `texts` of the batch."""
        keys = distinct(found)
        sizes = np.bincount(keys // BUCKETS, minlength=texts)
        sums = np.zeros((texts, len(self.names)))
        some = np.flatnonzero(sizes)
        if len(some):
            rows = self.weights.take(keys % BUCKETS, axis=0)
            begins = np.concatenate(([0], np.cumsum(sizes[some])[:-1]))
            sums[some] = np.add.reduceat(rows, begins, axis=0, dtype=np.int32)
        return Logits(sums * self.scales * self.shares(sizes)[:, None] + self.bias, sizes)

    def shares(self, sizes: npt.NDArray[np.int64]) -> Floats:
        """How much each feature of a text with so many counts."""
        shares: Floats = np.maximum(sizes, FEWEST).astype(np.float64) ** -self.shrink
        return shares

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated, one column for each signal (Platt 1999, fitted on the mixture that card.md states).

        From one half on, a text is at least as toxic as it is hateful or a threat.
        """
        found = logits * self.slopes + self.shifts
        found[:, self.toxic] = self._raised(found).max(axis=1)
        scores: Floats = 1 / (1 + np.exp(-np.clip(found, -30, 30)))
        return scores

    def telling(self, logits: Floats, head: int) -> int:
        """Which head the value of this one is taken from, for one row of logits."""
        if head != self.toxic:
            return head
        return self.raising[int(self._raised(logits * self.slopes + self.shifts).argmax())]

    def _raised(self, found: Floats) -> Floats:
        """The log-odds that make a text toxic: of `raising`, in its last axis."""
        of = found[..., self.raising]
        return np.where(of < 0, of * _FADING, of)

    def features(self, texts: Sequence[str]) -> Features:
        """What the weights are for."""
        return features(texts)


@lru_cache(maxsize=1)
def heads() -> Heads:
    """The weights that ship with the package. 20 ms, once."""
    return Heads(WEIGHTS_FILE.read_bytes())
