"""The full model of texts: the default one and a small transformer, blended. See card.md."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from ombud.model import NotFound, Signal, Span, Text
from ombud.ports import TextScorer
from ombud.signals.encoder.blend import Blend, Doubles
from ombud.signals.encoder.plain import plain
from ombud.signals.encoder.reader import Reader

__all__ = ["FullModel", "full_model"]

DATA: Final = Path(__file__).parent / "data"
_DIGITS: Final = 5
_MOST_EXPLAINED: Final = 64
_WORD: Final = re.compile(r"\S+")


class FullModel:
    """Implements `TextScorer`. It speaks of what the default model speaks of, and abstains where that does."""

    def __init__(self, default: TextScorer, reader: Reader, blend: Blend, digest: str) -> None:
        """`digest` is of the files that `reader` and `blend` were made of."""
        self._default = default
        self._reader = reader
        self._blend = blend
        both = hashlib.sha256(f"{digest} {default.version}".encode()).hexdigest()
        self._version = f"text-en-full-1+sha256:{both[:16]}"

    @property
    def version(self) -> str:
        """The model's name, and the beginning of the SHA-256 of all its files and the default model's version."""
        return self._version

    @property
    def names(self) -> tuple[str, ...]:
        """The signals, as the default model's."""
        return self._blend.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """The language of each text, as the default model tells it."""
        return self._default.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All signals of each text. A text's scores do not depend on the texts beside it."""
        found = self._default.score(texts, langs)
        spoken = [i for i, signals in enumerate(found) if signals[self.names[0]].abstained is None]
        logits = self._logits([texts[i].normal for i in spoken], [found[i] for i in spoken])
        scores = (1 / (1 + np.exp(-logits))).round(_DIGITS).tolist()
        out: list[Mapping[str, Signal]] = [
            {name: Signal(self.version, abstained=signals[name].abstained) for name in self.names} for signals in found
        ]
        for i, row in zip(spoken, scores, strict=True):
            out[i] = {name: Signal(self.version, value) for name, value in zip(self.names, row, strict=True)}
        return out

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """By how much the logit falls when a word is left out (Li, Monroe and Jurafsky 2016); the first 64 words."""
        if name not in self.names:
            raise NotFound(
                "unknown_signal", f"there is no signal {name!r}", advice=f"there are {', '.join(self.names)}"
            )
        places = [match.span() for match in _WORD.finditer(text.normal)][:_MOST_EXPLAINED]
        normals = [text.normal, *(text.normal[:begin] + text.normal[end:] for begin, end in places)]
        found = self._default.score([Text(normal, normal) for normal in normals], ["en"] * len(normals))
        spoken = [i for i, signals in enumerate(found) if signals[name].abstained is None]
        if 0 not in spoken:
            return ()
        logits = self._logits([normals[i] for i in spoken], [found[i] for i in spoken])[:, self.names.index(name)]
        parts = [
            (text.span(*places[i - 1]), float(logits[0] - logit))
            for i, logit in zip(spoken[1:], logits[1:], strict=True)
        ]
        return tuple(sorted(parts, key=lambda part: (-abs(part[1]), part[0])))

    def _logits(self, normals: Sequence[str], default: Sequence[Mapping[str, Signal]]) -> Doubles:
        """(texts, signals); `default` has a value for every signal."""
        if not normals:
            return np.zeros((0, len(self.names)))
        scores = np.array([[signals[name].value for name in self.names] for signals in default], np.float64)
        return self._blend.logits(self._reader.logits([plain(normal) for normal in normals]), scores)


@lru_cache(maxsize=2)
def full_model(default: TextScorer) -> FullModel:
    """The model that ships with the package. Half a second, once. Raises NotFound (``extra_missing``)."""
    network, tokenizer, blend = files = [DATA / name for name in ("encoder.onnx", "tokenizer.json", "blend.json")]
    digest = hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
    reader = Reader(network, tokenizer.read_bytes())
    return FullModel(default, reader, msgspec.json.decode(blend.read_bytes(), type=Blend), digest)
