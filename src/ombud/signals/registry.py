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
from ombud.signals.shouting import Shouting

__all__ = ["Detector", "Registry", "Replayed"]


class Detector(Protocol):
    """One measurement. Deterministic: the same arrival and history give the same signal."""

    @property
    def spec(self) -> SignalSpec: ...
    def measure(self, arrival: Arrival, history: History) -> Signal: ...


class Registry:
    """The built-in detectors. `languages` are the ISO 639 codes that the language detector chooses from."""

    def __init__(self, languages: Sequence[str] = LANGUAGES) -> None:
        detectors: list[Detector] = [Language(languages), NearDuplicates(), LinkCount(), Shouting(), Disguise()]
        self._detectors = {detector.spec.name: detector for detector in detectors}
        self._catalogue = MappingProxyType({name: detector.spec for name, detector in self._detectors.items()})

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """What there is to measure, by name."""
        return self._catalogue

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """One signal. Raises NotFound (``unknown_signal``); the policy's type checker has asked before."""
        detector = self._detectors.get(name)
        if detector is None:
            raise NotFound(
                "unknown_signal", f"there is no signal {name!r}", advice=f"there are {', '.join(self._catalogue)}"
            )
        return detector.measure(arrival, history)


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
