"""Spam and scam: what the model of texts makes of the words, and what they are surrounded by. See card.md."""

from collections.abc import Mapping, Sequence
from math import exp, log

from ombud.model import Arrival, Signal, SignalSpec, Span, Text, joined
from ombud.ports import History, TextScorer
from ombud.signals.spam.burst import BURSTS, burst
from ombud.signals.spam.marks import marks
from ombud.signals.spam.weights import suffix, weights
from ombud.signals.text.detector import TextSignals

__all__ = ["SpamSignals", "WithMarks"]

NAMES = ("spam", "scam")
_DIGITS = 6
_EDGE = 1e-6
_TELLING = 0.5
_BY = {
    "spam": "By words, links, numbers, money, and how often nearly the same was posted of late.",
    "scam": "By words, links, numbers and money.",
}


def _with_marks(name: str, signal: Signal, found: Mapping[str, tuple[Span, ...]]) -> Signal:
    """The signal of the words, with what the marks add. Where the words say nothing, marks alone do not."""
    version = signal.version + suffix()
    if not isinstance(signal.value, float):
        return Signal(version, abstained=signal.abstained)
    own = weights()[name]
    moved = _moved(signal.value, own.slope, own.shift + sum(own.marks[mark] for mark in found))
    return Signal(version, moved, signal.spans)


def _moved(value: float, slope: float, shift: float) -> float:
    """A score on another scale of log-odds."""
    inside = min(max(value, _EDGE), 1 - _EDGE)
    odds = slope * log(inside / (1 - inside)) + shift
    return round(1 / (1 + exp(-odds)), _DIGITS)


class WithMarks:
    """`ports.TextScorer`: a model of texts, whose spam and scam look at more than the words."""

    def __init__(self, model: TextScorer) -> None:
        self._model = model

    @property
    def version(self) -> str:
        """The model's; spam and scam have one of their own."""
        return self._model.version

    @property
    def names(self) -> tuple[str, ...]:
        return self._model.names

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """As the model tells."""
        return self._model.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """As the model scores; spam and scam with marks."""
        scored = self._model.score(texts, langs)
        return [_both(text, signals) for text, signals in zip(texts, scored, strict=True)]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """The model's parts and the marks, largest first. A mark that is there twice counts once: where it begins."""
        parts = self._model.explain(text, name)
        if name not in NAMES:
            return parts
        own = weights()[name]
        words = [(span, weight * own.slope) for span, weight in parts]
        there = [(spans[0], own.marks[mark]) for mark, spans in marks(text.raw).items() if own.marks[mark]]
        return tuple(sorted((*words, *there), key=lambda part: (-abs(part[1]), part[0])))


def _both(text: Text, signals: Mapping[str, Signal]) -> Mapping[str, Signal]:
    said = any(signals[name].value is not None for name in NAMES)
    found = marks(text.raw) if said else {}
    return {**signals, **{name: _with_marks(name, signals[name], found) for name in NAMES}}


class SpamSignals:
    """The same, as rules ask for them: the words are read once for all signals of texts, and spam knows of bursts."""

    def __init__(self, words: TextSignals) -> None:
        self._words = words
        self.specs = tuple(
            SignalSpec(
                spec.name, spec.type, spec.version + suffix(), f"{spec.doc} {_BY[spec.name]}",
                looks_back=spec.name in BURSTS,
            )
            for spec in words.specs
            if spec.name in NAMES
        )  # fmt: skip

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """From 0 to 1, from one half on with the words and the marks that speak for it; or why the model abstained."""
        found = marks(arrival.text.raw)
        signal = _with_marks(name, self._words.measure(name, arrival, history), found)
        if name in BURSTS and isinstance(signal.value, float):
            more = burst(signal.value, arrival, found, history)
            signal = Signal(signal.version, _moved(signal.value, 1.0, more), signal.spans) if more else signal
        if not isinstance(signal.value, float) or signal.value < _TELLING:
            return Signal(signal.version, signal.value, abstained=signal.abstained)
        own = weights()[name].marks
        there = [span for mark, spans in found.items() if own[mark] > 0 for span in spans]
        return Signal(signal.version, signal.value, joined((*signal.spans, *there)))
