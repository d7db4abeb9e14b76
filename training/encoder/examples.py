"""Which texts the encoder learns from, how often, and as what numbers."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ombud.intake import normalise
from ombud.signals.encoder.plain import plain
from ombud.signals.encoder.reader import WINDOW
from training.attack import ATTACKS, attacked
from training.corpus import HEADS, Corpus, Row
from training.encoder.augment import in_company, other_group, slipped
from training.text.weak import weakly_labelled

__all__ = ["MAX_TOKENS", "Example", "closing", "encode", "opening", "pad"]

MAX_TOKENS: Final = WINDOW
_SHORT: Final = 350
"""Letters. Most of what we take of the long discussions of Wikipedia is shorter: it teaches as much in less time."""

_CAPS: Final = {
    "text/jigsaw-wikipedia": (8000, 7000),
    "text/context-toxicity": (300, 5500),
    "text/toxic-spans": (5000, 4000),
    "text/hatexplain": (7500, 4500),
    "text/edos-train": (3000, 4000),
    "text/davidson-hate": (1300, 2500),
    "text/misogyny-train": (400, 700),
    "text/mlma": (1200, 600),
    "text/paradetox": (2500, 2500),
    "text/sentence-templates": (500, 500),
    "text/sms-spam": (700, 1500),
    "text/smishing": (900, 1200),
}
"""How many rows we take of a source at most: with any label 1, and without. Other sources are taken whole."""

_CONTRAST_TIMES: Final = 4
_CONTRAST_WEIGHT: Final = 1.5
_OPENING: Final = 62000
_CLOSING: Final = 16000
"""Rows of the corpora in either stage."""
_SWAPPED: Final = 0.35
_SLIPPED: Final = 0.12
_DISGUISED: Final = 0.08
_IN_COMPANY: Final = 0.12
_GUESSED: Final = 0.3
"""What a label counts that nobody gave. Only the last stage has such."""


class Example(NamedTuple):
    """`ids` int32 (tokens,); `labels` float32 (heads,), NaN where not said; `weights` float32 (heads,)."""

    ids: NDArray[np.int32]
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]


def opening(corpus: Corpus, tokenizer: Tokenizer, seed: int, turn: int) -> list[Example]:
    """For a pass of the first stage, drawn anew for every turn: a choice of every source, and what we wrote."""
    rng = Random(f"opening {seed} {turn}")
    contrast = [row for row in corpus.train if row.kind]
    rows = rng.sample(_bulk(corpus, rng), _OPENING) + contrast
    return _encoded(rows, [_varied(normal, rng) for normal in _normals(rows)], tokenizer)


def closing(corpus: Corpus, tokenizer: Tokenizer, seed: int) -> list[Example]:
    """For the last stage: mostly what we wrote, beside enough of the rest not to forget it; some of it in disguise,
    some in company."""
    rng = Random(f"closing {seed}")
    contrast = [row for row in corpus.train if row.kind]
    rows = in_company(rng.sample(_bulk(corpus, rng), _CLOSING) + contrast * _CONTRAST_TIMES, _IN_COMPANY, rng)
    attacks = list(ATTACKS.values())
    seen = [
        row._replace(text=attacked(row.text, rng.choice(attacks), rng)) if rng.random() < _DISGUISED else row
        for row in rows
    ]
    normals = [_varied(normal, rng) for normal in _normals(seen)]
    return list(_with_guesses(rows, _encoded(rows, normals, tokenizer)))


def encode(rows: Sequence[Row], tokenizer: Tokenizer) -> list[Example]:
    """As the encoder reads them."""
    return _encoded(rows, _normals(rows), tokenizer)


def _normals(rows: Iterable[Row]) -> list[str]:
    return [plain(normalise(row.text).normal) for row in rows]


def _encoded(rows: Sequence[Row], normals: Sequence[str], tokenizer: Tokenizer) -> list[Example]:
    return [
        Example(
            np.array(encoded.ids, np.int32),
            np.array(row.labels, np.float32),
            np.full(len(HEADS), _CONTRAST_WEIGHT if row.kind else row.weight, np.float32),
        )
        for row, encoded in zip(rows, tokenizer.encode_batch(normals), strict=True)
    ]


def _with_guesses(rows: Sequence[Row], examples: Sequence[Example]) -> Iterator[Example]:
    for row, example in zip(rows, examples, strict=True):
        labels = np.array(weakly_labelled(row, normalise(row.text).normal), np.float32)
        weights = np.where(np.isnan(example.labels), _GUESSED * example.weights, example.weights)
        yield Example(example.ids, labels, weights.astype(np.float32))


def _varied(text: str, rng: Random) -> str:
    if rng.random() < _SWAPPED:
        text = other_group(text, rng)
    return slipped(text, rng) if rng.random() < _SLIPPED else text


def _bulk(corpus: Corpus, rng: Random) -> list[Row]:
    by_source: dict[str, list[Row]] = {}
    for row in corpus.train:
        if not row.kind:
            by_source.setdefault(row.source, []).append(row)
    chosen: list[Row] = []
    for source, rows in by_source.items():
        rng.shuffle(rows)
        rows.sort(key=lambda row: _order(row, source))
        positive, rest = _CAPS.get(source, (len(rows), len(rows)))
        chosen += [row for row in rows if 1 in row.labels][:positive]
        chosen += [row for row in rows if 1 not in row.labels][:rest]
    return chosen


def _order(row: Row, source: str) -> int:
    """What is rare first; of what there is much of, the short ones that say most, with some long ones among them."""
    if row.labels[HEADS.index("threat")] == 1:
        return 0
    if source != "text/jigsaw-wikipedia":
        return 1
    all_said = row.labels[HEADS.index("severe")] >= 0
    return 1 if all_said and (len(row.text) < _SHORT or row.id.endswith("7")) else 2


def pad(examples: Sequence[Example]) -> NDArray[np.int64]:
    """(texts, most tokens), 0 where a text has ended."""
    ids = np.zeros((len(examples), max(len(example.ids) for example in examples)), np.int64)
    for row, example in zip(ids, examples, strict=True):
        row[: len(example.ids)] = example.ids
    return ids
