"""What the small transformer makes of sentences that nobody labelled one by one: soft labels to learn from.

A corpus says of a whole comment that it is abusive; which of its sentences is, the transformer can tell better than a
bag of features can (distillation: Hinton, Vinyals and Dean, 2015). Only training texts are taken apart.

What it said is kept in taught.npz by the hashes of the sentences, not their words, so that the default model can be
made again whatever becomes of the transformer. ``python -m training.text.taught`` asks it anew.
"""

import argparse
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np

from ombud.intake import normalise
from ombud.signals.encoder.plain import plain
from ombud.signals.encoder.reader import Reader
from training.corpus import HEADS, Row, load

__all__ = ["SEEDS", "ask", "chosen", "taught"]

SEEDS = (0, 1)
"""Every one draws its own examples."""

_KEPT = Path(__file__).parent / "taught.npz"
_NETWORK = Path(__file__).parents[2] / "src" / "ombud" / "signals" / "encoder" / "data"
_LEVELS = 255
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORDS = range(4, 31)
_MOST = 16_000
_WEIGHT = 0.6
_NOT_TAUGHT = ("spam", "scam", "self_harm")
"""It has seen too little of these to teach them."""

_FROM = frozenset(
    (
        "text/jigsaw-wikipedia", "text/context-toxicity", "text/toxic-spans", "text/misogyny-train", "text/edos-train",
        "text/fox-news", "text/hatexplain", "text/davidson-hate",
    )
)  # fmt: skip


def taught(rows: Iterable[Row], seed: int) -> list[Row]:
    """Sentences of these texts, drawn by chance, with what was said of them as labels from 0 to 1.

    Those that were not asked about are left out: the texts have changed since.
    """
    with np.load(_KEPT, allow_pickle=False) as file:
        said = dict(zip(file["hashes"].tolist(), file["scores"].tolist(), strict=True))
    return [
        Row(f"taught-{i}", sentence, "en", "taught", _labels(said[key]), _WEIGHT)
        for i, sentence in enumerate(chosen(rows, seed))
        if (key := _hash(sentence)) in said
    ]


def chosen(rows: Iterable[Row], seed: int) -> list[str]:
    """The sentences of these texts that this seed asks about."""
    sentences = sorted(set(_sentences(rows)))
    return Random(seed).sample(sentences, min(_MOST, len(sentences)))


def _hash(sentence: str) -> int:
    return int.from_bytes(hashlib.sha256(sentence.encode("utf-8", "replace")).digest()[:8], "little")


def _labels(scores: Sequence[int]) -> tuple[float, ...]:
    pairs = zip(HEADS, scores, strict=True)
    return tuple(float("nan") if head in _NOT_TAUGHT else score / _LEVELS for head, score in pairs)


def _sentences(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.source in _FROM:
            for match in _SENTENCE.finditer(row.text):
                sentence = match[0].strip()
                if len(sentence.split()) in _WORDS:
                    yield sentence


def ask(sentences: Sequence[str]) -> None:
    """Ask the network that ships, and keep what it says."""
    reader = Reader(_NETWORK / "encoder.onnx", (_NETWORK / "tokenizer.json").read_bytes())
    logits = reader.logits([plain(normalise(sentence).normal) for sentence in sentences]).astype(np.float64)
    scores = np.rint(_LEVELS / (1 + np.exp(-logits))).astype(np.uint8)
    np.savez_compressed(_KEPT, hashes=np.array([_hash(one) for one in sentences], np.uint64), scores=scores)


def main() -> None:
    """Ask about the sentences of every seed."""
    parser = argparse.ArgumentParser(prog="python -m training.text.taught", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    rows = load(parser.parse_args().data).train
    ask(sorted({sentence for seed in SEEDS for sentence in chosen(rows, seed)}))


if __name__ == "__main__":
    main()
