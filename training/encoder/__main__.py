"""Makes the full model:  python -m training.encoder WORK [--data ../shared/data]

Two hours of one processor: two networks, each of which learns from another draw of the texts, and whose mean is the one
that ships (Wortsman et al., "Model soups", ICML 2022). WORK keeps what is half done: a run that was cut off goes on.
The same seeds, data and versions give nearly the same network: processors and numbers of threads round differently.
"""

import argparse
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

from ombud.intake import normalise
from ombud.ports import TextScorer
from ombud.signals.encoder.model import DATA
from ombud.signals.encoder.plain import plain
from ombud.signals.encoder.reader import Reader
from ombud.signals.text import TextModel
from training.corpus import HEADS, Corpus, Row, labels_of, load
from training.encoder.average import averaged
from training.encoder.examples import MAX_TOKENS, closing, encode, opening
from training.encoder.export import exported
from training.encoder.learn import Stage, learn
from training.encoder.mix import Opinions, mixed
from training.encoder.network import Encoder
from training.encoder.start import TOKENIZER, WEIGHTS, starting_file
from training.text.make import SWEARING

_NEWS = "dev-only/unhealthy-val"
_DROPOUT = 0.05
_OPENING = (("opening-1", 1.0, 0.8), ("opening-2", 0.8, 0.5))
"""The passes of the first stage: name, and between which shares of the full one the rate of learning falls."""
_CLOSING = ("closing", 0.6, 0.0)
_EXPORT = 1
_HELD_OUT = 8000
_CHUNK = 256


def main() -> None:
    """Fine-tune, export, blend; write the three files into the package."""
    parser = argparse.ArgumentParser(
        prog="python -m training.encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one network each; the mean ships")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--learn-only", action="store_true", help="leave the networks in WORK; change nothing else")
    parser.add_argument("--blend-only", action="store_true", help="the default model was made again; the network stays")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    corpus = load(asked.data)
    if not asked.blend_only:
        tokenizer = _tokenizer()
        models = [_fine_tuned(corpus, tokenizer, seed, asked.work / f"seed-{seed}") for seed in asked.seeds]
        if asked.learn_only:
            return
        _ship(averaged(models), corpus, tokenizer)
    blend = mixed(_opinions(corpus, TextModel()))
    (DATA / "blend.json").write_bytes(msgspec.json.format(msgspec.json.encode(blend), indent=1) + b"\n")


def _ship(model: Encoder, corpus: Corpus, tokenizer: Tokenizer) -> None:
    with torch.no_grad():  # as in the default model; the blend finds the bias
        model.heads.weight[HEADS.index("toxic")] += SWEARING * model.heads.weight[HEADS.index("profanity")]
    DATA.mkdir(exist_ok=True)
    (DATA / "tokenizer.json").write_bytes(starting_file(TOKENIZER).read_bytes())
    rows = np.random.default_rng(_EXPORT).choice(len(corpus.train), 400, replace=False)
    made = exported(model, encode([corpus.train[row] for row in rows], tokenizer), _EXPORT)
    onnx.save(made, DATA / "encoder.onnx")


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(starting_file(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _fine_tuned(corpus: Corpus, tokenizer: Tokenizer, seed: int, work: Path) -> Encoder:
    """Networks of other seeds begin with the same heads: else their mean would be of things with nothing in common."""
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    model = Encoder(len(HEADS), _DROPOUT)
    model.start_from(load_file(starting_file(WEIGHTS)))
    for turn, (name, begin, end) in enumerate(_OPENING, 1):
        learn(model, Stage(name, opening(corpus, tokenizer, seed, turn), begin, end), seed, work)
    name, begin, end = _CLOSING
    learn(model, Stage(name, closing(corpus, tokenizer, seed), begin, end), seed, work)
    return model


def _opinions(corpus: Corpus, default: TextScorer) -> Opinions:
    """On the mixture that the default model is calibrated on: held-out rows, held-out contrast sets, news comments."""
    chance = np.random.default_rng(0)
    held = [corpus.held_out[row] for row in chance.choice(len(corpus.held_out), _HELD_OUT, replace=False)]
    rows = held + [row for row in corpus.dev if row.kind or row.source == _NEWS]
    ordinary = np.array([row.source == _NEWS and row.labels[HEADS.index("toxic")] == 0 for row in rows])
    reader = Reader(DATA / "encoder.onnx", (DATA / "tokenizer.json").read_bytes())
    return Opinions(_encoder(reader, rows), _default(default, rows), labels_of(rows).astype(np.float64), ordinary)


def _encoder(reader: Reader, rows: list[Row]) -> NDArray[np.float64]:
    texts = [plain(normalise(row.text).normal) for row in rows]
    parts = [reader.logits(texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)]
    return np.concatenate(parts).astype(np.float64)


def _default(default: TextScorer, rows: list[Row]) -> NDArray[np.float64]:
    """What the default model would say, also where it would abstain: 0, even odds."""
    answers = default.score([normalise(row.text) for row in rows], ["en"] * len(rows))
    values = [[0.5 if signal.value is None else signal.value for signal in answer.values()] for answer in answers]
    sure = np.clip(np.array(values, np.float64), 1e-6, 1 - 1e-6)
    logits: NDArray[np.float64] = np.log(sure / (1 - sure))
    return logits


if __name__ == "__main__":
    main()
