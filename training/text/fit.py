"""Logistic regression, one for each head, all at once: L-BFGS over the rows that say something about the head."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

__all__ = ["Fitted", "balanced", "fit"]

Floats = npt.NDArray[np.float32]
_REMEMBERED = 6


class Fitted(NamedTuple):
    """`weights` is (features, heads), `bias` (heads,)."""

    weights: Floats
    bias: Floats


def balanced(labels: Floats, weights: Floats) -> Floats:
    """(rows, heads) weights, 0 where nothing is said, so that each head's yes and no weigh the same together.

    Labels may be soft: 0.7 is seven parts of a yes.
    """
    known = ~np.isnan(labels)
    mask: Floats = np.where(known, weights, 0).astype(np.float32)
    yes = np.nan_to_num(labels)
    of, against = (mask * yes).sum(axis=0), (mask * (1 - yes)).sum(axis=0)
    even = (of + against) / 2
    mask *= yes * (even / np.maximum(of, 1e-9)) + (1 - yes) * (even / np.maximum(against, 1e-9))
    return mask


def fit(rows: sparse.csr_matrix, labels: Floats, weights: Floats, penalty: float, steps: int) -> Fitted:
    """The weights that lose least, with `penalty` on their squares. Labels from 0 to 1 may be soft; NaN is not said.

    Deterministic: there is no chance in it. (Nocedal and Wright, Numerical Optimization, 2006, ch. 7.)
    """
    features, heads = rows.shape[1], labels.shape[1]
    targets = np.nan_to_num(labels).astype(np.float32)
    columns = rows.T.tocsr()

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        table = flat.reshape(features + 1, heads).astype(np.float32)
        logits = rows @ table[:-1] + table[-1]
        lost = weights * (np.logaddexp(0, logits) - targets * logits)
        slopes = (weights * (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - targets)).astype(np.float32)
        gradient = np.empty((features + 1, heads))
        gradient[:-1] = columns @ slopes + penalty * table[:-1]
        gradient[-1] = slopes.sum(axis=0)
        return float(lost.sum()) + penalty / 2 * float((table[:-1] ** 2).sum()), gradient.ravel()

    best = minimize(
        loss, np.zeros((features + 1) * heads), jac=True, method="L-BFGS-B",
        options={"maxiter": steps, "maxcor": _REMEMBERED},
    )  # fmt: skip
    table = best.x.reshape(features + 1, heads).astype(np.float32)
    return Fitted(table[:-1], table[-1])
