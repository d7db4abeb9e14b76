"""What the heads are learnt from and measured on, for each language."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from training.corpus import HEADS, Row, labels_of, load

__all__ = ["LANGS", "NAMES", "Examples", "Floats", "examples"]

NAMES = ("toxic", "insult", "identity_hate")
"""What the files have labels for in more than one language."""

LANGS = ("ar", "de", "fr", "ko", "zh")

_CONTRAST = Path(__file__).parent / "contrast"
_CONTRAST_WEIGHT = 5.0
_KEPT_BACK = 5
"""One row in so many of a file that has no -dev file beside it is only measured on: always the same ones."""

_WITH_DEV = frozenset(("text/cold-zh-train", "text/gahd-train", "text/sentence-templates"))
_COLUMNS = [HEADS.index(name) for name in NAMES]

Floats = npt.NDArray[np.float32]


class Examples(NamedTuple):
    """Texts of one language in normal form. `learn` are rows to learn from; `tests` name the rows to measure on, which
    are never among them. `labels` is (rows, NAMES), NaN where nothing is said."""

    normals: list[str]
    raws: list[str]
    labels: Floats
    weights: Floats
    folds: npt.NDArray[np.int64]
    learn: npt.NDArray[np.bool_]
    tests: Mapping[str, npt.NDArray[np.bool_]]


def examples(data: Path) -> dict[str, Examples]:
    """For each of LANGS. Raises as `training.corpus.load`."""
    corpus = load(data, _CONTRAST, None)
    rows = [row for part in corpus for row in part]
    return {lang: _of([row for row in rows if row.lang.partition("-")[0] == lang]) for lang in LANGS}


def _of(rows: list[Row]) -> Examples:
    digests = [hashlib.sha256(row.id.encode()).digest() for row in rows]
    tests = np.array([_test(row, digest) for row, digest in zip(rows, digests, strict=True)])
    return Examples(
        normals=[normalise(row.text).normal for row in rows],
        raws=[row.text for row in rows],
        labels=labels_of(rows)[:, _COLUMNS],
        weights=np.array([[_CONTRAST_WEIGHT if row.kind else row.weight] for row in rows], np.float32),
        folds=np.array([digest[1] for digest in digests], np.int64),
        learn=tests == "",
        tests={name: tests == name for name in sorted(set(tests.tolist())) if name},
    )


def _test(row: Row, digest: bytes) -> str:
    """Which rows this one is measured with; "" when it is learnt from."""
    if row.kind:
        return "our contrast sentences" if row.held_out else ""
    if row.source.endswith("-dev"):
        return row.source.removeprefix("text/")
    if row.source in _WITH_DEV or digest[0] % _KEPT_BACK:
        return ""
    return f"a fifth of {row.source.removeprefix('text/').removesuffix('-train')}"
