"""Makes the full model:  python -m training.encoder WORK [--data ../shared/data]

An hour of one processor. WORK keeps what is half done, so that a run that was cut off goes on. The same seed, data and
versions give nearly the same network: processors and numbers of threads round differently.
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
from training.encoder.examples import MAX_TOKENS, closing, encode, opening
from training.encoder.export import exported
from training.encoder.learn import Stage, learn
from training.encoder.mix import Opinions, mixed
from training.encoder.network import Encoder
from training.encoder.start import TOKENIZER, WEIGHTS, starting_file
from training.text.make import SWEARING

_NEWS = "dev-only/unhealthy-val"
_DROPOUT = 0.05
_HELD_OUT = 8000
_CHUNK = 256


def main() -> None:
    """Fine-tune, export, blend; write the three files into the package."""
    parser = argparse.ArgumentParser(
        prog="python -m training.encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--blend-only", action="store_true", help="the default model was made again; the network stays")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    corpus = load(asked.data)
    if not asked.blend_only:
        asked.work.mkdir(parents=True, exist_ok=True)
        _make_network(corpus, asked.seed, asked.work)
    blend = mixed(_opinions(corpus, TextModel()))
    (DATA / "blend.json").write_bytes(msgspec.json.format(msgspec.json.encode(blend), indent=1) + b"\n")


def _make_network(corpus: Corpus, seed: int, work: Path) -> None:
    tokenizer = _tokenizer()
    model = _fine_tuned(corpus, tokenizer, seed, work)
    DATA.mkdir(exist_ok=True)
    (DATA / "tokenizer.json").write_bytes(starting_file(TOKENIZER).read_bytes())
    rows = np.random.default_rng(seed).choice(len(corpus.train), 400, replace=False)
    made = exported(model, encode([corpus.train[row] for row in rows], tokenizer), seed)
    onnx.save(made, DATA / "encoder.onnx")


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(starting_file(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _fine_tuned(corpus: Corpus, tokenizer: Tokenizer, seed: int, work: Path) -> Encoder:
    torch.manual_seed(seed)
    model = Encoder(len(HEADS), _DROPOUT)
    model.start_from(load_file(starting_file(WEIGHTS)))
    learn(model, Stage("opening", opening(corpus, tokenizer, seed), 1.0, 0.7), seed, work)
    learn(model, Stage("closing", closing(corpus, tokenizer, seed), 0.8, 0.0), seed, work)
    with torch.no_grad():  # as in the default model; the blend finds the bias
        model.heads.weight[HEADS.index("toxic")] += SWEARING * model.heads.weight[HEADS.index("profanity")]
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
