"""Puts what a community's own decisions taught behind the detectors and behind the model of texts.

First the local head, then the calibration; each only where the version so far is the one that it was made for. A newer
model takes neither: what was fitted to another one's mistakes would be wrong about this one's.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from ombud.model import Arrival, Signal, SignalSpec, Span, Text, Tuning, TuningKind, joined
from ombud.ports import Detectors, History, TextScorer
from ombud.signals.text.evidence import telling_words
from ombud.signals.tuning.calibration import Calibration, logit, sigmoid
from ombud.signals.tuning.head import LocalHead

__all__ = ["Tuned", "TunedDetectors", "TunedScorer", "suffixes"]

_SUFFIX = re.compile(r"\+(?:head|cal):([0-9a-f]+)")

_DIGITS = 6
_TELLING = 0.5
_NOTHING: "Mapping[str, _Chain]" = {}

Parts = tuple[tuple[Span, float], ...]


class _Chain:
    """What is applied to one signal, ready to run."""

    def __init__(self, head: Tuning | None, calibration: Tuning | None) -> None:
        self._head_of, self._calibration_of = head, calibration
        self.head = LocalHead.of_body(head.body) if head is not None else None
        self._calibration = Calibration.of_body(calibration.body) if calibration is not None else None

    def version(self, base: str) -> str:
        """What the version becomes."""
        if self._head_of is not None and self._head_of.base == base:
            base += self._head_of.suffix
        if self._calibration_of is not None and self._calibration_of.base == base:
            base += self._calibration_of.suffix
        return base

    def learnt(self, base: str) -> LocalHead | None:
        """The head, where it was made for this version."""
        return self.head if self._head_of is not None and self._head_of.base == base else None

    def apply(self, signal: Signal, normal: str) -> Signal:
        """The signal, tuned; the same one where it has no value, or nothing was made for its version."""
        version = self.version(signal.version)
        if version == signal.version or not isinstance(signal.value, float):
            return signal
        values = np.array([signal.value])
        head = self.learnt(signal.version)
        if head is not None:
            values = sigmoid(logit(values) + head.shifts([normal]))
        if (
            self._calibration is not None
            and self._calibration_of is not None
            and version.endswith(self._calibration_of.suffix)
        ):
            values = self._calibration.apply(values)
        return Signal(version, round(float(values[0]), _DIGITS), signal.spans)

    def explained(self, base: str, text: Text, parts: Parts) -> Parts:
        """Log-odds that each part adds, with those of the head, on the scale of the calibration; largest first."""
        head = self.learnt(base)
        if head is not None:
            parts = (*parts, *head.parts(text))
            base += self._head_of.suffix if self._head_of is not None else ""
        if self._calibration is not None and self._calibration_of is not None and self._calibration_of.base == base:
            parts = tuple((span, weight * self._calibration.slope) for span, weight in parts)
        return tuple(sorted(parts, key=lambda part: (-abs(part[1]), part[0])))


def suffixes(version: str) -> list[str]:
    """The ids of the tunings that a signal of this version was made with."""
    return _SUFFIX.findall(version)


class Tuned:
    """Everything that is in force, by signal. `use` changes it for good, from the next signal on."""

    def __init__(self, tunings: Sequence[Tuning] = ()) -> None:
        self.ids: frozenset[str] = frozenset()
        self._chains = _NOTHING
        self.use(tunings)

    def use(self, tunings: Sequence[Tuning]) -> None:
        """At most one of each kind for each signal. Raises SystemFault (``tuning_damaged``)."""
        found: dict[str, dict[TuningKind, Tuning]] = {}
        for one in tunings:
            found.setdefault(one.signal, {})[one.kind] = one
        self._chains = {
            name: _Chain(kinds.get(TuningKind.HEAD), kinds.get(TuningKind.CALIBRATION)) for name, kinds in found.items()
        }  # in one step: another thread reads all of it or nothing
        self.ids = frozenset(one.id for one in tunings)

    def apply(self, name: str, signal: Signal, text: Text) -> Signal:
        """One signal of one text."""
        chain = self._chains.get(name)
        return signal if chain is None else chain.apply(signal, text.normal)

    def version(self, name: str, base: str) -> str:
        """The version that a signal of this version gets."""
        chain = self._chains.get(name)
        return base if chain is None else chain.version(base)

    def touches(self, name: str) -> bool:
        """Whether anything is in force for this signal, be it for another version."""
        return name in self._chains

    def explained(self, name: str, base: str, text: Text, parts: Parts) -> Parts:
        """What spoke for and against, with what was learnt here; `parts` are those of the signal of version `base`."""
        chain = self._chains.get(name)
        return parts if chain is None else chain.explained(base, text, parts)

    def parts(self, name: str, base: str, text: Text) -> Parts:
        """What was learnt here and speaks for or against; nothing where nothing was."""
        chain = self._chains.get(name)
        head = chain.learnt(base) if chain is not None else None
        return head.parts(text) if head is not None else ()


class TunedDetectors:
    """`ports.Detectors`: those of the installation, tuned."""

    def __init__(self, detectors: Detectors, tuned: Tuned) -> None:
        self._detectors = detectors
        self._tuned = tuned

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """That of the detectors underneath, with the versions that signals get here."""
        if not self._tuned.ids:
            return self._detectors.catalogue
        return {
            name: msgspec.structs.replace(spec, version=self._tuned.version(name, spec.version))
            for name, spec in self._detectors.catalogue.items()
        }

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """One signal; with the words that what was learnt here points at, from one half on."""
        plain = self._detectors.measure(name, arrival, history)
        signal = self._tuned.apply(name, plain, arrival.text)
        if signal is plain or not isinstance(signal.value, float) or signal.value < _TELLING:
            return signal if signal is plain else msgspec.structs.replace(signal, spans=())
        learnt = telling_words(arrival.text.raw, self._tuned.parts(name, plain.version, arrival.text))
        return msgspec.structs.replace(signal, spans=joined((*signal.spans, *learnt)))


class TunedScorer:
    """`ports.TextScorer`: a model of texts, tuned."""

    def __init__(self, model: TextScorer, tuned: Tuned) -> None:
        self._model = model
        self._tuned = tuned

    @property
    def version(self) -> str:
        """The model's; each signal says what was applied to it."""
        return self._model.version

    @property
    def names(self) -> tuple[str, ...]:
        return self._model.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """As the model tells."""
        return self._model.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """As the model scores, tuned."""
        scored = self._model.score(texts, langs)
        if not self._tuned.ids:
            return scored
        return [
            {name: self._tuned.apply(name, signal, text) for name, signal in signals.items()}
            for text, signals in zip(texts, scored, strict=True)
        ]

    def explain(self, text: Text, name: str) -> Parts:
        """The model's parts and those that were learnt here, largest first.

        What a tuning was made for is the version of the signal, which is not always the model's: spam has marks beside
        the words, and of several languages each has a model.
        """
        parts = self._model.explain(text, name)
        if not self._tuned.touches(name):
            return parts
        (signals,) = self._model.score([text], self._model.tell([text]))
        return self._tuned.explained(name, signals[name].version, text, parts)
