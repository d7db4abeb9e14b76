"""Texts as rows of a sparse matrix, by the very code that reads them when the model runs."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ombud.signals.text.features import BUCKETS, features
from ombud.signals.text.heads import FEWEST, distinct

__all__ = ["matrix", "shrunk"]

_BATCH = 512


def matrix(normals: Sequence[str]) -> sparse.csr_matrix:
    """(texts, BUCKETS): 1 where a text in normal form has a feature."""
    columns: list[npt.NDArray[np.int32]] = []
    sizes: list[npt.NDArray[np.int64]] = []
    for begin in range(0, len(normals), _BATCH):
        batch = normals[begin : begin + _BATCH]
        keys = distinct(features(batch))
        columns.append((keys % BUCKETS).astype(np.int32))
        sizes.append(np.bincount(keys // BUCKETS, minlength=len(batch)))
    indices = np.concatenate(columns)
    begins = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
    return sparse.csr_matrix((np.ones(len(indices), np.float32), indices, begins), shape=(len(normals), BUCKETS))


def shrunk(ones: sparse.csr_matrix, shrink: float) -> sparse.csr_matrix:
    """Each row times what one feature of a text with so many counts, as `Heads.shares` has it."""
    sizes = np.diff(ones.indptr)
    shares = np.maximum(sizes, FEWEST).astype(np.float32) ** -shrink
    return sparse.csr_matrix((np.repeat(shares, sizes), ones.indices, ones.indptr), shape=ones.shape)
