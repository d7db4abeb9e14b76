"""What the human use cases share: the store, the clock, the sealer, and the policies decisions were made under."""

from collections.abc import Callable, Iterable, Mapping

from ombud.model import Arrival, Event, NotFound
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.recording import Made, Recorder
from ombud.pipeline.deciding.sealer import Sealer
from ombud.ports import Clock, Store, Unit

__all__ = ["Context"]

_COMPILED = 8  # versions kept ready; people mostly judge under the newest


class Context:
    """Built once by `wiring`; handed to every use case a person starts.

    `revive` compiles the files of a version on the record: it runs, whatever is asked today of what is published.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        sealer: Sealer,
        internal: Callable[[Event], Arrival],
        revive: Callable[[Mapping[str, str]], CompiledPolicy],
        wake: Callable[[], None],
    ) -> None:
        self.store = store
        self.clock = clock
        self.sealer = sealer
        self.recorder = Recorder(sealer, internal)
        self.internal = internal
        self.wake = wake
        self.revive = revive
        self._compiled: dict[str, CompiledPolicy] = {}

    def record(self, unit: Unit, batch: Iterable[Made]) -> None:
        """Put decisions on the record, in order, each under the policy that it was made under.

        Raises NotFound, and what `Records.append` raises.
        """
        by_policy: dict[str, list[Made]] = {}
        for made in batch:
            by_policy.setdefault(made.sealed.decision.policy, []).append(made)
        for version, together in by_policy.items():
            self.recorder.record(unit, self.policy_of(unit, version), together)

    def policy_of(self, unit: Unit, version: str) -> CompiledPolicy:
        """A published version, compiled. Raises NotFound for one that was never published here."""
        found = self._compiled.get(version)
        if found is None:
            kept = unit.policies.get(version)
            if kept is None:
                raise NotFound("no_such_policy", f"No policy version {version} is on the record.")
            found = self.revive(kept.files)
            while len(self._compiled) >= _COMPILED:
                self._compiled.pop(next(iter(self._compiled)))
            self._compiled[version] = found
        return found
