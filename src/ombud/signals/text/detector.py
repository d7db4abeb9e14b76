"""The model's signals, as rules ask for them: one computation for all that a policy asks about an event."""

from collections.abc import Callable, Mapping

from ombud.model import Arrival, Signal, SignalSpec
from ombud.ports import History, TextScorer
from ombud.signals.languages import with_languages
from ombud.signals.text.evidence import telling_words
from ombud.signals.text.model import TextModel
from ombud.signals.text.names import DOCS, VERSION

__all__ = ["TextSignals"]

_TELLING = 0.5
"""Below this a score says nothing that could be pointed at."""


class TextSignals:
    """See card.md. The model is loaded when a rule asks first; `version` is that of its English signals."""

    def __init__(self, load: Callable[[], TextScorer] | None = None, version: str = VERSION) -> None:
        self.specs = tuple(SignalSpec(name, "double", version, doc) for name, doc in DOCS.items())
        self._load = load or _shipped
        self._model: TextScorer | None = None
        self._last: tuple[Arrival | None, Mapping[str, Signal]] = None, {}

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:  # noqa: ARG002 - the port's shape
        """From 0 to 1, with the words that speak for it from one half on; or why the model abstained."""
        signal = self._scored(arrival)[name]
        if not isinstance(signal.value, float) or signal.value < _TELLING:
            return signal
        parts = self._loaded().explain(arrival.text, name)
        return Signal(signal.version, signal.value, telling_words(arrival.text.raw, parts))

    def _loaded(self) -> TextScorer:
        if self._model is None:
            self._model = self._load()
        return self._model

    def _scored(self, arrival: Arrival) -> Mapping[str, Signal]:
        last, scored = self._last
        if last is not arrival:
            model = self._loaded()
            lang = arrival.event.item.lang or model.tell([arrival.text])[0]
            (scored,) = model.score([arrival.text], [lang])
            self._last = arrival, scored  # in one step: another thread reads both or neither
        return scored


def _shipped() -> TextScorer:
    return with_languages(TextModel())
