"""Which texts the default model learns from, what each counts, and what is guessed or disguised on the way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ombud.intake import normalise
from training.attack import ATTACKS, attacked
from training.corpus import Corpus, Row, labels_of
from training.text.taught import taught
from training.text.terms import term_rows
from training.text.weak import weakly_labelled

__all__ = ["Examples", "examples"]

_LONGEST = 450
"""Letters. In longer comments nobody can say which of the words the label is about."""

_CAPS = {
    "text/jigsaw-wikipedia": (8_000, 9_000),
    "text/paradetox": (3_500, 3_500),
    "text/davidson-hate": (1_500, 4_000),
    "text/context-toxicity": (400, 7_000),
    "text/hatexplain": (7_000, 6_000),
    "text/sentence-templates": (500, 500),
}
"""How many rows with some label 1, and how many without, one source may have at most: no source drowns the others."""

_CONTRAST_WEIGHT = 8.0
_GUESSED_WEIGHT = 0.3
_DISGUISED = 0.04
"""The share of the texts that are learnt once more in disguise."""

Floats = npt.NDArray[np.float32]


class Examples(NamedTuple):
    """`normals` are texts in normal form; `labels` and `weights` are (texts, HEADS), NaN where nothing is said."""

    normals: list[str]
    labels: Floats
    weights: Floats


def examples(corpus: Corpus, data: Path, seed: int) -> Examples:
    """What is learnt from. The same seed gives the same examples in the same order."""
    chance = Random(seed)
    rows = _capped(corpus.train, chance)
    rows += term_rows(data)
    rows += _disguised(rows, chance)
    rows += taught(corpus.train, seed)
    normals = [normalise(row.text).normal for row in rows]
    said = labels_of(rows)
    guessed = np.array([weakly_labelled(row, normal) for row, normal in zip(rows, normals, strict=True)], np.float32)
    weights = np.where(np.isnan(said), _GUESSED_WEIGHT, 1.0) * _counts(rows)[:, None]
    return Examples(normals, guessed, weights.astype(np.float32))


def _counts(rows: Sequence[Row]) -> Floats:
    return np.array([row.weight * (_CONTRAST_WEIGHT if row.kind else 1.0) for row in rows], np.float32)


def _capped(rows: Iterable[Row], chance: Random) -> list[Row]:
    """In an order of chance, no more than `_CAPS` allow."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    taken: Counter[tuple[str, bool]] = Counter()
    kept = []
    for row in shuffled:
        bad = 1.0 in row.labels
        most = _CAPS.get(row.source)
        if len(row.text) > _LONGEST or (most and taken[row.source, bad] >= most[0 if bad else 1]):
            continue
        taken[row.source, bad] += 1
        kept.append(row)
    return kept


def _disguised(rows: Sequence[Row], chance: Random) -> list[Row]:
    """Some of the texts with some of their words in disguise: what the normal form does not undo is learnt."""
    attacks = list(ATTACKS.values())
    return [
        row._replace(text=attacked(row.text, chance.choice(attacks), chance))
        for row in chance.sample(list(rows), int(len(rows) * _DISGUISED))
    ]
