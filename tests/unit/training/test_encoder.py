"""What the full model learns from, and the graph of its weights. Learning itself needs a framework that is not here."""

import math
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from training.corpus import HEADS, Row
from training.encoder.augment import in_company
from training.encoder.graph import graph
from training.encoder.quantise import Quantised, quantise

runtime = pytest.importorskip("onnxruntime")

Floats = NDArray[np.float32]

_HIDDEN, _HEADS, _LAYERS, _WORDS = 16, 2, 2, 40
_erf = np.vectorize(math.erf)


def row(text: str, toxic: float, threat: float = float("nan")) -> Row:
    labels = {"toxic": toxic, "threat": threat}
    return Row(text, text, "en", "ours", tuple(labels.get(head, float("nan")) for head in HEADS))


def label(row: Row, head: str) -> float:
    return row.labels[HEADS.index(head)]


def test_an_insult_in_kind_company_stays_one() -> None:
    rows = [row("you fool", 1), row("what a lovely day", 0, 0)]
    insult, kind = in_company(rows, 1.0, Random(1))
    assert insult.text in {"you fool what a lovely day", "what a lovely day you fool"}
    assert label(insult, "toxic") == 1
    assert np.isnan(label(insult, "threat")), "of one of the two nobody said"
    assert (label(kind, "toxic"), label(kind, "threat")) == (0, 0)


def test_long_texts_stay_alone_and_nobody_keeps_company_with_the_toxic() -> None:
    long = row("word " * 60, 0)
    joined = in_company([long, row("you fool", 1), row("idiot", 1), row("thank you", 0)], 1.0, Random(1))
    assert joined[0] == long
    assert all("thank you" in one.text for one in joined[1:])


def test_no_share_changes_nothing() -> None:
    rows = [row("you fool", 1), row("what a lovely day", 0)]
    assert in_company(rows, 0.0, Random(1)) == rows


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    rng = np.random.default_rng(1)

    def some(*shape: int) -> Floats:
        return (rng.normal(size=shape) * 0.3).astype(np.float32)

    made = {
        "words.weight": some(_WORDS, _HIDDEN), "positions.weight": some(130, _HIDDEN), "kind": some(_HIDDEN),
        "norm.weight": 1 + some(_HIDDEN), "norm.bias": some(_HIDDEN),
        "heads.weight": some(3, _HIDDEN), "heads.bias": some(3),
    }  # fmt: skip
    parts = {
        "qkv": (3 * _HIDDEN, _HIDDEN),
        "attended": (_HIDDEN, _HIDDEN),
        "inner": (32, _HIDDEN),
        "outer": (_HIDDEN, 32),
    }
    for name in (f"layers.{number}" for number in range(_LAYERS)):
        for part, shape in parts.items():
            made |= {f"{name}.{part}.weight": some(*shape), f"{name}.{part}.bias": some(shape[0])}
        for norm in ("attended_norm", "outer_norm"):
            made |= {f"{name}.{norm}.weight": 1 + some(_HIDDEN), f"{name}.{norm}.bias": some(_HIDDEN)}
    return made


class Exact:
    """The same network in floating point, as the papers have it; `inputs` gathers what goes into each product."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights
        self.inputs: dict[str, list[Floats]] = {}

    def __call__(self, ids: list[int]) -> Floats:
        w = self.weights
        x = self.normed(w["words.weight"][ids] + w["positions.weight"][: len(ids)] + w["kind"], "norm")
        for name in (f"layers.{number}" for number in range(_LAYERS)):
            query, key, value = np.split(self.product(x, f"{name}.qkv"), 3, axis=1)
            seen = [
                self.share(query[:, some] @ key[:, some].T * (_HIDDEN / _HEADS) ** -0.5) @ value[:, some]
                for some in np.split(np.arange(_HIDDEN), _HEADS)
            ]
            x = self.normed(x + self.product(np.concatenate(seen, 1), f"{name}.attended"), f"{name}.attended_norm")
            inner = self.product(x, f"{name}.inner")
            gelu = (inner * (1 + _erf(inner / 2**0.5)) / 2).astype(np.float32)
            x = self.normed(x + self.product(gelu, f"{name}.outer"), f"{name}.outer_norm")
        out: Floats = x.mean(0) @ w["heads.weight"].T + w["heads.bias"]
        return out

    def product(self, x: Floats, name: str) -> Floats:
        self.inputs.setdefault(name, []).append(x)
        out: Floats = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return out

    def normed(self, x: Floats, name: str) -> Floats:
        out: Floats = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
        return out * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    @staticmethod
    def share(score: Floats) -> Floats:
        raised = np.exp(score - score.max(1, keepdims=True))
        out: Floats = raised / raised.sum(1, keepdims=True)
        return out


@pytest.fixture(scope="module")
def exact(weights: dict[str, Floats]) -> Exact:
    return Exact(weights)


@pytest.fixture(scope="module")
def texts() -> list[list[int]]:
    rng = np.random.default_rng(2)
    return [rng.integers(1, _WORDS, size).tolist() for size in (3, 5, 8, 13, 21)]


def run(model: Quantised, ids: list[list[int]]) -> Floats:
    session = runtime.InferenceSession(graph(model).SerializeToString(), providers=["CPUExecutionProvider"])
    out: Floats = session.run(["logits"], {"ids": np.array(ids, np.int64)})[0]
    return out


@pytest.fixture(scope="module")
def quantised(weights: dict[str, Floats], exact: Exact, texts: list[list[int]]) -> Quantised:
    for ids in texts:
        exact(ids)
    inputs = {name: np.concatenate(rows) for name, rows in exact.inputs.items()}
    return quantise(weights, inputs, _LAYERS, _HEADS)


def test_the_graph_in_eight_bits_says_nearly_what_the_network_says(
    quantised: Quantised, exact: Exact, texts: list[list[int]]
) -> None:
    for ids in texts:
        assert run(quantised, [ids])[0] == pytest.approx(exact(ids), abs=0.15)


def test_what_stands_beside_a_text_and_after_its_end_does_not_change_it(
    quantised: Quantised, texts: list[list[int]]
) -> None:
    padded = [ids + [0] * (21 - len(ids)) for ids in texts]
    together = run(quantised, padded)
    for place, ids in enumerate(padded):
        assert run(quantised, [ids])[0].tolist() == together[place].tolist()
    assert run(quantised, [texts[0]])[0] == pytest.approx(together[0], abs=1e-5)
