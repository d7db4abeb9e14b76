"""The encoder: a BERT of six layers with one linear layer of heads on the mean of its tokens.

Written out, because training needs nothing else of a framework, and because these lines are what `graph` says again.
"""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["ATTENTION_HEADS", "LAYERS", "Encoder"]

_VOCABULARY: Final = 30522
_HIDDEN: Final = 384
LAYERS: Final = 6
ATTENTION_HEADS: Final = 12
_INNER: Final = 1536
_POSITIONS: Final = 512
_EPSILON: Final = 1e-12
_SCALE: Final = (_HIDDEN / ATTENTION_HEADS) ** -0.5


class _Layer(nn.Module):
    """Attention and a two-layer network, each added to its input and normalised after (post-LN, as in BERT)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(_HIDDEN, 3 * _HIDDEN)
        self.attended = nn.Linear(_HIDDEN, _HIDDEN)
        self.attended_norm = nn.LayerNorm(_HIDDEN, _EPSILON)
        self.inner = nn.Linear(_HIDDEN, _INNER)
        self.outer = nn.Linear(_INNER, _HIDDEN)
        self.outer_norm = nn.LayerNorm(_HIDDEN, _EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        texts, length, _ = x.shape
        query, key, value = self.qkv(x).view(texts, length, 3, ATTENTION_HEADS, -1).permute(2, 0, 3, 1, 4).unbind(0)
        score = query @ key.transpose(2, 3) * _SCALE + bias.to(query.dtype)
        seen = self.attended((score.softmax(-1) @ value).transpose(1, 2).reshape(texts, length, _HIDDEN))
        x = self.attended_norm(x + self.dropout(seen))
        out: Tensor = self.outer_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return out


class Encoder(nn.Module):
    """Token ids, int64 (texts, tokens), 0 is padding -> logits, float32 (texts, heads)."""

    def __init__(self, heads: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(_VOCABULARY, _HIDDEN)
        self.positions = nn.Embedding(_POSITIONS, _HIDDEN)
        self.kind = nn.Parameter(torch.zeros(_HIDDEN))
        self.norm = nn.LayerNorm(_HIDDEN, _EPSILON)
        self.layers = nn.ModuleList(_Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.Linear(_HIDDEN, heads)

    def forward(self, ids: Tensor) -> Tensor:
        present = ids != 0
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind
        x = self.dropout(self.norm(x))
        bias = torch.where(present, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        weight = present.to(x.dtype)[:, :, None]
        mean = (x * weight).sum(1) / weight.sum(1)
        logits: Tensor = self.heads(self.dropout(mean.float()))
        return logits

    def stack(self) -> list[_Layer]:
        """The layers, from the words up."""
        return [layer for layer in self.layers if isinstance(layer, _Layer)]

    def start_from(self, weights: Mapping[str, Tensor]) -> None:
        """Takes over the weights of a BERT in the usual names; the heads stay as they are."""
        with torch.no_grad():
            self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
            self.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
            _take(self.norm, weights, "embeddings.LayerNorm")
            for number, layer in enumerate(self.stack()):
                name = f"encoder.layer.{number}"
                for part in ("weight", "bias"):
                    three = [weights[f"{name}.attention.self.{what}.{part}"] for what in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(three))
                _take(layer.attended, weights, f"{name}.attention.output.dense")
                _take(layer.attended_norm, weights, f"{name}.attention.output.LayerNorm")
                _take(layer.inner, weights, f"{name}.intermediate.dense")
                _take(layer.outer, weights, f"{name}.output.dense")
                _take(layer.outer_norm, weights, f"{name}.output.LayerNorm")


def _take(module: nn.Linear | nn.LayerNorm, weights: Mapping[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
