"""From the fine-tuned weights to the file that ships."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.encoder.examples import Example, pad
from training.encoder.graph import graph
from training.encoder.network import ATTENTION_HEADS, LAYERS, Encoder
from training.encoder.quantise import quantise

__all__ = ["exported"]

_PARTS: Final = ("qkv", "attended", "inner", "outer")
_TEXTS: Final = 320
_ROWS: Final = 1500
"""Tokens that scales are tried on, for each product."""


def exported(model: Encoder, examples: Sequence[Example], seed: int) -> onnx.ModelProto:
    """The network in 8 bits, its scales chosen on some of the `examples`."""
    some = Random(f"export {seed}").sample(list(examples), min(_TEXTS, len(examples)))
    weights = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    return graph(quantise(weights, _observed(model, some, seed), LAYERS, ATTENTION_HEADS))


def _observed(model: Encoder, examples: Sequence[Example], seed: int) -> Mapping[str, NDArray[np.float32]]:
    """For every product, some of the rows that go into it."""
    rng = np.random.default_rng(seed)
    share = _ROWS / sum(len(example.ids) for example in examples)
    seen: dict[str, list[NDArray[np.float32]]] = {}
    keep = torch.zeros(0)

    def watch(key: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def hook(_module: nn.Module, inputs: tuple[Tensor, ...], _output: Tensor) -> None:
            seen.setdefault(key, []).append(inputs[0][keep].numpy())

        return hook

    hooks = [
        getattr(layer, part).register_forward_hook(watch(f"layers.{number}.{part}"))
        for number, layer in enumerate(model.stack())
        for part in _PARTS
    ]
    model.eval()
    with torch.no_grad():
        for at in range(0, len(examples), 32):
            ids = torch.from_numpy(pad(examples[at : at + 32]))
            keep = (ids != 0) & torch.from_numpy(rng.random(ids.shape) < share)
            model(ids)
    for hook in hooks:
        hook.remove()
    return {key: np.concatenate(rows) for key, rows in seen.items()}
