"""The weights: for each language and each signal a line over the embedding and one over the pieces."""

import hashlib
import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ombud.signals.languages.embedder import Floats
from ombud.signals.languages.pieces import Index, weight

__all__ = ["HEADS_FILE", "Heads", "heads"]

HEADS_FILE = Path(__file__).parent / "data" / "heads.npz"


class Heads:
    """`offered` are the signals that each language has: those that were good enough where they were measured."""

    def __init__(self, image: bytes) -> None:
        with np.load(io.BytesIO(image), allow_pickle=False) as file:
            self.names: tuple[str, ...] = tuple(str(name) for name in file["names"])
            self.langs: tuple[str, ...] = tuple(str(lang) for lang in file["langs"])
            self._offered = {
                lang: tuple(name for name, yes in zip(self.names, row, strict=True) if yes)
                for lang, row in zip(self.langs, file["offered"].tolist(), strict=True)
            }
            self._meaning: Floats = file["meaning"]  # (langs, 512, names)
            self._pieces: npt.NDArray[np.int8] = file["pieces"]  # (langs, buckets, names)
            self._scales: Floats = file["scales"]  # (langs, names), as are the following
            self._bias: Floats = file["bias"]
            self._slopes: Floats = file["slopes"]
            self._shifts: Floats = file["shifts"]
        self.version = f"text-languages-1+sha256:{hashlib.sha256(image).hexdigest()[:16]}"

    def offered(self, lang: str) -> tuple[str, ...]:
        """The signals of this language, given by its ISO 639-1 code: none of one that is not known."""
        return self._offered.get(lang, ())

    def probabilities(self, lang: str, embedded: Floats, found: Index) -> npt.NDArray[np.float64]:
        """(names,) for one text of a language in `langs`: calibrated on the mixture that card.md states."""
        at = self.langs.index(lang)
        sums = self._pieces[at].take(found, axis=0).sum(axis=0, dtype=np.int64)
        logits = embedded @ self._meaning[at] + sums * self._scales[at] * weight(len(found)) + self._bias[at]
        scores: npt.NDArray[np.float64] = 1 / (
            1 + np.exp(-np.clip(logits * self._slopes[at] + self._shifts[at], -30, 30))
        )
        return scores


@lru_cache(maxsize=1)
def heads() -> Heads:
    """The weights that ship with the package."""
    return Heads(HEADS_FILE.read_bytes())
