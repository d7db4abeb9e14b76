"""A model and its tokenizer: texts in, one row of numbers for each out."""

import importlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import structlog

from ombud.model import BadInput, NotFound

__all__ = ["EXTRA", "Network"]

EXTRA: Final = "ombud[full]"
"""What has to be installed for plug-ins of this kind."""

Floats = npt.NDArray[np.float64]

_LETTERS_A_TOKEN = 16
"""No more of a text is cut into tokens than so many letters for each that the model reads."""
_RUN_TOKENS = 4096
_STEP = 8
_IDS = ("input_ids", "ids", "tokens")
_MASK, _TYPES = "attention_mask", "token_type_ids"
_KINDS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_PROBES = ("a", "two longer ones, of which this is the second")
_log = structlog.get_logger("ombud.plugins")


class Network:
    """Runs on the processor, in `threads` threads. Deterministic; any number of threads may share it.

    Raises NotFound (``extra_missing``) and BadInput (``plugin_invalid``).
    """

    def __init__(self, image: bytes, tokenizer: bytes, *, output: str, max_tokens: int, threads: int) -> None:
        self._cut = _tokenizer(tokenizer)
        self._session = _session(image, threads)
        self._output = self._chosen(output)
        self._kinds, self._ids = self._inputs()
        self._rows, self._length = self._fixed()
        self._most = min(max_tokens, self._length or max_tokens)
        self._pad = _ready(self._cut, self._most)
        self.columns = self._probed()

    def run(self, texts: Sequence[str]) -> list[Floats | None]:
        """A row (columns,) for each text; None where there is no token, or the model failed."""
        out: list[Floats | None] = [None] * len(texts)
        for places, ids in self._runs([self._tokens(text) for text in texts]):
            rows = self._numbers(ids)
            for place, row in zip(places, rows if rows is not None else (), strict=False):
                out[place] = row
        return out

    def _tokens(self, text: str) -> Sequence[int]:
        """Lone surrogates, which no tokenizer takes, as question marks."""
        sound = text[: self._most * _LETTERS_A_TOKEN].encode("utf-8", "replace").decode()
        ids: Sequence[int] = self._cut.encode(sound).ids
        return ids

    def _runs(self, tokens: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], npt.NDArray[np.int64]]]:
        """Texts of about one length together. The length depends on the text alone, and so does its score."""
        alike: dict[int, list[int]] = {}
        for place, ids in enumerate(tokens):
            if ids:
                alike.setdefault(self._length or -(-len(ids) // _STEP) * _STEP, []).append(place)
        for length, places in sorted(alike.items()):
            most = self._rows or max(1, _RUN_TOKENS // length)
            for at in range(0, len(places), most):
                some = places[at : at + most]
                matrix = np.full((self._rows or len(some), length), -1, np.int64)
                for row, place in zip(matrix, some, strict=False):
                    row[: len(tokens[place])] = tokens[place]
                yield some, matrix

    def _numbers(self, ids: npt.NDArray[np.int64]) -> Floats | None:
        """`ids` are -1 behind the end of each text."""
        try:
            found = self._session.run([self._output], self._feed(ids))[0]
        except Exception as error:  # noqa: BLE001  whatever a model somebody brought makes the runtime raise
            _log.warning("plugin_model_failed", reason=str(error)[:200])
            return None
        rows = np.asarray(found, np.float64)
        return rows if rows.ndim == 2 and len(rows) == len(ids) else None

    def _feed(self, ids: npt.NDArray[np.int64]) -> dict[str, Any]:
        values = {_MASK: ids >= 0, _TYPES: np.zeros_like(ids), self._ids: np.where(ids < 0, self._pad, ids)}
        return {name: values[name].astype(kind) for name, kind in self._kinds.items()}

    def _inputs(self) -> tuple[dict[str, Any], str]:
        """What kind of number each input takes, and which of them takes the tokens."""
        inputs = self._session.get_inputs()
        names = [one.name for one in inputs]
        ids = names[0] if len(names) == 1 else next((name for name in _IDS if name in names), "")
        for one in inputs:
            if one.name not in {ids, _MASK, _TYPES} or one.type not in _KINDS or len(one.shape) != 2:
                raise _wrong(
                    f"its input {one.name[:60]!r} is {one.type} with {len(one.shape)} dimensions",
                    f"The inputs are {_IDS[0]} and perhaps {_MASK} and {_TYPES}: whole numbers, (texts, tokens).",
                )
        return {one.name: _KINDS[one.type] for one in inputs}, ids

    def _fixed(self) -> tuple[int, int]:
        """How many texts, and how many tokens, the model takes at once; 0 for any number."""
        shapes = [one.shape for one in self._session.get_inputs()]
        rows, length = (
            max((size for size in sizes if isinstance(size, int)), default=0) for sizes in zip(*shapes, strict=True)
        )
        return rows, length

    def _chosen(self, output: str) -> str:
        names = [one.name for one in self._session.get_outputs()]
        if output and output not in names:
            raise _wrong(f"it has no output {output[:60]!r}", f"There are {', '.join(names)[:200]}.")
        return output or str(names[0])

    def _probed(self) -> int:
        found = self.run(_PROBES)
        widths = {len(row) for row in found if row is not None}
        if len(widths) != 1 or any(row is None for row in found):
            raise _wrong("it does not give one row of numbers for each text", "Its output is (texts, columns).")
        return widths.pop()


def _extra(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotFound(
            "extra_missing", f"Plug-ins with a model need {module}, which is not installed.",
            advice=f"pip install '{EXTRA}'",
        ) from error  # fmt: skip


def _tokenizer(image: bytes) -> Any:
    tokenizers = _extra("tokenizers")
    try:
        return tokenizers.Tokenizer.from_buffer(image)
    except Exception as error:  # the library raises nothing narrower
        raise BadInput(
            "plugin_invalid", f"tokenizer.json cannot be read: {str(error)[:200]}",
            advice="It is the file that `tokenizer.save` of the tokenizers library writes.",
        ) from error  # fmt: skip


def _ready(tokenizer: Any, most: int) -> int:
    """Have it give no more than so many tokens, marks included, and none to fill up with; the one to fill up with."""
    padding = tokenizer.padding
    marks = tokenizer.num_special_tokens_to_add(False)
    if most <= marks:
        raise BadInput(
            "plugin_invalid", f"max_tokens is {most}, and the tokenizer's own marks are {marks} already",
            advice="Let the model read as many tokens as in training.",
        )  # fmt: skip
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    return int(padding["pad_id"]) if padding else 0


def _session(image: bytes, threads: int) -> Any:
    """From the bytes that were hashed, so that no other file is read than the one that gives the version."""
    runtime = _extra("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # of use where lengths repeat
    options.log_severity_level = 3
    try:
        return runtime.InferenceSession(image, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises a dozen kinds without a common root
        raise _wrong(str(error)[:200], "All weights have to be inside the one file.") from error


def _wrong(why: str, advice: str) -> BadInput:
    return BadInput("plugin_invalid", f"model.onnx cannot be used: {why}", advice=advice)
