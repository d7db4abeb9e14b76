"""Texts as rows of numbers: the embedding, then the pieces. What the package does with one text, for many."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from ombud.signals.languages.embedder import SIZE, embedder
from ombud.signals.languages.pieces import BUCKETS, pieces, weight
from training.languages.examples import Floats

__all__ = ["Embeddings", "matrix"]


class Embeddings:
    """Every text is embedded once. `folder`, where there is one, keeps what was embedded for the next run."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / "embeddings.npz" if folder else None
        self._found: dict[bytes, Floats] = {}
        if self._file and self._file.exists():
            with np.load(self._file) as file:
                keys, rows = file["keys"], file["rows"]
            self._found = {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}

    def of(self, texts: Sequence[str]) -> Floats:
        """(texts, SIZE)."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        for key, text in zip(keys, texts, strict=True):
            if key not in self._found:
                self._found[key] = embedder()(text)
        return np.array([self._found[key] for key in keys], np.float32).reshape(-1, SIZE)

    def save(self) -> None:
        """For the next run, where there is a folder."""
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            keys = np.frombuffer(b"".join(self._found), np.uint8).reshape(-1, 32)
            np.savez(self._file, keys=keys, rows=np.array(list(self._found.values()), np.float32))


def matrix(texts: Sequence[str], lang: str, embeddings: Embeddings) -> sparse.csr_matrix:
    """(texts, SIZE + BUCKETS), of texts as `plain` gives them."""
    found = [pieces(text, lang) for text in texts]
    ends = np.cumsum([0, *(len(one) for one in found)])
    values = np.concatenate([np.full(len(one), weight(len(one)), np.float32) for one in found])
    counted = sparse.csr_matrix((values, np.concatenate(found), ends), shape=(len(found), BUCKETS))
    return sparse.hstack([sparse.csr_matrix(embeddings.of(texts)), counted]).tocsr()
