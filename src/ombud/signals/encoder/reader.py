"""From texts to logits: tokens, windows of one length together, one run of the network for each."""

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from ombud.model import NotFound

__all__ = ["EXTRA", "WINDOW", "Floats", "Reader", "Window", "installed", "runs", "windows"]

EXTRA: Final = "ombud[full]"
"""What has to be installed for the full model."""

_MODULES: Final = ("onnxruntime", "tokenizers")

WINDOW: Final = 96
"""Tokens that the network reads at once, its two marks included: as many as in training."""
MOST_WINDOWS: Final = 6
"""Of a longer text the network reads the beginning, some 2,300 letters."""
_LETTERS: Final = MOST_WINDOWS * WINDOW * 12
_STEP: Final = 4
_RUN_TOKENS: Final = 512
"""What a run holds at once stays near the processor; more in a run take no less time each, and more memory."""

Floats = npt.NDArray[np.float32]
Window = tuple[int, Sequence[int]]
"""Which text it is from, and its tokens."""


def windows(text: int, tokens: Sequence[int]) -> list[Window]:
    """A text's tokens between their two marks, cut into pieces that fit; the last reaches back to be a full one."""
    if len(tokens) <= WINDOW:
        return [(text, tokens)]
    first, body, last = tokens[0], tokens[1:-1], tokens[-1]
    room = WINDOW - 2
    begins = [min(begin, len(body) - room) for begin in range(0, len(body), room)]
    return [(text, [first, *body[begin : begin + room], last]) for begin in begins[:MOST_WINDOWS]]


def runs(pieces: Sequence[Window]) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]]:
    """Pieces to run together: which texts they are of (pieces,), and their tokens (pieces, length), 0 after the end.

    The length depends on the piece alone, not on those beside it: so does its score, to the last bit.
    """
    by_length: dict[int, list[Window]] = {}
    for piece in pieces:
        by_length.setdefault(-(-len(piece[1]) // _STEP) * _STEP, []).append(piece)
    for length, alike in sorted(by_length.items()):
        most = max(1, _RUN_TOKENS // length)
        for at in range(0, len(alike), most):
            some = alike[at : at + most]
            ids = np.zeros((len(some), length), np.int64)
            for row, (_, tokens) in zip(ids, some, strict=True):
                row[: len(tokens)] = tokens
            yield np.array([text for text, _ in some]), ids


class _Tokens(Protocol):
    def __call__(self, text: str) -> Sequence[int]: ...


class _Network(Protocol):
    def __call__(self, ids: npt.NDArray[np.int64]) -> Floats: ...


class Reader:
    """The network with its tokenizer. Deterministic; any number of threads may share it."""

    def __init__(self, network: Path, tokenizer: bytes) -> None:
        """From a file, whose image onnxruntime would keep for good if it were given that, and the image of another.
        Raises NotFound (``extra_missing``)."""
        self._tokens = _tokenizer(tokenizer)
        self._network = _session(network)

    def logits(self, texts: Sequence[str]) -> Floats:
        """(texts, heads). Of a text in several windows, each head's highest."""
        pieces = [piece for i, text in enumerate(texts) for piece in windows(i, self._tokens(text[:_LETTERS]))]
        found = [(owners, self._network(ids)) for owners, ids in runs(pieces)]
        heads = found[0][1].shape[1] if found else 0
        out = np.full((len(texts), heads), -np.inf, np.float32)
        for owners, logits in found:
            np.maximum.at(out, owners, logits)
        return out


def installed() -> bool:
    """Whether the extra is."""
    return all(importlib.util.find_spec(module) for module in _MODULES)


def _extra(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotFound(
            "extra_missing", f"The full model needs {module}, which is not installed.",
            advice=f"pip install '{EXTRA}'",
        ) from error  # fmt: skip


def _tokenizer(image: bytes) -> _Tokens:
    tokenizer = _extra("tokenizers").Tokenizer.from_buffer(image)
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def tokens(text: str) -> Sequence[int]:
        ids: Sequence[int] = tokenizer.encode(text).ids
        return ids

    return tokens


def _session(file: Path) -> _Network:
    """One thread, so that a process takes the processors that it is given and a sum is always taken in one order."""
    runtime = _extra("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # of use where lengths repeat
    options.log_severity_level = 3
    session = runtime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def network(ids: npt.NDArray[np.int64]) -> Floats:
        logits: Floats = session.run(["logits"], {"ids": ids})[0]
        return logits

    return network
