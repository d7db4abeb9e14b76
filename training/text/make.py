"""The order in which the default model is made: examples, features, weights from several seeds, calibration."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from ombud.signals.text.features import BUCKETS
from training.corpus import HEADS, Corpus, Row, labels_of
from training.text.calibrate import Calibration, operating_point, platt
from training.text.examples import Examples, examples
from training.text.fit import Fitted, balanced, fit
from training.text.matrix import matrix, shrunk
from training.text.pack import Model, known_words
from training.text.taught import SEEDS

__all__ = ["SWEARING", "make"]

_SHRINK = 0.5
_PENALTY = 0.8
_STEPS = 60
"""Further ones fit the sources better, and other texts no better."""
SWEARING = 0.15
"""What a logit of `profanity` adds to that of `toxic`: swearing at nobody is rude too, a little."""
_KNOWN_IN = 12
"""A word of fewer texts than this is not known."""
_NEWS = "dev-only/unhealthy-val"
_FLAGGED_ORDINARY = {
    "toxic": 0.015, "severe": 0.002, "insult": 0.02, "threat": 0.0015, "identity_hate": 0.018, "sexual": 0.004,
    "profanity": 0.01, "harassment": 0.015, "spam": 0.002, "scam": 0.001, "self_harm": 0.002,
}  # fmt: skip
"""The share of ordinary news comments that may get one half. What is hateful or a threat is toxic too, so that
`toxic` ends near the sum of theirs."""

Say = Callable[[str], None]


def make(corpus: Corpus, data: Path, say: Say) -> Model:
    """The whole model. Averaging the weights of linear models is averaging their logits."""
    fits: list[Fitted] = []
    normals: list[str] = []
    for seed in SEEDS:
        chosen = examples(corpus, data, seed)
        normals += chosen.normals
        say(f"seed {seed}: {len(chosen.normals):,} texts")
        fits.append(_fitted(chosen, say))
    fitted = Fitted(np.mean([one.weights for one in fits], axis=0), np.mean([one.bias for one in fits], axis=0))
    return Model(fitted, _calibrations(fitted, corpus), _SHRINK, known_words(normals, _KNOWN_IN * len(SEEDS)))


def _fitted(chosen: Examples, say: Say) -> Fitted:
    """Each head by itself, from the texts that say something about it: it takes as many steps as it needs."""
    rows = shrunk(matrix(chosen.normals), _SHRINK)
    whole = Fitted(np.zeros((BUCKETS, len(HEADS)), np.float32), np.zeros(len(HEADS), np.float32))
    for place, head in enumerate(HEADS):
        labels, weights = chosen.labels[:, [place]], chosen.weights[:, [place]]
        some = ~np.isnan(labels[:, 0])
        found = fit(rows[some], labels[some], balanced(labels[some], weights[some]), _PENALTY, _STEPS)
        whole.weights[:, [place]], whole.bias[[place]] = found
        say(f"{head}: {int(some.sum()):,} texts")
    toxic, swearing = HEADS.index("toxic"), HEADS.index("profanity")
    whole.weights[:, toxic] += SWEARING * whole.weights[:, swearing]
    return whole


def _calibrations(fitted: Fitted, corpus: Corpus) -> list[Calibration]:
    """One for each head: fitted with as many yes as no, then moved to where few ordinary news comments are flagged.

    The mixture: the held-out tenth of every training file, the held-out contrast sets, and the news comments.
    """
    rows = corpus.held_out + [row for row in corpus.dev if row.kind or row.source == _NEWS]
    logits = _logits(fitted, rows)
    labels = labels_of(rows)
    ordinary = np.array([row.source == _NEWS and row.labels[HEADS.index("toxic")] == 0 for row in rows])
    found = []
    for place, head in enumerate(HEADS):
        known = ~np.isnan(labels[:, place]) | ordinary
        yes = np.nan_to_num(labels[known, place])
        weights = np.where(yes == 1, 0.5 / max(1, (yes == 1).sum()), 0.5 / max(1, (yes == 0).sum()))
        even = platt(logits[known, place], yes, weights * known.sum())
        found.append(operating_point(even, logits[ordinary, place], _FLAGGED_ORDINARY[head]))
    return found


def _logits(fitted: Fitted, rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    table = shrunk(matrix([normalise(row.text).normal for row in rows]), _SHRINK)
    logits: npt.NDArray[np.float64] = (table @ fitted.weights + fitted.bias).astype(np.float64)
    return logits
