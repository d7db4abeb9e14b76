"""All detectors of this installation, by the name of their signal."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from ombud.model import Arrival, NotFound, Signal, SignalSpec
from ombud.ports import Detectors, History
from ombud.signals.disguise import Disguise
from ombud.signals.language import LANGUAGES, Language
from ombud.signals.link_count import LinkCount
from ombud.signals.near_duplicates import NearDuplicates
from ombud.signals.personal_data import PersonalData
from ombud.signals.shouting import Shouting
from ombud.signals.spam import SpamSignals
from ombud.signals.text.detector import TextSignals

__all__ = ["Detector", "Family", "Registry", "Replayed"]


class Detector(Protocol):
    """One measurement. Deterministic: the same arrival and history give the same signal."""

    @property
    def spec(self) -> SignalSpec: ...
    def measure(self, arrival: Arrival, history: History) -> Signal: ...


class Family(Protocol):
    """Several measurements that one computation gives. As deterministic as one."""

    @property
    def specs(self) -> Sequence[SignalSpec]: ...
    def measure(self, name: str, arrival: Arrival, history: History) -> Signal: ...


class Registry:
    """The built-in detectors, and `more` from outside, whose names are their own. `languages` are the ISO 639 codes
    that the language detector chooses from; `words` the signals of a model of texts, of the default one when None."""

    def __init__(
        self, languages: Sequence[str] = LANGUAGES, more: Sequence[Family] = (), words: TextSignals | None = None
    ) -> None:
        single: list[Detector] = [Language(languages), NearDuplicates(), LinkCount(), Shouting(), Disguise()]
        words = words or TextSignals()
        families: list[Family] = [words, SpamSignals(words), PersonalData(), *more]  # of two of a name, the later one
        self._single = {detector.spec.name: detector for detector in single}
        self._family = {spec.name: family for family in families for spec in family.specs}
        specs = [detector.spec for detector in single] + [spec for family in families for spec in family.specs]
        self._catalogue = MappingProxyType({spec.name: spec for spec in specs})

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """What there is to measure, by name."""
        return self._catalogue

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """One signal. Raises NotFound (``unknown_signal``); the policy's type checker has asked before."""
        if name in self._single:
            return self._single[name].measure(arrival, history)
        if name in self._family:
            return self._family[name].measure(name, arrival, history)
        raise NotFound(
            "unknown_signal", f"there is no signal {name!r}", advice=f"there are {', '.join(self._catalogue)}"
        )


class Replayed:
    """Detectors for replaying a decision: what looked at the past is read from the record, the rest measured again."""

    def __init__(self, detectors: Detectors, recorded: Mapping[str, Signal]) -> None:
        self._detectors = detectors
        self._recorded = recorded

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """The catalogue of the detectors underneath."""
        return self._detectors.catalogue

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """One signal. Raises NotFound (``not_recorded``) for a stateful one that the decision never asked for."""
        spec = self._detectors.catalogue.get(name)
        if spec is None or not spec.stateful:
            return self._detectors.measure(name, arrival, history)
        signal = self._recorded.get(name)
        if signal is None:
            raise NotFound("not_recorded", f"the decision did not record the signal {name!r}")
        return signal
