"""The signals of a model that somebody brought along."""

from collections.abc import Mapping, Sequence

import numpy as np

from ombud.model import Arrival, BadInput, Signal, SignalSpec, Text
from ombud.plugins.folder import Folder
from ombud.plugins.manifest import Onnx
from ombud.plugins.onnx.network import Floats, Network
from ombud.plugins.scores import calibrated
from ombud.ports import History
from ombud.signals.language import identify

__all__ = ["OnnxPlugin"]


class OnnxPlugin:
    """Scores from 0 to 1. Abstains ``not_text``, ``language``, ``unsure_language``, and ``bad_output`` where the model
    gives no number. Deterministic: a replay measures again, and a changed file is another version."""

    kind = "onnx"

    def __init__(self, folder: Folder, manifest: Onnx) -> None:
        """Raises NotFound (``extra_missing``) and BadInput (``plugin_invalid``)."""
        self.name, self.card, self.version = folder.name, folder.card, folder.version
        self.specs = tuple(
            SignalSpec(name, "double", self.version, signal.doc) for name, signal in manifest.signals.items()
        )
        self._manifest = manifest
        self._languages = frozenset(_primary(code) for code in manifest.languages)
        self._network = Network(
            folder.files["model.onnx"], folder.files["tokenizer.json"], output=manifest.network_output,
            max_tokens=manifest.max_tokens, threads=manifest.threads,
        )  # fmt: skip
        self._last: tuple[Arrival | None, Mapping[str, Signal]] = None, {}
        for name, signal in manifest.signals.items():
            if signal.output >= self._network.columns:
                raise BadInput(
                    "plugin_invalid", f"signals.{name}.output is {signal.output}, and the model has"
                    f" {self._network.columns} columns", advice="The first column is 0.",
                )  # fmt: skip

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """One computation for all that a policy asks about an event."""
        last, scored = self._last
        if last is not arrival:
            (scored,) = self.score([arrival.text], [arrival.event.item.lang])
            self._last = arrival, scored  # in one step: another thread reads both or neither
        return scored[name]

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """All its signals for each text. `langs` are what was declared or told; None is looked into."""
        reasons = [self._reason(text, lang) for text, lang in zip(texts, langs, strict=True)]
        judged = [i for i, reason in enumerate(reasons) if reason is None]
        read = [texts[i].normal if self._manifest.reads == "normal" else texts[i].raw for i in judged]
        rows = dict(zip(judged, self._network.run(read), strict=True))
        return [self._signals(rows.get(i), reason) for i, reason in enumerate(reasons)]

    def _reason(self, text: Text, lang: str | None) -> str | None:
        if not any(map(str.isalnum, text.raw)):
            return "not_text"
        if not self._languages:
            return None
        told = lang or identify(text.raw)
        if told is None:
            return "unsure_language"
        return None if _primary(told) in self._languages else "language"

    def _signals(self, row: Floats | None, reason: str | None) -> Mapping[str, Signal]:
        if row is None:
            nothing = Signal(self.version, abstained=reason or "bad_output")
            return {spec.name: nothing for spec in self.specs}
        scores = _activated(row, self._manifest.activation)
        return {
            name: self._signal(calibrated(float(scores[signal.output]), signal.calibration))
            for name, signal in self._manifest.signals.items()
        }

    def _signal(self, score: float | None) -> Signal:
        return Signal(self.version, score, abstained="bad_output" if score is None else None)


def _activated(row: Floats, activation: str) -> Floats:
    if activation == "none":
        return row
    with np.errstate(all="ignore"):  # what comes of infinities is no number, and is told so
        if activation == "sigmoid":
            return np.asarray(0.5 + np.tanh(row / 2) / 2)
        lifted = np.exp(row - row.max())
        return np.asarray(lifted / lifted.sum())


def _primary(code: str) -> str:
    return code.lower().replace("_", "-").partition("-")[0]
