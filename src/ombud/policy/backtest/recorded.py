"""The past as it was seen then, where that is on record, and as it can be worked out again."""

from collections.abc import Mapping
from datetime import datetime

from ombud.model import Arrival, Signal, SignalSpec
from ombud.policy.engine.evaluation import copies_key, count_key, distinct_key
from ombud.ports import Detectors, History

__all__ = ["SeenDetectors", "SeenHistory"]


class SeenDetectors:
    """Recorded signals first. One of a detector that has changed since is measured again, unless it looked back."""

    def __init__(self, detectors: Detectors, recorded: Mapping[str, Signal]) -> None:
        self._detectors = detectors
        self._recorded = recorded

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        return self._detectors.catalogue

    def measure(self, name: str, arrival: Arrival, history: History) -> Signal:
        """The signal as the decision saw it, else as it would be today."""
        seen, spec = self._recorded.get(name), self.catalogue.get(name)
        if seen is not None and spec is not None and (spec.stateful or _same(seen.version, spec.version)):
            return seen
        return self._detectors.measure(name, arrival, history)


def _same(seen: str, version: str) -> bool:
    """Whether it is that version, or the same one with what the community's decisions taught it (``+cal:...``)."""
    return seen == version or seen.startswith((f"{version}+head:", f"{version}+cal:"))


class SeenHistory:
    """What was answered then, or what the history says, whichever is more.

    Neither can be too much. The answer of then is too small where the policy of then had no use for more; that of the
    history, where it does not reach back far enough. An answer that was not known then is negative, and thus never
    taken where the history has one.
    """

    def __init__(self, history: History, recorded: Mapping[str, int]) -> None:
        self._history = history
        self._recorded = recorded

    def count(self, subject: str, event_type: str, window: float, at: datetime) -> int:
        """As in `History.count`."""
        found = self._history.count(subject, event_type, window, at)
        return max(found, self._recorded.get(count_key(subject, event_type, window), found))

    def distinct(self, subject: str, event_type: str, field: str, window: float, at: datetime) -> int:
        """As in `History.distinct`."""
        found = self._history.distinct(subject, event_type, field, window, at)
        return max(found, self._recorded.get(distinct_key(subject, event_type, field, window), found))

    def copies(self, fingerprint: int, window: float, at: datetime) -> int:
        """As in `History.copies`."""
        found = self._history.copies(fingerprint, window, at)
        return max(found, self._recorded.get(copies_key(window), found))

    def note(self, arrival: Arrival) -> None:
        """Events are noted by whoever walks through them."""
