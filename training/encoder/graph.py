"""The encoder as an ONNX graph with 8-bit weights, written node by node.

An exporter would trace the training code into some 400 nodes and quantise activations by what else is in the batch.
Here every matrix product reads numbers whose scale was fixed beforehand (see `quantise`), so that a text's score does
not depend on the texts beside it, and a decision that rests on it can be derived again.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoder.quantise import Product, Quantised, QuantisedLayer

__all__ = ["graph"]

_MICROSOFT: Final = "com.microsoft"
_EPSILON: Final = 1e-12
_MASKED: Final = -1e4


class _Small(NamedTuple):
    """The names of numbers in 8 bits, and of what turns them back."""

    x: str
    scale: str
    zero: str


class _Builder:
    """Collects nodes and weights; every method returns the name of what its node puts out."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights[name] = numpy_helper.from_array(value, name)
        return name

    def node(self, kind: str, name: str, inputs: Iterable[str], domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def product(self, x: str, name: str, product: Product) -> str:
        """``x @ weights + bias`` in whole numbers: u8 times s8, summed in 32 bits, exact on every machine."""
        return self.columns(self.small(x, name, product), product, name, slice(None))

    def small(self, x: str, name: str, product: Product) -> _Small:
        """What a product reads, in 8 bits."""
        smooth = self.node("Mul", f"{name}.smooth", (x, self.weight(f"{name}.smoothing", product.smoothing)))
        scale = self.weight(f"{name}.scale", product.scale)
        zero = self.weight(f"{name}.zero", product.zero)
        return _Small(self.node("QuantizeLinear", f"{name}.small", (smooth, scale, zero)), scale, zero)

    def columns(self, small: _Small, product: Product, name: str, some: slice) -> str:
        """Some columns of what a product puts out."""
        weights = self.weight(f"{name}.weights", np.ascontiguousarray(product.weights[:, some]))
        scales = self.weight(f"{name}.scales", product.scales[some])
        bias = self.weight(f"{name}.bias", product.bias[some])
        inputs = (small.x, weights, small.scale, scales, small.zero, "", bias)
        return self.node("MatMulIntegerToFloat", name, inputs, domain=_MICROSOFT)

    def added_norm(self, x: str, more: str, name: str, norm: tuple[NDArray[np.float32], NDArray[np.float32]]) -> str:
        """Apart, since the fused SkipLayerNormalization of onnxruntime 1.32 takes five times as long."""
        both = self.node("Add", f"{name}.sum", (x, more))
        weights = self.weight(f"{name}.gamma", norm[0]), self.weight(f"{name}.beta", norm[1])
        return self.node("LayerNormalization", name, (both, *weights), axis=-1, epsilon=_EPSILON)


def graph(model: Quantised) -> onnx.ModelProto:
    """``ids`` int64 (texts, tokens), 0 is padding -> ``logits`` float32 (texts, heads)."""
    build = _Builder()
    present = build.node("Cast", "present", [build.node("Cast", "some", ["ids"], to=TensorProto.BOOL)], to=1)
    x = _embedded(build, model)
    mask = _mask(build, present)
    for number, layer in enumerate(model.layers):
        x = _layer(build, x, mask, f"layer{number}", layer, model.attention_heads)
    _headed(build, x, present, model)
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", len(model.heads[1])])]
    made = helper.make_graph(build.nodes, "ombud-text-encoder", inputs, outputs, list(build.weights.values()))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="ombud")


def _embedded(build: _Builder, model: Quantised) -> str:
    """Each word's row from a table of bytes, times that row's scale; plus its position; normalised."""
    table, scales = build.weight("words", model.words), build.weight("words.scales", model.word_scales)
    row = build.node("Cast", "word", [build.node("Gather", "word.small", (table, "ids"))], to=TensorProto.FLOAT)
    row = build.node("Mul", "word.scaled", (row, build.node("Gather", "word.scale", (scales, "ids"))))
    tokens = build.node("Shape", "tokens", ["ids"], start=1)
    zero, one = build.weight("zero", np.zeros(1, np.int64)), build.weight("one", np.ones(1, np.int64))
    positions = build.weight("positions", model.positions)
    places = build.node("Slice", "places", (positions, zero, tokens, zero, one))
    x = build.node("Add", "placed", (row, places))
    norm = build.weight("norm.gamma", model.norm[0]), build.weight("norm.beta", model.norm[1])
    return build.node("LayerNormalization", "embedded", (x, *norm), axis=-1, epsilon=_EPSILON)


def _mask(build: _Builder, present: str) -> str:
    """0 for a token, a very low number for padding, as (texts, 1, 1, tokens)."""
    one = build.weight("unit", np.ones(1, np.float32))
    low = build.weight("masked", np.full(1, -_MASKED, np.float32))
    absent = build.node("Mul", "absent", (build.node("Sub", "presence", (present, one)), low))
    return build.node("Unsqueeze", "mask", (absent, build.weight("axes", np.array([1, 2], np.int64))))


def _layer(build: _Builder, x: str, mask: str, name: str, layer: QuantisedLayer, heads: int) -> str:
    """Query, key and value are products apart: to cut one large result in three would cost a copy of it."""
    read, size = build.small(x, f"{name}.qkv", layer.qkv), layer.qkv.weights.shape[1] // 3
    shape = build.weight("split", np.array([0, 0, heads, -1], np.int64))

    def part(place: int, what: str, order: tuple[int, ...]) -> str:
        flat = build.columns(read, layer.qkv, f"{name}.{what}", slice(place * size, (place + 1) * size))
        split = build.node("Reshape", f"{name}.{what}.split", (flat, shape))
        return build.node("Transpose", f"{name}.{what}.apart", [split], perm=order)

    query, key = part(0, "query", (0, 2, 1, 3)), part(1, "key", (0, 2, 3, 1))
    score = build.node("MatMul", f"{name}.score", (query, key))  # the scale is in the weights of the query
    share = build.node("Softmax", f"{name}.share", [build.node("Add", f"{name}.masked", (score, mask))], axis=-1)
    seen = build.node("MatMul", f"{name}.seen", (share, part(2, "value", (0, 2, 1, 3))))
    together = build.node("Transpose", f"{name}.together", [seen], perm=[0, 2, 1, 3])
    flat = build.node("Reshape", f"{name}.flat", (together, build.weight("join", np.array([0, 0, -1], np.int64))))
    attended = build.product(flat, f"{name}.attended", layer.attended)
    x = build.added_norm(x, attended, f"{name}.attended.norm", layer.attended_norm)
    inner = build.node("Gelu", f"{name}.gelu", [build.product(x, f"{name}.inner", layer.inner)], domain=_MICROSOFT)
    outer = build.product(inner, f"{name}.outer", layer.outer)
    return build.added_norm(x, outer, f"{name}.outer.norm", layer.outer_norm)


def _headed(build: _Builder, x: str, present: str, model: Quantised) -> None:
    """The mean over a text's tokens, and the heads on it."""
    row = build.node("Unsqueeze", "row", (present, build.weight("middle", np.ones(1, np.int64))))
    total = build.node("Squeeze", "total", (build.node("MatMul", "totals", (row, x)), "middle"))
    count = build.node("ReduceSum", "count", (present, "middle"), keepdims=1)
    mean = build.node("Div", "mean", (total, count))
    heads = build.weight("heads.weights", model.heads[0]), build.weight("heads.bias", model.heads[1])
    build.node("Gemm", "logits", (mean, *heads))
