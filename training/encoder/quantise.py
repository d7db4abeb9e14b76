"""Weights in 8 bits, and fixed scales for what is multiplied with them.

Each product's input is divided by one number per channel, so that no channel drowns the others, and its weights
multiplied by the same (SmoothQuant: Xiao et al., ICML 2023); then both are rounded, the input on one scale for all, the
weights on one per column. How far to go is tried out, product by product, on what real texts put into it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Product", "Quantised", "QuantisedLayer", "quantise"]

Floats = NDArray[np.float32]

_WEIGHT_LIMIT: Final = 63
"""7 bits: twice u8 times s7 fits 16 bits, and so machines without VNNI compute the same numbers as those with it."""
_SMOOTHING: Final = (0.35, 0.5, 0.65)
_KEPT: Final = (100.0, 99.99, 99.9)
_POSITIONS: Final = 128


class Product(NamedTuple):
    """``x @ weights + bias``; (inputs, outputs). The input times `smoothing`, over `scale`, plus `zero`, is a u8."""

    smoothing: Floats
    scale: NDArray[np.float32]
    zero: NDArray[np.uint8]
    weights: NDArray[np.int8]
    scales: Floats
    bias: Floats


class QuantisedLayer(NamedTuple):
    """One layer; norms are (gamma, beta)."""

    qkv: Product
    attended: Product
    attended_norm: tuple[Floats, Floats]
    inner: Product
    outer: Product
    outer_norm: tuple[Floats, Floats]


class Quantised(NamedTuple):
    """All that the graph is made of. `words` is int8 (vocabulary, hidden), times `word_scales` (vocabulary, 1)."""

    words: NDArray[np.int8]
    word_scales: Floats
    positions: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[QuantisedLayer, ...]
    heads: tuple[Floats, Floats]
    attention_heads: int


def quantise(
    weights: Mapping[str, Floats], inputs: Mapping[str, Floats], layers: int, attention_heads: int
) -> Quantised:
    """`weights` as `network.Encoder` names them; `inputs`: by product (``layers.0.qkv``) what went into it, as rows."""
    words = weights["words.weight"]
    scales = np.maximum(np.abs(words).max(1, keepdims=True), 1e-6) / 127
    return Quantised(
        np.round(words / scales).astype(np.int8),
        scales.astype(np.float32),
        (weights["positions.weight"][:_POSITIONS] + weights["kind"]).astype(np.float32),
        _norm(weights, "norm"),
        tuple(_layer(weights, inputs, f"layers.{number}", attention_heads) for number in range(layers)),
        (np.ascontiguousarray(weights["heads.weight"].T), weights["heads.bias"]),
        attention_heads,
    )


def _norm(weights: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: Mapping[str, Floats], inputs: Mapping[str, Floats], name: str, heads: int) -> QuantisedLayer:
    def product(part: str, outputs: Floats | float = 1.0) -> Product:
        key = f"{name}.{part}"
        return _product(inputs[key], weights[f"{key}.weight"].T * outputs, weights[f"{key}.bias"] * outputs)

    hidden = len(weights[f"{name}.attended.bias"])
    scaled = np.ones(3 * hidden, np.float32)
    scaled[:hidden] = (hidden / heads) ** -0.5  # of the query, so that the graph need not
    return QuantisedLayer(
        product("qkv", scaled),
        product("attended"),
        _norm(weights, f"{name}.attended_norm"),
        product("inner"),
        product("outer"),
        _norm(weights, f"{name}.outer_norm"),
    )


def _product(x: Floats, weights: Floats, bias: Floats) -> Product:
    """The candidate whose result lies nearest to the exact one."""
    exact = x @ weights
    tried = [_rounded(x, weights, bias, power, kept) for power in _SMOOTHING for kept in _KEPT]
    return min(tried, key=lambda product: float(np.square(_multiplied(x, product) - exact).mean()))


def _rounded(x: Floats, weights: Floats, bias: Floats, power: float, kept: float) -> Product:
    of_x, of_weights = np.maximum(np.abs(x).max(0), 1e-5), np.maximum(np.abs(weights).max(1), 1e-5)
    smoothing = of_weights ** (1 - power) / of_x**power
    smoothing /= np.exp(np.log(smoothing).mean())
    weights = weights / smoothing[:, None]
    low, high = np.percentile(x * smoothing, (100 - kept, kept))
    low, high = min(low, 0.0), max(high, 0.0)
    scale = max(high - low, 1e-6) / 255
    scales = np.maximum(np.abs(weights).max(0), 1e-8) / _WEIGHT_LIMIT
    return Product(
        smoothing.astype(np.float32),
        np.array(scale, np.float32),
        np.array(round(-low / scale), np.uint8),
        np.round(weights / scales).astype(np.int8),
        scales.astype(np.float32),
        bias.astype(np.float32),
    )


def _multiplied(x: Floats, product: Product) -> Floats:
    small = np.clip(np.round(x * product.smoothing / product.scale) + product.zero, 0, 255) - np.float32(product.zero)
    out: Floats = (small * product.scale) @ (product.weights * product.scales)
    return out
